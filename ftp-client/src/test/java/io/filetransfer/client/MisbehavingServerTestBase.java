package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A server that does what a test says. Whatever it does, an existing file stays as it was and no other is left. */
abstract class MisbehavingServerTestBase {
    static final byte[] OLD = "old content".getBytes(StandardCharsets.UTF_8);
    static final byte[] CONTENT = FileTransferClientTest.bytes(300_000);

    @TempDir
    Path directory;

    ScriptedServer server;
    FileTransferClient client;

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    final void start(ScriptedServer.Script script) {
        start(script, server -> server.config().build());
    }

    final void start(ScriptedServer.Script script, java.util.function.Function<ScriptedServer, ClientConfig> config) {
        server = new ScriptedServer(script);
        client = FileTransferClient.open(config.apply(server));
    }

    /** Gets over an existing file and checks that nothing of it is seen. */
    final FileTransferException getFails(GetRequest request) throws IOException {
        Path target = Files.write(directory.resolve("target"), OLD);
        Transfer<TransferResult> transfer = client.get(request, target);
        FileTransferException failure = assertThrows(FileTransferException.class, transfer::join);
        assertArrayEquals(OLD, Files.readAllBytes(target));
        try (Stream<Path> paths = Files.list(directory)) {
            assertEquals(List.of(target), paths.toList());
        }
        return failure;
    }

    final FileTransferException getFails() throws IOException {
        return getFails(GetRequest.of("x"));
    }

    static Options head(int size) {
        return Options.NONE.with(Option.SIZE, (long) size).with(Option.KIND, Kind.FILE);
    }

    static void assertTimely(CountDownLatch latch) {
        try {
            assertTrue(latch.await(5, java.util.concurrent.TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
