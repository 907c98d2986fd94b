package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with far less memory than its clients together could fill. */
class LittleMemoryIT {
    private static final int MOST_ATTEMPTS = 3000;

    private static final int CLIENTS = 500;
    private static final List<String> LITTLE = List.of("-XX:MaxDirectMemorySize=64m");

    @TempDir
    Path root;

    private final byte[] content = Trees.bytes(70, 1 << 20);
    private final int crc = crc(content);
    private final AtomicInteger busy = new AtomicInteger();

    /** One disk thread is slower than five hundred clients on this machine. */
    @Test
    void fiveHundredFastUploadsToASlowDisk() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(List.of(), LITTLE, root, "--disk-threads", "1", "--durability", "relaxed")) {
            putAll(server.port());
            System.out.println(CLIENTS + " fast uploads with 64 MiB: " + busy + " were told to come again, "
                    + server.log().lines().count() + " log lines");
            Canary.sing(server.port());
            assertFalse(server.log().contains("out of memory"), server.log());
        }
    }

    private void putAll(int port) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> uploads = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = "f" + i % 20;
                uploads.add(clients.submit(() -> put(port, name)));
            }
            for (Future<?> upload : uploads) {
                upload.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private Void put(int port, String name) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try (NativeConnection connection = new NativeConnection(port)) {
                connection.request(Choice.PUT, name, NativeConnection.size(content.length));
                connection.content(content).end(content.length, crc);
                NativeConnection.Frame answer = connection.read();
                if (answer.type() == NativeConnection.REPLY) {
                    return null;
                }
                assertEquals(ErrorCode.BUSY, answer.code(), answer.sentence());
            }
            busy.incrementAndGet();
            Thread.sleep(100); // as a client does that is told to come later
        }
        throw new AssertionError("The server is busy for ever");
    }

    private static int crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }
}
