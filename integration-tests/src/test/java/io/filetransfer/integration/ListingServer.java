package io.filetransfer.integration;

import io.filetransfer.codec.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** A server whose root lists whatever it is told, as files of one byte, and which has just that byte for each. */
final class ListingServer extends Thread implements AutoCloseable {
    private static final byte[] PREFACE = {(byte) 0xf7, 'F', 'T', 'P', 1};
    private static final byte[] FILE = {0, 0x0f, 0, 1, 1};
    private static final byte[] SIZE = {0, 3, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final byte[] DIRECTORY = {0, 0x0f, 0, 1, 2};
    private static final byte NOT_FOUND = 5;
    private static final int GET = 1;
    private static final int LIST = 3;
    private static final int ENTRIES_A_FRAME = 100;

    interface Names {
        String get(int number);
    }

    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int count;
    private final Names names;
    private final ErrorCode failure;

    ListingServer(int count, Names names) throws IOException {
        this(count, names, null);
    }

    /** @param failure what listings end in; null if they end well */
    ListingServer(int count, Names names, ErrorCode failure) throws IOException {
        super("listing server");
        this.failure = failure;
        this.count = count;
        this.names = names;
        setDaemon(true);
        start();
    }

    int port() {
        return socket.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void run() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread server = new Thread(() -> serve(connection), "listing connection");
                server.setDaemon(true);
                server.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.skipNBytes(PREFACE.length);
            out.write(PREFACE);
            while (in.read() == NativeConnection.REQUEST) {
                byte[] payload = in.readNBytes(in.readInt());
                int choice = payload[2 + (payload[0] << 8 | payload[1] & 0xff)];
                if (choice == LIST) {
                    list(out);
                } else if (choice == GET) {
                    frame(out, NativeConnection.REPLY, SIZE);
                    frame(out, NativeConnection.CONTENT, new byte[] {'x'});
                    end(out, 1, crc(new byte[] {'x'}));
                } else if (new String(payload, StandardCharsets.UTF_8).indexOf('*') >= 0) {
                    frame(out, NativeConnection.ERROR, new byte[] {0, NOT_FOUND, 0, 0, 3, 'b', 'a', 'd'});
                } else {
                    frame(out, NativeConnection.REPLY, DIRECTORY);
                }
                out.flush();
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private void list(DataOutputStream out) throws IOException {
        frame(out, NativeConnection.REPLY, new byte[0]);
        CRC32C crc = new CRC32C();
        long length = 0;
        for (int i = 0; i < count; i += ENTRIES_A_FRAME) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream entries = new DataOutputStream(bytes);
            for (int n = i; n < Math.min(count, i + ENTRIES_A_FRAME); n++) {
                byte[] name = names.get(n).getBytes(StandardCharsets.UTF_8);
                entries.writeShort(name.length);
                entries.write(name);
                entries.writeShort(FILE.length);
                entries.write(FILE);
            }
            crc.update(bytes.toByteArray());
            length += bytes.size();
            frame(out, NativeConnection.CONTENT, bytes.toByteArray());
        }
        if (failure == null) {
            end(out, length, crc);
        } else {
            frame(out, NativeConnection.ERROR, new byte[] {0, (byte) failure.number(), 0, 0, 3, 'b', 'a', 'd'});
        }
    }

    private static CRC32C crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return crc;
    }

    private static void end(DataOutputStream out, long length, CRC32C crc) throws IOException {
        out.writeByte(NativeConnection.END);
        out.writeInt(13);
        out.writeLong(length);
        out.writeByte(1);
        out.writeInt((int) crc.getValue());
    }

    private static void frame(DataOutputStream out, int type, byte[] payload) throws IOException {
        out.writeByte(type);
        out.writeInt(payload.length);
        out.write(payload);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
