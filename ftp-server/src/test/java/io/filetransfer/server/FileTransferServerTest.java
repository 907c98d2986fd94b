package io.filetransfer.server;

import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.end;
import static io.filetransfer.server.Talk.get;
import static io.filetransfer.server.Talk.put;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.ReplyDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole server over sockets. */
@Timeout(60)
class FileTransferServerTest {
    @TempDir
    private Path root;

    private FileTransferServer start(Path root) throws IOException {
        return FileTransferServer.start(ServerConfig.builder(root).port(0).build());
    }

    /** A blocking client. */
    private static final class Client implements AutoCloseable {
        final Socket socket;
        private final EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());
        private final EmbeddedChannel decoder = new EmbeddedChannel(new ReplyDecoder());

        Client(FileTransferServer server) throws IOException {
            socket = new Socket(server.address().getAddress(), server.port());
            socket.setSoTimeout(30_000);
        }

        Client send(Frame... frames) throws IOException {
            encoder.writeOutbound((Object[]) frames);
            ByteArrayOutputStream segment = new ByteArrayOutputStream();
            for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
                segment.writeBytes(ByteBufUtil.getBytes(part));
                part.release();
            }
            socket.getOutputStream().write(segment.toByteArray());
            return this;
        }

        /** The next frame that is no content, or null at the end of the stream; content goes to {@code content}. */
        Frame next(ByteArrayOutputStream content) throws IOException {
            byte[] buffer = new byte[1 << 16];
            while (true) {
                Frame frame = decoder.readInbound();
                if (frame instanceof Content chunk) {
                    content.writeBytes(ByteBufUtil.getBytes(chunk.bytes()));
                    chunk.release();
                } else if (frame != null) {
                    return frame;
                } else {
                    int count = socket.getInputStream().read(buffer);
                    if (count < 0) {
                        return null;
                    }
                    decoder.writeInbound(Unpooled.directBuffer(count).writeBytes(buffer, 0, count));
                }
            }
        }

        Frame next() throws IOException {
            return next(new ByteArrayOutputStream());
        }

        ErrorCode nextError() throws IOException {
            return ((Failure) next()).code();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            encoder.finishAndReleaseAll();
            decoder.finishAndReleaseAll();
        }
    }

    /** A thread that has done its work is still there for a moment. */
    private static void awaitOnly(Set<String> expected) {
        Await.until(() -> expected + " and now " + ourThreads(), () -> expected.containsAll(ourThreads()));
    }

    private static Set<String> ourThreads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("ftp-") && thread.isAlive()) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    @Test
    void aLargeFileThereAndBack() throws IOException {
        byte[] bytes = new byte[9_000_001];
        new Random(5).nextBytes(bytes);
        try (FileTransferServer server = start(root);
                Client client = new Client(server)) {
            client.send(put("a"));
            for (int i = 0; i < bytes.length; i += 1_000_000) {
                client.send(content(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 1_000_000))));
            }
            client.send(end(bytes), get("a"));
            assertTrue(client.next() instanceof Reply);
            assertTrue(client.next() instanceof Reply);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            assertEquals(end(bytes), client.next(content));
            assertArrayEquals(bytes, content.toByteArray());
        }
        assertArrayEquals(bytes, Files.readAllBytes(root.resolve("a")));
    }

    @Test
    void aHalfClosedClientGetsAllAnswersThenTheEnd() throws IOException {
        Files.write(root.resolve("a"), new byte[4_000_000]);
        try (FileTransferServer server = start(root);
                Client client = new Client(server)) {
            client.send(get("a"), put("b"), content("b"), end("b"), get("a"));
            client.socket.shutdownOutput();
            List<Class<?>> kinds = new ArrayList<>();
            for (Frame frame = client.next(); frame != null; frame = client.next()) {
                kinds.add(frame.getClass());
            }
            assertEquals(List.of(Reply.class, End.class, Reply.class, Reply.class, End.class), kinds);
        }
    }

    @Test
    void aHalfClosedUploaderGetsItsReply() throws IOException {
        byte[] piece = new byte[4_000_000];
        try (FileTransferServer server = start(root);
                Client client = new Client(server)) {
            for (int i = 0; i < 5; i++) {
                client.send(put("a" + i), content(piece), end(piece));
            }
            client.socket.shutdownOutput();
            for (int i = 0; i < 5; i++) {
                assertTrue(client.next() instanceof Reply);
            }
            assertNull(client.next());
        }
    }

    @Test
    void aHalfClosedLegacyClientGetsALargeFile() throws IOException {
        Files.writeString(root.resolve("a"), "x".repeat(9_000_000));
        try (FileTransferServer server = start(root)) {
            assertEquals("Done".length() + 9_000_000, seed(server, "1a:GET").length());
        }
    }

    /** What the client still sends must not reset the connection before it has read why. */
    @Test
    void theErrorArrivesAlthoughTheClientGoesOnSending() throws IOException {
        try (FileTransferServer server = start(root)) {
            for (int i = 0; i < 10; i++) {
                try (Client client = new Client(server)) {
                    client.send(content(new byte[4_000_000]));
                    assertEquals(ErrorCode.BAD_REQUEST, client.nextError());
                }
            }
        }
    }

    @Test
    void legacyClients() throws IOException {
        Files.writeString(root.resolve("notes.txt"), "hello");
        try (FileTransferServer server = start(root)) {
            assertEquals("Donehello", seed(server, "1notes.txt:GET"));
            assertEquals("DoneFile not found. Try again.", seed(server, "1none:GET"));
            assertEquals("Done", seed(server, "1new.txt:PUThello"));
            assertEquals("hello", Files.readString(root.resolve("new.txt")));
            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                socket.getOutputStream().write("1cut:PUT".getBytes(StandardCharsets.US_ASCII));
                assertEquals("Done", new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
                socket.getOutputStream().write(new byte[1000]);
                socket.setSoLinger(true, 0);
            }
        }
        assertFalse(Files.exists(root.resolve("cut")));
    }

    private static String seed(FileTransferServer server, String request) throws IOException {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aSlowReaderOfManyBigFilesHoldsLittle() throws Exception {
        Path big = root.resolve("big");
        Files.write(big, new byte[8 << 20]);
        try (FileTransferServer server = start(root);
                Client slow = new Client(server);
                Client other = new Client(server)) {
            Frame[] requests = new Frame[500];
            Arrays.fill(requests, get("big"));
            slow.send(requests);
            slow.next();
            for (int i = 0; i < 50; i++) {
                other.send(put("c" + i), content("c"), end("c"), get("c" + i));
                assertTrue(other.next() instanceof Reply);
                assertTrue(other.next() instanceof Reply);
                assertTrue(other.next() instanceof End);
            }
            assertTrue(timesOpen(big) <= 17, "open: " + timesOpen(big));
            slow.socket.close();
            Await.until("the file is closed", () -> timesOpen(big) == 0);
        }
    }

    private static int timesOpen(Path file) throws IOException {
        int open = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    open += Files.readSymbolicLink(descriptor).equals(file.toRealPath()) ? 1 : 0;
                } catch (IOException closedMeanwhile) {
                    // not this one
                }
            }
        }
        return open;
    }

    @Test
    void closeDrainsAndReleasesEverything() throws Exception {
        Set<String> before = ourThreads();
        FileTransferServer server = start(root);
        int port = server.port();
        try (Client busy = new Client(server);
                Client idle = new Client(server)) {
            busy.send(put("a"), content("a"));
            idle.send(get("none"));
            assertEquals(ErrorCode.NOT_FOUND, idle.nextError());
            Thread closer = new Thread(server::close);
            closer.start();
            assertEquals(ErrorCode.SHUTTING_DOWN, idle.nextError());
            busy.send(end("a"));
            assertTrue(busy.next() instanceof Reply);
            assertEquals(ErrorCode.SHUTTING_DOWN, busy.nextError());
            assertNull(busy.next());
            busy.socket.close();
            idle.socket.close();
            closer.join();
        }
        server.close();
        assertEquals("a", Files.readString(root.resolve("a")));
        awaitOnly(before);
        assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
        start(root).close();
    }

    @Test
    void transfersThatTakeLongerAreCutOff() throws Exception {
        FileTransferServer server = start(root);
        try (Client client = new Client(server)) {
            client.send(get("none"));
            client.next();
            client.send(put("a"), content("a"));
            server.close(Duration.ZERO);
            assertEquals(ErrorCode.SHUTTING_DOWN, client.nextError());
        }
        assertFalse(Files.exists(root.resolve("a")));
    }

    @Test
    void readyWhileItsRootIsThereAndItRuns() throws IOException {
        Path served = Files.createDirectory(root.resolve("served"));
        FileTransferServer server = start(served);
        try (server) {
            assertTrue(server.isReady());
            Path aside = Files.move(served, root.resolve("aside"));
            assertFalse(server.isReady());
            Files.move(aside, served);
            assertTrue(server.isReady());
        }
        assertFalse(server.isReady());
    }

    @Test
    void twoServersInOneProcess(@TempDir Path other) throws IOException {
        try (FileTransferServer one = start(root);
                FileTransferServer two = start(other)) {
            try (Client client = new Client(one)) {
                client.send(put("a"), content("a"), end("a"));
                assertTrue(client.next() instanceof Reply);
            }
            one.close(Duration.ZERO);
            try (Client client = new Client(two)) {
                client.send(get("a"));
                assertEquals(ErrorCode.NOT_FOUND, client.nextError());
            }
        }
    }

    @Test
    void aStartThatFailsReleasesEverything(@TempDir Path other) throws IOException {
        Set<String> before = ourThreads();
        assertThrows(IOException.class, () -> start(root.resolve("missing")));
        try (FileTransferServer server = start(root)) {
            Set<String> running = ourThreads();
            ServerConfig taken = ServerConfig.builder(other).port(server.port()).build();
            String message = assertThrows(IOException.class, () -> FileTransferServer.start(taken))
                    .getMessage();
            assertTrue(message.contains(":" + server.port()), message);
            assertThrows(IOException.class, () -> start(root), "another server has this root");
            awaitOnly(running);
        }
        start(other).close();
        start(root).close();
        awaitOnly(before);
    }

    @Test
    void anInterruptedStartFails() throws IOException {
        Thread.currentThread().interrupt();
        try {
            assertThrows(IOException.class, () -> start(root));
        } finally {
            assertTrue(Thread.interrupted());
        }
        start(root).close();
    }
}
