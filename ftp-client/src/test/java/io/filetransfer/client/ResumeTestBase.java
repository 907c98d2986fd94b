package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.failure.BackOff;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A server of one file, from which gets end early, and how much the ones after them ask for. */
abstract class ResumeTestBase {
    static final int SIZE = (9 << 20) + 123;
    static final byte[] CONTENT = FileTransferClientTest.bytes(SIZE);

    @TempDir
    Path directory;

    /** Offsets that were asked for, and bytes of content that were sent. */
    final List<Long> asked = new CopyOnWriteArrayList<>();

    volatile byte[] content = CONTENT;
    volatile int cut = Integer.MAX_VALUE;
    volatile int excess;
    volatile boolean stalls;
    volatile boolean stored = true;
    volatile DigestAlgorithm kind = DigestAlgorithm.CRC32C;
    volatile boolean checksVersion = true;
    volatile Digest wrongDigest;
    final AtomicLong sent = new AtomicLong();
    final ScriptedServer server = new ScriptedServer(this::serve);
    FileTransferClient client = client(0);

    final FileTransferClient client(int retries) {
        return FileTransferClient.open(server.config().retries(retries).build(), new BackOff(() -> 0));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    final void serve(ScriptedServer.Peer peer) throws Exception {
        while (true) {
            Frame frame = peer.next();
            if (frame instanceof Request request && !answer(peer, request)) {
                return;
            }
        }
    }

    final boolean answer(ScriptedServer.Peer peer, Request request) throws Exception {
        byte[] all = content;
        int limit = cut;
        boolean stall = stalls; // as it is now: the client may have all before this comes to its end
        Version version = MemoryFiles.version(all);
        if (request.choice() == Choice.DIGEST) {
            asked.add(-1L);
            Digest digest = wrongDigest != null ? wrongDigest : ScriptedServer.digest(all, DigestAlgorithm.CRC32C);
            peer.reply(Options.NONE.with(Option.DIGEST, digest).with(Option.VERSION, version));
            return true;
        }
        int from = (int) (long) request.options().get(Option.OFFSET, 0L);
        asked.add((long) from);
        Version expected = request.options().get(Option.EXPECT_VERSION, version);
        if (checksVersion && !expected.equals(version)) {
            peer.send(new Failure(ErrorCode.VERSION_MISMATCH, "It is another one."));
            return true;
        }
        if (from > all.length) {
            peer.send(new Failure(ErrorCode.RANGE_NOT_SATISFIABLE, "It is shorter."));
            return true;
        }
        byte[] part = Arrays.copyOfRange(all, from, all.length);
        Options head = MemoryFiles.head(new MemoryFiles.Stored(all, MemoryFiles.MODIFIED, 0640));
        if (from > 0) {
            head = head.with(Option.OFFSET, (long) from).with(Option.LENGTH, (long) part.length);
        }
        if (stored) {
            head = head.with(Option.DIGEST, wrongDigest != null ? wrongDigest : ScriptedServer.digest(all, kind));
        }
        peer.reply(head);
        int length = Math.min(part.length, limit);
        for (int done = 0; done < length; done += 1 << 20) {
            if (!peer.content(part, done, Math.min(1 << 20, length - done))
                    .await()
                    .isSuccess()) {
                return false; // the client has no use for it
            }
        }
        sent.addAndGet(length);
        if (stall) {
            peer.awaitClose();
            return false;
        }
        if (limit != Integer.MAX_VALUE) {
            return false;
        }
        peer.content(new byte[excess]);
        peer.end(part, request.options().get(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C));
        return true;
    }

    final Path target() {
        return directory.resolve("target");
    }

    final Path partial() {
        return directory.resolve(".target.ftpart");
    }

    final List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static final List<String> LEFT = List.of(".target.ftpart", ".target.ftpart.journal");

    final TransferResult get() {
        return client.get(GetRequest.of("x"), target()).join();
    }

    final void getIsCut(int at) throws IOException {
        cut = at;
        assertEquals(
                ErrorCode.CONNECTION,
                assertThrows(FileTransferException.class, this::get).code());
        cut = Integer.MAX_VALUE;
        assertFalse(Files.exists(target()));
    }

    /** From here on what is asked for and sent counts. */
    final void left(int at) throws IOException {
        getIsCut(at);
        assertEquals(LEFT, names());
        assertEquals(at, Files.size(partial()));
        asked.clear();
        sent.set(0);
    }

    final void isWhole(TransferResult result, byte[] whole, long resumedFrom) throws IOException {
        assertEquals(resumedFrom, result.resumedFrom());
        assertEquals(whole.length, result.bytes());
        assertEquals(ScriptedServer.digest(whole, DigestAlgorithm.CRC32C), result.digest());
        assertArrayEquals(whole, Files.readAllBytes(target()));
        assertEquals(List.of("target"), names());
        assertEquals(MemoryFiles.MODIFIED, Files.getLastModifiedTime(target()).toInstant());
    }
}
