package io.filetransfer.server.program;

import io.filetransfer.server.FileTransferServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Serves for a while, for the launcher's archive: the virtual machine writes down which classes this run has used and which
 * methods were busy, and later starts find both there. So the first clients of a server do not wait for what it has to
 * compile. The requests come from a stand-in for a client, over a real connection, into a directory of its own.
 */
final class ServerTraining {
    /** So many that what each small file needs has been compiled as a busy server has it. */
    private static final int ROUNDS = 60;

    private ServerTraining() {}

    public static void main(String[] arguments) throws IOException {
        train(ROUNDS);
        System.exit(0);
    }

    /** @throws IOException a request was refused, too: the archive would hold the wrong things */
    static void train(int rounds) throws IOException {
        Path root = Files.createTempDirectory("ftp-server-training");
        try {
            String[] arguments = {root.toString(), "--port", "0", "--log-level", "error"};
            ServerOptions options = ServerOptions.parse(arguments, Map.of());
            Main.configureLog(options.logLevel());
            try (FileTransferServer server = FileTransferServer.start(options.config());
                    StandIn client = new StandIn(server.address())) {
                for (int round = 0; round < rounds; round++) {
                    client.play("round" + round);
                }
            }
        } finally {
            remove(root);
        }
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** A client as PROTOCOL.md describes it: what trees and single files ask for. */
    private static final class StandIn implements AutoCloseable {
        private static final int PATIENCE_MILLIS = 30_000;
        private static final int SMALL_FILES = 32;
        private static final int SMALL = 4096;
        private static final int LARGE = 1 << 20;

        private static final int REQUEST = 1;
        private static final int REPLY = 2;
        private static final int CONTENT = 4;
        private static final int END = 5;
        private static final int ERROR = 6;

        private static final int GET = 1;
        private static final int PUT = 2;
        private static final int LIST = 3;
        private static final int STAT = 4;
        private static final int DIGEST = 5;
        private static final int MKDIR = 6;
        private static final int DELETE = 8;

        private static final byte[] PREFACE = {(byte) 0xF7, 'F', 'T', 'P', 1};
        private static final byte[] NONE = {};
        /** A time of modification in 2018, and the mode 644. */
        private static final byte[] TIME_AND_MODE = {
            0, 4, 0, 12, 0, 0, 0, 0, 0x5A, (byte) 0xD1, 0x44, (byte) 0x80, 0, 0, 0, 0, 0, 5, 0, 2, 1, (byte) 0xA4
        };

        private static final byte[] RECURSIVE = {(byte) 0x80, 0x11, 0, 0};

        private final Socket socket = new Socket();
        private final DataOutputStream out;
        private final DataInputStream in;
        private boolean greeted;

        StandIn(InetSocketAddress server) throws IOException {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server, PATIENCE_MILLIS);
            out = new DataOutputStream(socket.getOutputStream());
            out.write(PREFACE);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), LARGE));
        }

        void play(String directory) throws IOException {
            List<String> small = Stream.iterate(0, each -> each + 1)
                    .limit(SMALL_FILES)
                    .map(each -> directory + "/small" + each)
                    .toList();
            String large = directory + "/large";
            ask(MKDIR, NONE, List.of(directory));
            put(small, SMALL);
            put(List.of(large), LARGE);
            ask(LIST, RECURSIVE, List.of(directory));
            ask(STAT, NONE, small);
            ask(GET, NONE, small);
            ask(GET, NONE, List.of(large));
            ask(DIGEST, NONE, List.of(large));
            put(small, SMALL);
            ask(DELETE, RECURSIVE, List.of(directory));
        }

        /** All requests in one write, as clients send them; then all answers. */
        private void ask(int choice, byte[] options, List<String> names) throws IOException {
            Message message = new Message();
            for (String name : names) {
                message.request(name, choice, options);
            }
            message.send(out);
            boolean hasBody = choice == GET || choice == LIST;
            for (String name : names) {
                awaitAnswer(name, hasBody ? END : REPLY);
            }
        }

        private void put(List<String> names, int size) throws IOException {
            byte[] content = new byte[size];
            Message message = new Message();
            for (String name : names) {
                message.request(name, PUT, TIME_AND_MODE).body(content);
            }
            message.send(out);
            for (String name : names) {
                awaitAnswer(name, REPLY);
            }
        }

        /** @throws IOException the server refused it, or said nothing for too long */
        private void awaitAnswer(String name, int last) throws IOException {
            if (!greeted) {
                in.skipNBytes(PREFACE.length); // comes with the first answer
                greeted = true;
            }
            int type;
            do {
                type = in.readUnsignedByte();
                byte[] payload = in.readNBytes(in.readInt());
                if (type == ERROR) {
                    throw new IOException(name + " is refused: " + new String(payload, StandardCharsets.UTF_8));
                }
            } while (type != last);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        /** Frames that leave together. */
        private static final class Message {
            private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            private final DataOutputStream frames = new DataOutputStream(bytes);

            Message request(String name, int choice, byte[] options) throws IOException {
                byte[] text = name.getBytes(StandardCharsets.UTF_8);
                frames.writeByte(REQUEST);
                frames.writeInt(Short.BYTES + text.length + Byte.BYTES + options.length);
                frames.writeShort(text.length);
                frames.write(text);
                frames.writeByte(choice);
                frames.write(options);
                return this;
            }

            void body(byte[] content) throws IOException {
                CRC32C digest = new CRC32C();
                digest.update(content);
                frames.writeByte(CONTENT);
                frames.writeInt(content.length);
                frames.write(content);
                frames.writeByte(END);
                frames.writeInt(Long.BYTES + Byte.BYTES + Integer.BYTES);
                frames.writeLong(content.length);
                frames.writeByte(1); // CRC-32C
                frames.writeInt((int) digest.getValue());
            }

            void send(DataOutputStream out) throws IOException {
                bytes.writeTo(out);
            }
        }
    }
}
