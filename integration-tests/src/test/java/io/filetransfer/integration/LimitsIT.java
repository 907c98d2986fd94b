package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Too many of them: who is over the limit is told to come again, and the others are served. */
class LimitsIT {
    @TempDir
    Path root;

    @Test
    void fewOpenFilesAndManyConnections() throws Exception {
        byte[] content = Trees.bytes(50, 1 << 20);
        Files.write(root.resolve("file"), content);
        List<String> few = List.of("sh", "-c", "ulimit -n 256 && exec \"$@\"", "sh");
        try (ServerProcess server = ServerProcess.start(few, List.of(), root)) {
            Canary.sing(server.port());
            int baseline = server.descriptors();
            NativeConnection old = new NativeConnection(server.port());
            old.request(Choice.GET, "file").read(NativeConnection.REPLY);
            List<NativeConnection> connections = new ArrayList<>();
            try {
                for (int i = 0; i < 1000; i++) {
                    connections.add(new NativeConnection(server.port()));
                    connections.get(i).request(Choice.STAT, "file").flush();
                }
            } catch (IOException backlogFull) {
                // As good as a thousand.
            }
            int served = 0;
            int busy = 0;
            int dropped = 0;
            // In the flood whoever has not asked yet may have to give way; behind it nobody has.
            List<NativeConnection> looked =
                    new ArrayList<>(connections.subList(0, Math.min(200, connections.size() / 2)));
            looked.addAll(connections.subList(Math.max(looked.size(), connections.size() - 30), connections.size()));
            for (NativeConnection connection : looked) {
                try {
                    connection.socket().setSoTimeout(2000);
                    NativeConnection.Frame answer = connection.read();
                    if (answer.type() == NativeConnection.REPLY) {
                        served++;
                    } else {
                        assertEquals(ErrorCode.BUSY, answer.code());
                        busy++;
                    }
                } catch (EOFException | SocketException | java.net.SocketTimeoutException e) {
                    dropped++;
                }
            }
            System.out.println("With 256 open files and " + connections.size() + " connections: " + served + " served, "
                    + busy + " told to come again, " + dropped + " without an answer");
            assertTrue(served > 10, "Nobody is served");
            assertTrue(busy > 0, "Nobody is told to come again");
            // Who was there before gets all.
            assertEquals(content.length, old.readBody().length);
            for (NativeConnection connection : connections) {
                connection.close();
            }
            old.close();
            // Connections that nobody wants any more may still wait to be accepted.
            Await.until("room again", () -> isServed(server.port()) && server.descriptors() <= baseline + 5);
            Canary.sing(server.port());
            assertTrue(!server.log().contains("\tat "), server.log());
        }
    }

    private static boolean isServed(int port) throws IOException {
        try (NativeConnection connection = new NativeConnection(port)) {
            return connection.request(Choice.STAT, "file").read().type() == NativeConnection.REPLY;
        } catch (EOFException | SocketException closed) {
            return false;
        }
    }

    @Test
    void aThousandIdleConnections() throws Exception {
        try (ServerProcess server = ServerProcess.start(root)) {
            Canary.sing(server.port());
            long before = server.residentKibibytes();
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            Await.until("all accepted", () -> server.descriptors() > 1000);
            Canary.sing(server.port());
            long after = server.residentKibibytes();
            System.out.println("1,000 idle connections: " + before + " KiB before, " + after + " KiB with them");
            assertTrue(after - before < 200_000, "200 KiB for each");
            for (Socket socket : sockets) {
                socket.close();
            }
            Await.until("all gone", () -> server.descriptors() < 200);
        }
    }

    /** Requests that nobody reads the answers of do not fill the server's memory. */
    @Test
    void answersThatNobodyReads() throws Exception {
        Files.write(root.resolve("file"), Trees.bytes(51, 20_000_000));
        try (ServerProcess server = ServerProcess.start(root)) {
            Canary.sing(server.port());
            long before = server.residentKibibytes();
            List<NativeConnection> connections = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                NativeConnection connection = new NativeConnection(server.port());
                for (int j = 0; j < 50; j++) {
                    connection.request(Choice.GET, "file");
                }
                connections.add(connection.flush());
            }
            for (int i = 0; i < 5; i++) {
                Canary.sing(server.port());
            }
            long after = server.residentKibibytes();
            System.out.println("100 clients that do not read: " + before + " KiB before, " + after + " KiB then");
            assertTrue(after - before < 400_000, "4 MiB for each");
            for (NativeConnection connection : connections) {
                connection.reset();
            }
            Await.until("all gone", () -> server.descriptors() < 200);
            Canary.sing(server.port());
        }
    }
}
