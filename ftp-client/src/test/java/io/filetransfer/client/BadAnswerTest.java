package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.transfer.PartedUpload;
import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.client.tree.TreeSync;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are not what was asked for, through the whole client: they have no effect, and fail what asked. */
@Timeout(120)
class BadAnswerTest {
    private static final byte[] OLD = "old content".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTENT = "hello".getBytes(StandardCharsets.UTF_8);
    private static final int UNKNOWN = 0x8123;
    private static final byte[] UNKNOWN_CRITICAL = {(byte) 0x81, 0x23, 0, 1, 7};
    private static final Options HEAD = Options.NONE
            .with(Option.SIZE, 5L)
            .with(Option.KIND, Kind.FILE)
            .with(Option.VERSION, Version.of(new byte[] {1}));

    @TempDir
    Path directory;

    private ScriptedServer server;
    private FileTransferClient client;

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    private void start(ScriptedServer.Script script) {
        server = new ScriptedServer(script);
        client = FileTransferClient.open(server.config()
                .maxConnections(1)
                .stateDirectory(directory.resolve("state"))
                .build());
    }

    /** What has failed is cancelled, too. */
    private static Request nextRequest(ScriptedServer.Peer peer) throws Exception {
        Frame next = peer.next();
        return next instanceof Request request ? request : nextRequest(peer);
    }

    private FileTransferException.BadAnswer getFails(GetRequest request) throws IOException {
        Path target = Files.write(directory.resolve("target"), OLD);
        FileTransferException failure = assertThrows(
                FileTransferException.class, () -> client.get(request, target).join());
        assertArrayEquals(OLD, Files.readAllBytes(target));
        try (var paths = Files.list(directory)) {
            assertEquals(List.of(target), paths.toList());
        }
        return assertInstanceOf(FileTransferException.BadAnswer.class, failure);
    }

    private static ScriptedServer.Script content(Options head) {
        return peer -> {
            peer.request();
            peer.reply(head);
            peer.content(CONTENT);
            peer.end(CONTENT);
            peer.awaitClose();
        };
    }

    @Test
    void aRangeThatNobodyAskedFor() throws IOException {
        for (Options range : List.of(
                HEAD.with(Option.OFFSET, 0L),
                HEAD.with(Option.LENGTH, 5L),
                HEAD.with(Option.SIZE, 10L).with(Option.OFFSET, 5L).with(Option.LENGTH, 5L))) {
            start(content(range));
            assertEquals(ErrorCode.OFFSET_MISMATCH, getFails(GetRequest.of("x")).code());
            close();
        }
        start(peer -> {});
    }

    @Test
    void anotherRangeThanWasAskedFor() throws IOException {
        Options sized = HEAD.with(Option.SIZE, 100L);
        for (Options range : List.of(
                sized,
                sized.with(Option.OFFSET, 10L),
                sized.with(Option.OFFSET, 11L).with(Option.LENGTH, 5L),
                sized.with(Option.OFFSET, 10L).with(Option.LENGTH, 6L),
                sized.with(Option.OFFSET, 10L).with(Option.LENGTH, 4L),
                sized.with(Option.SIZE, 9L).with(Option.OFFSET, 10L).with(Option.LENGTH, 0L))) {
            start(content(range));
            assertEquals(
                    ErrorCode.OFFSET_MISMATCH,
                    getFails(GetRequest.of("x").range(10, 5)).code());
            close();
        }
        start(content(sized.with(Option.OFFSET, 10L).with(Option.LENGTH, 5L)));
        client.get(GetRequest.of("x").range(10, 5), directory.resolve("target")).join();
        assertArrayEquals(CONTENT, Files.readAllBytes(directory.resolve("target")));
    }

    @Test
    void anotherVersionThanWasAskedFor() throws IOException {
        start(content(HEAD));
        GetRequest request = GetRequest.of("x").expectVersion(Version.of(new byte[] {2}));
        assertEquals(ErrorCode.VERSION_MISMATCH, getFails(request).code());
    }

    /** The connection is sound, and what was asked next is answered. */
    @Test
    void anUnknownCriticalOptionFailsItsExchangeOnly() throws IOException {
        start(peer -> {
            nextRequest(peer);
            peer.reply(HEAD);
            nextRequest(peer);
            peer.reply(HEAD, UNKNOWN_CRITICAL);
            peer.content(CONTENT);
            peer.end(CONTENT);
            nextRequest(peer);
            peer.reply(HEAD);
            nextRequest(peer);
            peer.body();
            peer.reply(HEAD, UNKNOWN_CRITICAL);
            nextRequest(peer);
            peer.reply(HEAD);
            peer.awaitClose();
        });
        client.stat("x").join();
        FileTransferException.BadAnswer failure = getFails(GetRequest.of("x"));
        assertEquals(ErrorCode.UNSUPPORTED, failure.code());
        assertTrue(failure.getMessage().contains(String.valueOf(UNKNOWN)), failure.getMessage());
        assertEquals(5, client.stat("x").join().size());
        Path source = Files.write(directory.resolve("source"), CONTENT);
        assertThrows(
                FileTransferException.BadAnswer.class,
                () -> client.put(PutRequest.of("x"), source).join());
        assertEquals(5, client.stat("x").join().size());
        assertEquals(1, server.connections());
    }

    /** Each with the option added to what would be a good answer. */
    @Test
    void noCallTakesAnUnknownCriticalOption() {
        Digest digest = ScriptedServer.digest(CONTENT, DigestAlgorithm.CRC32C);
        Map<String, CallOf> calls = new TreeMap<>(Map.of(
                "stat", () -> client.stat("x"),
                "list", () -> client.list("x"),
                "digest", () -> client.digest("x", DigestAlgorithm.CRC32C),
                "verify", () -> client.verify("x"),
                "makeDirectory", () -> client.makeDirectory("x", true),
                "move", () -> client.move("x", "y", true),
                "delete", () -> client.delete("x", false, null)));
        calls.forEach((name, call) -> {
            start(peer -> {
                peer.request();
                peer.reply(HEAD.with(Option.DIGEST, digest), UNKNOWN_CRITICAL);
                if (name.equals("list")) {
                    peer.end(new byte[0]);
                }
                peer.awaitClose();
            });
            assertEquals(ErrorCode.UNSUPPORTED, bad(call.call()).code(), name);
            close();
        });
        start(peer -> {});
    }

    private interface CallOf {
        Transfer<?> call();
    }

    private static FileTransferException.BadAnswer bad(Transfer<?> transfer) {
        return assertThrows(FileTransferException.BadAnswer.class, transfer::join);
    }

    @Test
    void anotherSizeThanWasPut() throws IOException {
        Path source = Files.write(directory.resolve("source"), CONTENT);
        start(peer -> {
            peer.request();
            peer.body();
            peer.reply(HEAD.with(Option.SIZE, 6L));
            peer.awaitClose();
        });
        assertThrows(
                FileTransferException.Corrupt.class,
                () -> client.put(PutRequest.of("x"), source).join());
    }

    /** A commit too, and a part that is acknowledged for another place. */
    @Test
    void anotherSizeThanCameInParts() throws IOException {
        Path source = Files.write(directory.resolve("source"), new byte[(int) PartedUpload.SMALLEST]);
        start(peer -> {
            Request part = peer.request();
            peer.send(Frame.Go.GO);
            peer.reply(MemoryFiles.acknowledge(part, peer.body()));
            Request commit = peer.request();
            peer.reply(MemoryFiles.acknowledgeCommit(commit).with(Option.SIZE, PartedUpload.SMALLEST - 1));
            peer.request();
            peer.reply(Options.NONE);
            peer.awaitClose();
        });
        assertThrows(
                FileTransferException.Corrupt.class,
                () -> client.put(PutRequest.of("x"), source).join());
        close();
        start(peer -> {
            Request part = peer.request();
            if (part.choice() == Choice.ABORT) {
                peer.reply(Options.NONE);
                return;
            }
            peer.send(Frame.Go.GO);
            peer.reply(MemoryFiles.acknowledge(part, peer.body()).with(Option.OFFSET, 1L));
            peer.awaitClose();
        });
        assertThrows(
                FileTransferException.BadAnswer.class,
                () -> client.put(PutRequest.of("x"), source).join());
    }

    /** It may take what follows for something else, too; but what others asked is asked again on another connection. */
    @Test
    void aServerThatAnswersSomethingElseIsHeardNoMore() {
        start(peer -> {
            if (peer.number() == 0) {
                peer.request();
                peer.reply(HEAD);
                peer.request();
                peer.request();
                peer.reply(Options.NONE.with(Option.SIZE, 5L));
                peer.reply(HEAD.with(Option.SIZE, 6L));
            } else {
                peer.request();
                peer.reply(HEAD);
            }
            peer.awaitClose();
        });
        client.stat("x").join();
        Transfer<RemoteFile> first = client.stat("x");
        Transfer<RemoteFile> second = client.stat("y");
        assertEquals(ErrorCode.BAD_REQUEST, bad(first).code());
        assertTrue(second.join().size() >= 5);
    }

    @Test
    void errorsThatAreNeverSent() throws IOException {
        for (ErrorCode code : List.of(ErrorCode.CONNECTION, ErrorCode.LOCAL_FILE)) {
            start(peer -> {
                peer.request();
                peer.send(new Failure(code, "Yours."));
                peer.awaitClose();
            });
            assertEquals(ErrorCode.BAD_REQUEST, getFails(GetRequest.of("x")).code());
            close();
        }
        start(peer -> {});
    }

    private static byte[] entries(List<String> names, byte[] more) {
        ByteBuf entries = Unpooled.buffer();
        for (String name : names) {
            new Entry(name, Options.NONE.with(Option.KIND, Kind.FILE)).write(entries);
        }
        if (more.length > 0) {
            entries.writeShort(1).writeByte('u').writeShort(5 + more.length);
            entries.writeBytes(new byte[] {0, 0x0f, 0, 1, 1}).writeBytes(more);
        }
        return ByteBufUtil.getBytes(entries);
    }

    private static ScriptedServer.Script listing(byte[] entries) {
        return peer -> {
            peer.request();
            peer.reply(Options.NONE);
            peer.content(entries);
            peer.end(entries);
            peer.awaitClose();
        };
    }

    /** Of a listing that is not legal the good entries before come, the bad one does not, and nothing is removed. */
    @Test
    void aListingThatIsNotLegalRemovesNothing() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.write(tree.resolve("mine"), OLD);
        List<byte[]> listings = List.of(
                entries(List.of("good"), UNKNOWN_CRITICAL),
                entries(List.of("good"), new byte[] {(byte) 0x80, 0x12, 0, 0}),
                entries(List.of("good", "a/../../evil"), new byte[0]),
                entries(List.of("good", "/absolute"), new byte[0]),
                entries(List.of("good", "a//b"), new byte[0]),
                entries(List.of("good", "."), new byte[0]),
                entries(List.of("good", "a".repeat(256)), new byte[0]));
        for (byte[] listing : listings) {
            start(peer -> {
                while (true) {
                    nextRequest(peer);
                    peer.reply(Options.NONE);
                    peer.content(listing);
                    peer.end(listing);
                }
            });
            List<String> seen = new ArrayList<>();
            FileTransferException failure = assertThrows(
                    FileTransferException.class,
                    () -> client.list("/", true, file -> seen.add(file.name())).join());
            assertInstanceOf(FileTransferException.BadAnswer.class, failure);
            assertEquals(List.of("good"), seen);
            var summary = TreeSync.fromServer("/", tree)
                    .delete(true)
                    .start(client, TreeListener.NONE)
                    .join();
            assertTrue(summary.failed() > 0);
            assertArrayEquals(OLD, Files.readAllBytes(tree.resolve("mine")));
            close();
        }
        start(listing(entries(List.of("sub/good"), new byte[0])));
        assertEquals(
                ErrorCode.BAD_NAME,
                assertThrows(
                                FileTransferException.BadAnswer.class,
                                () -> client.list("/", false, file -> {}).join())
                        .code());
    }
}
