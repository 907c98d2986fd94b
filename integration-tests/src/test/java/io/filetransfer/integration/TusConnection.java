package io.filetransfer.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Speaks tus over one connection, as badly as a test wants it. */
final class TusConnection implements AutoCloseable {
    /** @param fields by their names in lower case */
    record Answer(int status, Map<String, String> fields) {
        String field(String name) {
            return fields.get(name.toLowerCase(Locale.ROOT));
        }

        long offset() {
            return Long.parseLong(field("Upload-Offset"));
        }

        String url() {
            return field("Location");
        }
    }

    private final Socket socket;
    private final String user;
    private boolean asksForHead;

    TusConnection(int port) throws IOException {
        this(port, null);
    }

    /** @param user whose password is as {@link UsersServed} has it; null for nobody */
    TusConnection(int port, String user) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.user = user;
        socket.setTcpNoDelay(true);
    }

    Answer ask(String method, String path, String... fields) throws IOException {
        return begin(method, path, 0, fields).answer();
    }

    Answer create(String path, long size, String... fields) throws IOException {
        String[] all = new String[fields.length + 1];
        all[0] = size < 0 ? "Upload-Defer-Length: 1" : "Upload-Length: " + size;
        System.arraycopy(fields, 0, all, 1, fields.length);
        return ask("POST", path, all);
    }

    long offset(String url) throws IOException {
        Answer answer = ask("HEAD", url);
        return answer.status() == 200 ? answer.offset() : -1;
    }

    Answer patch(String url, long offset, byte[] content, String... fields) throws IOException {
        return beginPatch(url, offset, content.length, fields)
                .write(content, 0, content.length)
                .answer();
    }

    /** A piece of which {@link #write} sends as much as a test likes. */
    TusConnection beginPatch(String url, long offset, int length, String... fields) throws IOException {
        String[] all = new String[fields.length + 2];
        all[0] = "Content-Type: application/offset+octet-stream";
        all[1] = "Upload-Offset: " + offset;
        System.arraycopy(fields, 0, all, 2, fields.length);
        return begin("PATCH", url, length, all);
    }

    TusConnection write(byte[] content, int offset, int length) throws IOException {
        socket.getOutputStream().write(content, offset, length);
        return this;
    }

    private TusConnection begin(String method, String path, int length, String... fields) throws IOException {
        asksForHead = method.equals("HEAD");
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nContent-Length: ")
                .append(length)
                .append("\r\n");
        if (user != null) {
            byte[] secret = (user + ":password of " + user).getBytes(StandardCharsets.UTF_8);
            head.append("Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(secret))
                    .append("\r\n");
        }
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    Answer answer() throws IOException {
        InputStream in = socket.getInputStream();
        String first = line(in);
        Map<String, String> fields = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (!asksForHead) {
            in.skipNBytes(Long.parseLong(fields.getOrDefault("content-length", "0")));
        }
        return new Answer(Integer.parseInt(first.split(" ")[1]), fields);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("The connection ended");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    /** Without a word. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
