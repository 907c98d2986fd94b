package io.filetransfer.integration;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A plain socket that speaks the native protocol byte by byte, so also wrongly. Has nothing of the client in it. */
final class NativeConnection implements AutoCloseable {
    static final int REQUEST = 1;
    static final int REPLY = 2;
    static final int GO = 3;
    static final int CONTENT = 4;
    static final int END = 5;
    static final int ERROR = 6;
    static final int CANCEL = 7;

    static final int SIZE = 0x0003;
    static final int CREDENTIALS = 0x800c;
    static final int TARGET = 0x800e;
    static final int ASK_FIRST = 0x8010;
    static final int RECURSIVE = 0x8011;
    static final int PARENTS = 0x8012;
    static final int EXPECT_ABSENT = 0x800b;

    private static final byte[] PREFACE = {(byte) 0xf7, 'F', 'T', 'P', 1};

    record Frame(int type, byte[] payload) {
        ErrorCode code() {
            if (type != ERROR) {
                throw new AssertionError("No error, but a frame of type " + type);
            }
            int number = ByteBuffer.wrap(payload).getShort() & 0xffff;
            return Arrays.stream(ErrorCode.values())
                    .filter(code -> code.number() == number)
                    .findAny()
                    .orElse(ErrorCode.UNKNOWN);
        }

        String sentence() {
            int length = ByteBuffer.wrap(payload).getShort(3);
            return new String(payload, 5, length, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private boolean prefaceSeen;

    NativeConnection(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Over a connection that stands. */
    NativeConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out.write(PREFACE);
    }

    Socket socket() {
        return socket;
    }

    static byte[] option(int number, byte... value) {
        return ByteBuffer.allocate(4 + value.length)
                .putShort((short) number)
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    static byte[] size(long size) {
        return option(SIZE, Trees.bigEndian(size));
    }

    static byte[] target(String name) {
        return option(TARGET, name.getBytes(StandardCharsets.UTF_8));
    }

    /** Credentials. */
    static byte[] token(String token) {
        byte[] secret = token.getBytes(StandardCharsets.UTF_8);
        return option(
                CREDENTIALS,
                ByteBuffer.allocate(1 + secret.length).put((byte) 1).put(secret).array());
    }

    NativeConnection request(Choice choice, String name, byte[]... options) throws IOException {
        int number = choice.number();
        return request(number, name.getBytes(StandardCharsets.UTF_8), options);
    }

    NativeConnection request(int choice, byte[] name, byte[]... options) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(name.length >> 8);
        payload.write(name.length);
        payload.write(name);
        payload.write(choice);
        for (byte[] option : options) {
            payload.write(option);
        }
        return frame(REQUEST, payload.toByteArray());
    }

    NativeConnection frame(int type, byte... payload) throws IOException {
        out.writeByte(type);
        out.writeInt(payload.length);
        out.write(payload);
        return this;
    }

    NativeConnection content(byte... content) throws IOException {
        return frame(CONTENT, content);
    }

    /** The end of a body that is {@code content}. */
    NativeConnection end(byte... content) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return end(content.length, (int) crc.getValue());
    }

    NativeConnection end(long length, int crc) throws IOException {
        return frame(
                END,
                ByteBuffer.allocate(13)
                        .putLong(length)
                        .put((byte) 1)
                        .putInt(crc)
                        .array());
    }

    NativeConnection cancel(int exchange) throws IOException {
        return frame(CANCEL, ByteBuffer.allocate(4).putInt(exchange).array());
    }

    /** A whole upload in one go. */
    NativeConnection put(String name, byte[] content, byte[]... options) throws IOException {
        return request(Choice.PUT, name, options).content(content).end(content);
    }

    NativeConnection flush() throws IOException {
        out.flush();
        return this;
    }

    Frame read() throws IOException {
        flush();
        if (!prefaceSeen) {
            byte[] preface = in.readNBytes(PREFACE.length);
            if (preface.length < PREFACE.length) {
                throw new EOFException("closed before the preface");
            }
            if (!Arrays.equals(preface, PREFACE)) {
                throw new AssertionError("No preface: " + Arrays.toString(preface));
            }
            prefaceSeen = true;
        }
        int type = in.readUnsignedByte();
        byte[] payload = new byte[in.readInt()];
        in.readFully(payload);
        return new Frame(type, payload);
    }

    Frame read(int type) throws IOException {
        Frame frame = read();
        if (frame.type != type) {
            String what =
                    frame.type == ERROR ? frame.code() + ": " + frame.sentence() : "a frame of type " + frame.type;
            throw new AssertionError("Not a frame of type " + type + ", but " + what);
        }
        return frame;
    }

    /** The next frame's error; fails if it is another frame. */
    ErrorCode readError() throws IOException {
        return read(ERROR).code();
    }

    /** A reply's body, checked. */
    byte[] readBody() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CRC32C crc = new CRC32C();
        for (Frame frame = read(); ; frame = read()) {
            if (frame.type == END) {
                ByteBuffer end = ByteBuffer.wrap(frame.payload);
                if (end.getLong() != body.size() || end.get() != 1 || end.getInt() != (int) crc.getValue()) {
                    throw new AssertionError("The end does not agree with the body");
                }
                return body.toByteArray();
            }
            if (frame.type != CONTENT) {
                throw new AssertionError(frame.type == ERROR ? frame.code() + " in the body" : "type " + frame.type);
            }
            body.write(frame.payload);
            crc.update(frame.payload);
        }
    }

    /** Whether the server has closed and there is nothing more to read. */
    boolean atEnd() throws IOException {
        try {
            flush();
            return in.read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
