package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.failure.BackOff;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attempts that move much, and all of it in vain: they come to an end. */
@Timeout(60)
class WastedContentTest {
    private static final int RETRIES = 3;
    private static final int SIZE = 9 << 20;
    private static final byte[] CONTENT = FileTransferClientTest.bytes(SIZE);

    @TempDir
    Path directory;

    /** What is wrong with each attempt. */
    enum Flaw {
        /** A log that is written all the time. */
        CHANGES,
        /** A box on the way that damages a byte in so many. */
        DAMAGED,
        /** Another version each time, and a connection that breaks when most of it came. */
        CUT_AND_CHANGES
    }

    private final AtomicInteger gets = new AtomicInteger();

    private void answer(ScriptedServer.Peer peer, Request request, Flaw flaw) throws Exception {
        assertEquals(Choice.GET, request.choice());
        int attempt = gets.incrementAndGet();
        assertTrue(attempt <= 50, "there is no end");
        Version version = Version.of(new byte[] {(byte) attempt});
        if (flaw == Flaw.CUT_AND_CHANGES && request.options().has(Option.EXPECT_VERSION)) {
            peer.send(new Failure(ErrorCode.VERSION_MISMATCH, "It is another one."));
            return;
        }
        peer.reply(Options.NONE.with(Option.SIZE, (long) SIZE).with(Option.VERSION, version));
        peer.content(Arrays.copyOf(CONTENT, SIZE - 1));
        peer.content(CONTENT, SIZE - 1, 1).await(); // a close would throw away what is not written yet
        switch (flaw) {
            case CHANGES -> peer.send(new Failure(ErrorCode.CHANGED, "It was written to."));
            case DAMAGED -> peer.end(new byte[SIZE]);
            case CUT_AND_CHANGES -> peer.close();
        }
    }

    private ScriptedServer server(Flaw flaw) {
        return new ScriptedServer(peer -> {
            while (true) {
                answer(peer, peer.request(), flaw);
            }
        });
    }

    private static FileTransferClient client(ScriptedServer server) {
        return FileTransferClient.open(server.config().retries(RETRIES).build(), new BackOff(() -> 0));
    }

    @ParameterizedTest
    @EnumSource
    void aGetToAFile(Flaw flaw) {
        for (boolean resume : new boolean[] {true, false}) {
            gets.set(0);
            try (ScriptedServer server = server(flaw);
                    FileTransferClient client = client(server)) {
                FileTransferException end = assertThrows(
                        FileTransferException.class,
                        () -> client.get(GetRequest.of("x").resume(resume), directory.resolve("target" + resume))
                                .join());
                assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
                ErrorCode expected = switch (flaw) {
                    case CHANGES -> ErrorCode.CHANGED;
                    case DAMAGED -> ErrorCode.CHECKSUM_MISMATCH;
                    case CUT_AND_CHANGES -> ErrorCode.CONNECTION;
                };
                assertEquals(expected, end.code());
                int refusedRests = flaw == Flaw.CUT_AND_CHANGES ? RETRIES : 0;
                assertEquals(RETRIES + 1 + refusedRests, gets.get());
            }
        }
    }

    /** On several connections each piece has its attempts, and the whole has them once more. */
    @Test
    void aGetInPieces() {
        int size = 20 << 20;
        byte[] content = FileTransferClientTest.bytes(size);
        AtomicInteger pieces = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    while (true) {
                        if (!(peer.next() instanceof Request request)) {
                            continue;
                        }
                        assertTrue(pieces.incrementAndGet() <= 100, "there is no end");
                        int from = (int) (long) request.options().get(Option.OFFSET, 0L);
                        int length = (int) Math.min(request.options().get(Option.LENGTH, Long.MAX_VALUE), size - from);
                        Options head = Options.NONE
                                .with(Option.SIZE, (long) size)
                                .with(Option.VERSION, Version.of(new byte[] {1}));
                        boolean piece = request.options().has(Option.LENGTH);
                        peer.reply(
                                piece
                                        ? head.with(Option.OFFSET, (long) from).with(Option.LENGTH, (long) length)
                                        : head);
                        peer.content(Arrays.copyOfRange(content, from, from + length));
                        peer.end(new byte[length], DigestAlgorithm.CRC32C);
                    }
                });
                FileTransferClient client = client(server)) {
            FileTransferException end = assertThrows(
                    FileTransferException.class,
                    () -> client.get(GetRequest.of("x").streams(2), directory.resolve("target"))
                            .join());
            assertEquals(ErrorCode.CHECKSUM_MISMATCH, end.code());
            assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
        }
    }
}
