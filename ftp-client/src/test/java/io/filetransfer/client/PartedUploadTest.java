package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ScriptedServer.Peer;
import io.filetransfer.client.ScriptedServer.Script;
import io.filetransfer.client.failure.BackOff;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a put in parts says, and what it makes of strange answers. */
@Timeout(120)
class PartedUploadTest {
    private static final int SIZE = 9_000_000;
    private static final int HELD = 5_000_000;
    private static final byte[] CONTENT = FileTransferClientTest.bytes(SIZE);

    @TempDir
    Path directory;

    private TransferResult put(Script script, int times) throws IOException {
        Path source = directory.resolve("source");
        if (!Files.exists(source)) {
            Files.write(source, CONTENT);
        }
        TransferResult result = null;
        try (ScriptedServer server = new ScriptedServer(script);
                FileTransferClient client = FileTransferClient.open(
                        server.config()
                                .stateDirectory(directory.resolve("state"))
                                .retries(times)
                                .build(),
                        new BackOff(() -> 0))) {
            try {
                result = client.put(PutRequest.of("name"), source).join();
            } finally {
                assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
            }
        }
        return result;
    }

    private static Request expect(Peer peer, Choice choice) throws Exception {
        Request request = peer.request();
        assertEquals(choice, request.choice());
        return request;
    }

    /** Takes a part, and tells that it is held. */
    private static void takePart(Peer peer, int offset, boolean asks) throws Exception {
        Request part = expect(peer, Choice.PUT);
        assertEquals(offset, part.options().get(Option.OFFSET, -1L));
        assertEquals(SIZE - offset, part.options().get(Option.LENGTH, -1L));
        assertEquals(SIZE, part.options().get(Option.SIZE, -1L));
        assertEquals(asks, part.options().has(Option.ASK_FIRST));
        if (asks) {
            peer.send(Frame.Go.GO);
        }
        byte[] body = peer.body();
        assertArrayEquals(Arrays.copyOfRange(CONTENT, offset, SIZE), body);
        peer.reply(MemoryFiles.acknowledge(part, body));
    }

    private static void commit(Peer peer) throws Exception {
        Request commit = expect(peer, Choice.COMMIT);
        assertEquals(
                ScriptedServer.digest(CONTENT, DigestAlgorithm.CRC32C),
                commit.options().get(Option.DIGEST, null));
        peer.reply(MemoryFiles.acknowledgeCommit(commit));
    }

    private static Options held(byte[] content) {
        Extent held = Extent.NOTHING.plus(content.length, ScriptedServer.digest(content, DigestAlgorithm.CRC32C));
        return Options.NONE.with(Option.SIZE, (long) SIZE).with(Option.HELD, List.of(held));
    }

    @Test
    void aPartAndItsCommit() throws Exception {
        TransferResult result = put(
                peer -> {
                    takePart(peer, 0, true);
                    commit(peer);
                },
                0);
        assertEquals(SIZE, result.bytes());
        assertEquals(0, result.resumedFrom());
    }

    @Test
    void aServerThatDoesNotTakeParts() throws Exception {
        AtomicReference<byte[]> came = new AtomicReference<>();
        put(
                peer -> {
                    expect(peer, Choice.PUT);
                    peer.send(new Failure(ErrorCode.UNSUPPORTED, "No parts."));
                    Request whole = expect(peer, Choice.PUT);
                    assertTrue(!whole.options().has(Option.UPLOAD_ID));
                    peer.send(Frame.Go.GO);
                    came.set(peer.body());
                    peer.reply(MemoryFiles.acknowledge(whole, came.get()));
                },
                0);
        assertArrayEquals(CONTENT, came.get());
    }

    /** What is held is sent again only where it is other content. */
    @Test
    void asksWhatIsHeldAfterALostConnection() throws Exception {
        for (boolean damaged : new boolean[] {false, true}) {
            byte[] there = Arrays.copyOf(CONTENT, HELD);
            if (damaged) {
                there[HELD / 2] ^= 1;
            }
            AtomicReference<UploadId> id = new AtomicReference<>();
            put(
                    peer -> {
                        if (peer.number() == 0) {
                            id.set(expect(peer, Choice.PUT).options().get(Option.UPLOAD_ID, null));
                            return;
                        }
                        Request status = expect(peer, Choice.STATUS);
                        assertEquals(id.get(), status.options().get(Option.UPLOAD_ID, null));
                        peer.reply(held(there));
                        takePart(peer, damaged ? 0 : HELD, true);
                        commit(peer);
                    },
                    1);
        }
    }

    /** A request of an earlier process came late. */
    @Test
    void aPartThatIsTakenOver() throws Exception {
        for (ErrorCode code : List.of(ErrorCode.CANCELLED, ErrorCode.UPLOAD_UNKNOWN)) {
            put(
                    peer -> {
                        expect(peer, Choice.PUT);
                        peer.send(new Failure(code, "Taken over."));
                        expect(peer, Choice.STATUS);
                        peer.reply(held(Arrays.copyOf(CONTENT, HELD)));
                        takePart(peer, HELD, true);
                        commit(peer);
                    },
                    1);
        }
        FileTransferException end = assertThrows(
                FileTransferException.class,
                () -> put(
                        peer -> {
                            expect(peer, Choice.PUT);
                            peer.send(new Failure(ErrorCode.CANCELLED, "Taken over."));
                            peer.awaitClose();
                        },
                        0));
        assertEquals(ErrorCode.CANCELLED, end.code());
        try (Stream<Path> kept = Files.list(directory.resolve("state"))) {
            assertEquals(1, kept.count(), "for another process to go on with");
        }
    }

    /** Another process had the rest, and committed it. */
    @Test
    void anUploadThatIsCommittedMeanwhile() throws Exception {
        TransferResult result = put(
                peer -> {
                    expect(peer, Choice.PUT);
                    peer.send(new Failure(ErrorCode.UPLOAD_UNKNOWN, "Committed."));
                    expect(peer, Choice.STATUS);
                    peer.reply(Options.NONE
                            .with(Option.SIZE, (long) SIZE)
                            .with(Option.DIGEST, ScriptedServer.digest(CONTENT, DigestAlgorithm.CRC32C)));
                },
                1);
        assertEquals(SIZE, result.bytes());
    }

    /** A server that has forgotten an upload begins it anew with a part that comes late. */
    @Test
    void theAbortComesAfterAllParts() throws Exception {
        long piece = 8 << 20;
        Path source = directory.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(source.toFile(), "rw")) {
            sparse.setLength(4 * piece);
        }
        AtomicInteger underWay = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch refused = new CountDownLatch(1);
        CountDownLatch statAnswered = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    boolean first = peer.number() == 0;
                    while (true) {
                        Frame next = peer.next();
                        if (!(next instanceof Request request)) {
                            ReferenceCountUtil.release(next);
                        } else if (request.choice() == Choice.ABORT) {
                            assertEquals(0, underWay.get());
                            peer.reply(Options.NONE);
                        } else if (request.choice() == Choice.STAT) {
                            peer.reply(Options.NONE.with(Option.SIZE, 1L).with(Option.KIND, Kind.FILE));
                        } else {
                            underWay.incrementAndGet();
                            both.countDown();
                            assertTrue(both.await(10, TimeUnit.SECONDS));
                            if (!first) {
                                refused.countDown();
                                assertTrue(statAnswered.await(10, TimeUnit.SECONDS));
                            }
                            underWay.decrementAndGet();
                            peer.send(new Failure(ErrorCode.DENIED, "No."));
                        }
                    }
                });
                FileTransferClient client = FileTransferClient.open(
                        server.config().maxConnections(2).build())) {
            Transfer<TransferResult> put =
                    client.put(PutRequest.of("name").resume(false).streams(2), source);
            assertTrue(refused.await(10, TimeUnit.SECONDS));
            client.stat("other").join(); // behind the refusal, and before the abort if that does not wait
            client.stat("other").join();
            statAnswered.countDown();
            assertThrows(ExecutionException.class, () -> put.future().get(10, TimeUnit.SECONDS));
            assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
        }
    }

    /** What was sent and not taken is no progress. */
    @Test
    void aPartThatIsAlwaysDamaged() {
        AtomicInteger parts = new AtomicInteger();
        FileTransferException end = assertThrows(
                FileTransferException.class,
                () -> put(
                        peer -> {
                            while (true) {
                                switch (peer.request().choice()) {
                                    case PUT -> {
                                        assertTrue(parts.incrementAndGet() <= 3);
                                        peer.send(Frame.Go.GO);
                                        peer.body();
                                        peer.send(new Failure(ErrorCode.CHECKSUM_MISMATCH, "Damaged."));
                                    }
                                    case COMMIT -> peer.send(new Failure(ErrorCode.OFFSET_MISMATCH, "Not all."));
                                    case STATUS -> peer.send(new Failure(ErrorCode.UPLOAD_UNKNOWN, "Nothing."));
                                    default -> peer.reply(Options.NONE);
                                }
                            }
                        },
                        2));
        assertEquals(ErrorCode.CHECKSUM_MISMATCH, end.code());
        assertEquals(3, parts.get());
    }

    /** What the server says to be missing at the end is sent, but not for ever. */
    @Test
    void contentThatIsMissingAtTheCommit() throws Exception {
        put(
                peer -> {
                    takePart(peer, 0, true);
                    expect(peer, Choice.COMMIT);
                    peer.send(new Failure(ErrorCode.OFFSET_MISMATCH, "Not all."));
                    expect(peer, Choice.STATUS);
                    peer.reply(held(Arrays.copyOf(CONTENT, HELD)));
                    takePart(peer, HELD, true);
                    commit(peer);
                },
                0);
        FileTransferException end = assertThrows(
                FileTransferException.class,
                () -> put(
                        peer -> {
                            takePart(peer, 0, true);
                            for (int i = 0; ; i++) {
                                Request next = peer.request();
                                if (next.choice() == Choice.ABORT) {
                                    peer.reply(Options.NONE);
                                    return;
                                }
                                assertEquals(i % 2 == 0 ? Choice.COMMIT : Choice.STATUS, next.choice());
                                if (i % 2 == 0) {
                                    peer.send(new Failure(ErrorCode.OFFSET_MISMATCH, "Not all."));
                                } else {
                                    peer.reply(held(CONTENT));
                                }
                            }
                        },
                        0));
        assertEquals(ErrorCode.OFFSET_MISMATCH, end.code());
    }
}
