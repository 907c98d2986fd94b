package io.filetransfer.client.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Loads what commands usually need, for the launcher's archive of loaded classes: the virtual machine writes down the
 * classes that this run has used, and later starts find them there. The commands talk to a stand-in for a server, which
 * has one answer for each choice. Any word asks for encrypted connections too: the launcher keeps an archive of its own for
 * them, as all that is in one is loaded.
 */
final class ClientTraining {
    private ClientTraining() {}

    public static void main(String[] args) throws IOException {
        Terminal.system();
        if (args.length > 0) {
            CipherStart.begin("--ca");
        }
        train(args.length > 0);
        Main.main("help", "get");
    }

    /** @return the exit codes, in the order of the commands */
    static List<ExitCode> train(boolean encrypting) throws IOException {
        Path directory = Files.createTempDirectory("ftp-client-training");
        try {
            List<ExitCode> codes = new ArrayList<>(plain(directory));
            if (encrypting) {
                codes.addAll(encrypted(directory));
            }
            return codes;
        } finally {
            try (Stream<Path> left = Files.walk(directory)) {
                for (Path each : (Iterable<Path>) left.sorted(Comparator.reverseOrder())::iterator) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    private static List<ExitCode> plain(Path directory) throws IOException {
        Path file = directory.resolve("notes.txt");
        Path tree = directory.resolve(StandIn.TREE);
        Path large = directory.resolve(StandIn.LARGE);
        try (StandIn server = new StandIn(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()))) {
            Files.writeString(file, StandIn.CONTENT);
            String remote = server.address() + "/notes.txt";
            return List.of(
                    run("--help"),
                    run("get", "--help"),
                    run("frobnicate"),
                    run("get", "-v", remote, file.toString()),
                    run("get", "--json", remote, file.toString()),
                    run("put", "-v", file.toString(), remote),
                    run("cat", remote),
                    run("ls", "-l", server.address()),
                    run("stat", remote),
                    run("get", "-r", server.address() + "/" + StandIn.TREE + "/", tree.toString()),
                    run("put", "-r", tree + "/", server.address() + "/new/"),
                    run("get", server.address() + "/" + StandIn.LARGE, large.toString()));
        }
    }

    /** @return no codes where no certificate can be made: starts that encrypt are slower then */
    private static List<ExitCode> encrypted(Path directory) throws IOException {
        Path authority = directory.resolve("authority.pem");
        try {
            TrainingCertificate certificate = TrainingCertificate.make(directory);
            try (StandIn server = new StandIn(certificate.listen())) {
                Files.write(authority, certificate.pem());
                String remote = "fts://" + server.address() + "/notes.txt";
                // By its name: names of hosts are compared by other classes than addresses.
                String named = "fts://localhost:" + server.port() + "/notes.txt";
                return List.of(
                        run("stat", "--fingerprint", certificate.fingerprint(), remote),
                        run("cat", "--ca", authority.toString(), named));
            }
        } catch (IOException | GeneralSecurityException e) {
            return List.of();
        } finally {
            Files.deleteIfExists(authority);
        }
    }

    private static ExitCode run(String... args) {
        Terminal nowhere = Terminal.of(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        return new Program(nowhere, System.getenv()).run(args);
    }

    /** The examples of the protocol's specification, sent back. */
    private static final class StandIn extends Thread implements AutoCloseable {
        static final String CONTENT = "hello";
        static final String TREE = "tree";
        static final String LARGE = "large.bin";

        private static final int REQUEST = 1;
        private static final int END = 5;
        private static final int GET = 1;
        private static final int PUT = 2;
        private static final int LIST = 3;

        private static final String PREFACE = "f746545001";
        /** REPLY with size, time, mode and version; CONTENT; END with length and CRC-32C. */
        private static final String FILE = "020000002a" + "000300080000000000000005"
                + "0004000c000000005ad1448000000000" + "0005000201a4" + "000900040a0b0c0d"
                + "0400000005" + "68656c6c6f"
                + "050000000d" + "0000000000000005" + "019a71bb4c";
        /** REPLY with size, time, mode, digest, version and durability. */
        private static final String STORED = "0200000038" + "000300080000000000000005"
                + "0004000c000000005ad1448000000000" + "0005000201a4" + "00080005019a71bb4c"
                + "000900040a0b0c0d" + "000d000101";
        /** REPLY; CONTENT of the entries "docs" and "notes.txt"; END. */
        private static final String ENTRIES = "0200000000" + "040000002b"
                + "0004646f6373" + "0005" + "000f000102"
                + "00096e6f7465732e747874" + "0011" + "000f000101" + "000300080000000000000005"
                + "050000000d000000000000002b01e527576c";
        /** REPLY with kind, size, time and mode. */
        private static final String STATUS = "0200000027" + "000f000101" + "000300080000000000000005"
                + "0004000c000000005ad1448000000000" + "0005000201a4";

        /** REPLY with kind. */
        private static final String DIRECTORY = "0200000005" + "000f000102";

        /** Of the large file, which passes inside the kernel where that is possible: one frame of content, this often. */
        private static final int FRAMES = 16;

        private static final byte[] FRAME = new byte[1 << 20];
        /** Size and digest of the small file, as they stand in an answer. */
        private static final String SMALL_SIZE = "0000000000000005";

        private static final String SMALL_DIGEST = "019a71bb4c";

        /** In a tree: so many that what each of them needs is worth to be compiled. */
        private static final int FILES = 2000;

        private static final String FILE_ENTRY = "0011" + "000f000101" + "000300080000000000000005";

        private final ServerSocket socket;

        StandIn(ServerSocket socket) {
            super("stand-in");
            this.socket = socket;
            setDaemon(true);
            start();
        }

        String address() {
            return "127.0.0.1:" + port();
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void run() {
            while (!socket.isClosed()) {
                try {
                    Socket connection = socket.accept();
                    Thread one = new Thread(() -> serve(connection), "stand-in-connection");
                    one.setDaemon(true);
                    one.start();
                } catch (IOException e) {
                    // The training is over.
                }
            }
        }

        private static void serve(Socket connection) {
            try (connection) {
                serve(
                        new DataInputStream(new BufferedInputStream(connection.getInputStream())),
                        new BufferedOutputStream(connection.getOutputStream()));
            } catch (IOException e) {
                // The client has closed its connection.
            }
        }

        private static void serve(DataInputStream in, OutputStream out) throws IOException {
            in.skipNBytes(PREFACE.length() / 2);
            send(out, PREFACE);
            while (true) {
                if (in.available() == 0) {
                    out.flush();
                }
                int type = in.read();
                byte[] payload = in.readNBytes(in.readInt());
                if (type == REQUEST) {
                    int nameLength = payload[0] << 8 | payload[1] & 0xff;
                    String name = new String(payload, 2, nameLength, StandardCharsets.UTF_8);
                    answer(out, payload[2 + nameLength], name);
                } else if (type == END) {
                    send(out, STORED);
                }
            }
        }

        private static void answer(OutputStream out, int choice, String name) throws IOException {
            switch (choice) {
                case GET -> get(out, name);
                case PUT -> {}
                case LIST -> send(out, name.equals(TREE) ? tree() : ENTRIES);
                default -> send(out, name.equals(TREE) ? DIRECTORY : STATUS);
            }
        }

        private static void get(OutputStream out, String name) throws IOException {
            if (!name.equals(LARGE)) {
                send(out, FILE);
                return;
            }
            int content = FILE.indexOf("0400000005");
            int end = FILE.indexOf("050000000d");
            send(out, ofLarge(FILE.substring(0, content)));
            for (int i = 0; i < FRAMES; i++) {
                send(out, String.format("04%08x", FRAME.length));
                out.write(FRAME);
            }
            send(out, ofLarge(FILE.substring(end)));
        }

        private static String ofLarge(String answer) {
            CRC32C digest = new CRC32C();
            for (int i = 0; i < FRAMES; i++) {
                digest.update(FRAME);
            }
            return answer.replace(SMALL_SIZE, String.format("%016x", (long) FRAMES * FRAME.length))
                    .replace(SMALL_DIGEST, String.format("01%08x", digest.getValue()));
        }

        /** REPLY; CONTENT of the entries; END. */
        private static String tree() {
            StringBuilder entries = new StringBuilder();
            for (int i = 0; i < FILES; i++) {
                byte[] name = String.format("file%04d", i).getBytes(StandardCharsets.US_ASCII);
                entries.append(String.format("%04x", name.length))
                        .append(HexFormat.of().formatHex(name))
                        .append(FILE_ENTRY);
            }
            CRC32C digest = new CRC32C();
            digest.update(HexFormat.of().parseHex(entries));
            int length = entries.length() / 2;
            return "0200000000" + String.format("04%08x", length) + entries + "050000000d"
                    + String.format("%016x", length) + String.format("01%08x", digest.getValue());
        }

        private static void send(OutputStream out, String hex) throws IOException {
            out.write(HexFormat.of().parseHex(hex));
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
