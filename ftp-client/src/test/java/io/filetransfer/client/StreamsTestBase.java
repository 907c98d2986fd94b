package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;

/** A client whose content is the caller's, and a server that fails no test. */
abstract class StreamsTestBase {
    static final byte[] CONTENT = FileTransferClientTest.bytes(3_000_000);

    private static final Duration IMPATIENCE = Duration.ofMillis(400);

    final MemoryFiles files = new MemoryFiles();
    final ScriptedServer server = new ScriptedServer(files);
    FileTransferClient client = FileTransferClient.open(server.config().build());

    @AfterEach
    final void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    /** A client that would give up a server long before a caller ends that takes its time. */
    final void impatient() {
        client.close();
        client = FileTransferClient.open(server.config()
                .idleTimeout(IMPATIENCE)
                .answerTimeout(IMPATIENCE)
                .build());
    }

    static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
