package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import java.util.concurrent.TimeUnit;

/** A small put and get on a new connection: the server is well. */
final class Canary {
    static final String NAME = "canary";

    private static final int SECONDS = 2;
    private static final int TRIES = 3;

    private Canary() {}

    /** In good time; on a machine that is busy with other things, the second or third try may be the one. */
    static void sing(int port) throws Exception {
        sing(port, new byte[0][]);
    }

    /** @param login what the first request says besides: credentials, where there are users */
    static void sing(int port, byte[]... login) throws Exception {
        long took = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && took > TimeUnit.SECONDS.toNanos(SECONDS); i++) {
            long started = System.nanoTime();
            byte[] song = Trees.bytes(started, 1000);
            try (NativeConnection connection = new NativeConnection(port)) {
                connection.put(NAME, song, login).request(Choice.GET, NAME);
                connection.read(NativeConnection.REPLY);
                connection.read(NativeConnection.REPLY);
                assertArrayEquals(song, connection.readBody());
                connection.request(Choice.DELETE, NAME).read(NativeConnection.REPLY);
            }
            took = System.nanoTime() - started;
        }
        assertTrue(took <= TimeUnit.SECONDS.toNanos(SECONDS), "The canary took " + took / 1_000_000 + " ms");
    }
}
