package io.filetransfer.server.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a running server by its Unix socket. */
final class AdminClient {
    /**
     * @param status of HTTP
     * @param body what came
     */
    record Answer(int status, String body) {
        boolean isGood() {
            return status == 200;
        }
    }

    private static final int MOST_BYTES = 64 << 20;
    private static final Pattern HEAD =
            Pattern.compile("HTTP/1\\.1 ([0-9]{3}) [^\r\n]*\r\n.*?\r\n\r\n", Pattern.DOTALL);

    private final Path socket;
    private final Duration deadline;

    /** @param deadline for each question, from the connection to the end of the answer */
    AdminClient(Path socket, Duration deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /** @throws IOException with a sentence for the operator when no answer is to be had */
    Answer get(String target, String accept) throws IOException {
        return ask("GET", target, accept);
    }

    /** @throws IOException with a sentence for the operator when no answer is to be had */
    Answer post(String target) throws IOException {
        return ask("POST", target, "*/*");
    }

    private Answer ask(String method, String target, String accept) throws IOException {
        String request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            connect(channel);
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, 0);
            long end = System.nanoTime() + deadline.toNanos();
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    await(key, SelectionKey.OP_WRITE, end);
                }
            }
            return parse(readAll(channel, key, end));
        }
    }

    private void connect(SocketChannel channel) throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new IOException("no server can be asked on " + socket + ": " + e.getMessage(), e);
        }
    }

    private static byte[] readAll(SocketChannel channel, SelectionKey key, long end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(64 << 10);
        while (true) {
            int read = channel.read(piece.clear());
            if (read < 0) {
                return all.toByteArray();
            }
            if (read == 0) {
                await(key, SelectionKey.OP_READ, end);
            }
            all.write(piece.array(), 0, read);
            if (all.size() > MOST_BYTES) {
                throw new IOException("the server answers more than there can be");
            }
        }
    }

    private static void await(SelectionKey key, int what, long end) throws IOException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        key.interestOps(what);
        if (millis <= 0 || key.selector().select(millis) == 0) {
            throw new IOException("the server does not answer");
        }
        key.selector().selectedKeys().clear();
    }

    private static Answer parse(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Matcher head = HEAD.matcher(text);
        if (!head.lookingAt()) {
            throw new IOException("what answers there is no server of this program");
        }
        return new Answer(Integer.parseInt(head.group(1)), text.substring(head.end()));
    }
}
