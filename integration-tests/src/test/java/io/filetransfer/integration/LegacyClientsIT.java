package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients as the first version's were, unchanged, get and put through our server. */
class LegacyClientsIT extends Served {
    private static final String ERROR_TEXT = "File not found. Try again.";

    private Launched client(String count, String name, String choice, Path file, String... flags) throws Exception {
        List<String> command = Launched.python(
                "legacy_client.py", "127.0.0.1", Integer.toString(server.port()), count, name, choice, file.toString());
        command.addAll(List.of(flags));
        return Launched.start(command);
    }

    @ParameterizedTest
    @CsvSource({"GET,", "get,", "Get,", "GET,--glued"})
    void get(String choice, String flag) throws Exception {
        byte[] content = Trees.bytes(2, 3_000_001);
        Files.write(root.resolve("binary.dat"), content);
        Path copy = local.resolve("copy");
        Launched client = client("1", "binary.dat", choice, copy, flags(flag));
        assertEquals(0, client.exit(), client.err());
        assertArrayEquals(content, Files.readAllBytes(copy));
    }

    @ParameterizedTest
    @CsvSource({"PUT,", "put,", "PUT,--glued", "PUT,--half-close", "put,--glued --half-close"})
    void put(String choice, String flag) throws Exception {
        byte[] content = Trees.bytes(3, 3_000_001);
        Path source = Files.write(local.resolve("source"), content);
        Files.write(root.resolve("stored"), "old".getBytes(StandardCharsets.UTF_8));
        Launched client = client("2", "stored", choice, source, flags(flag));
        assertEquals(0, client.exit(), client.err());
        // A put has no answer in this dialect: the client may be gone before the server is done.
        Await.until("the new content", () -> Files.size(root.resolve("stored")) != 3);
        assertArrayEquals(content, Files.readAllBytes(root.resolve("stored")));
        Trees.awaitEmptyStaging(root);
    }

    private static String[] flags(String text) {
        return text == null ? new String[0] : text.split(" ");
    }

    @Test
    void aMissingFileGivesTheErrorTextAndAClose() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("1missing.txt:GET".getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("Done" + ERROR_TEXT, answer);
        }
        Launched client = client("1", "missing.txt", "GET", local.resolve("none"));
        assertEquals(3, client.exit(), client.err());
        assertEquals(ERROR_TEXT + "\n", client.out());
        assertFalse(Files.exists(local.resolve("none")));
    }

    @Test
    void aPutThatIsTheErrorTextCreatesNothing() throws Exception {
        Launched client = client("1", "wanted", "PUT", local.resolve("not there"), "--half-close");
        assertEquals(0, client.exit(), client.err());
        Trees.awaitEmptyStaging(root);
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void emptyFiles() throws Exception {
        Path empty = Files.createFile(local.resolve("empty"));
        Launched put = client("1", "empty", "PUT", empty);
        assertEquals(0, put.exit(), put.err());
        Await.until("an empty file", () -> Files.exists(root.resolve("empty")));
        Launched get = client("1", "empty", "GET", local.resolve("copy"));
        assertEquals(0, get.exit(), get.err());
        assertEquals(0, Files.size(local.resolve("copy")));
    }

    /** All announce how many they are, and each is served at once, beside clients of today. */
    @Test
    void sixteenAtOnceBesideNativeOnes() throws Exception {
        int clients = 16;
        byte[] content = Trees.bytes(4, 1_000_000);
        Files.write(root.resolve("shared"), content);
        List<Launched> seeds = new ArrayList<>();
        List<NativeConnection> natives = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            boolean get = i % 2 == 0;
            Path file =
                    get ? local.resolve("copy" + i) : Files.write(local.resolve("source" + i), Trees.bytes(i, 700_000));
            String[] flags = i % 4 < 2 ? new String[] {} : new String[] {"--glued"};
            seeds.add(client("9", get ? "shared" : "put" + i, get ? "GET" : "PUT", file, flags));
            NativeConnection connection = new NativeConnection(server.port());
            connection
                    .request(Choice.GET, "shared")
                    .put("native" + i, Trees.bytes(100 + i, 50_000))
                    .flush();
            natives.add(connection);
        }
        for (NativeConnection connection : natives) {
            connection.read(NativeConnection.REPLY);
            assertArrayEquals(content, connection.readBody());
            connection.read(NativeConnection.REPLY);
            connection.close();
        }
        for (int i = 0; i < clients; i++) {
            assertEquals(0, seeds.get(i).exit(), seeds.get(i).err());
            seeds.get(i).close();
            Path put = root.resolve("put" + i);
            if (i % 2 == 0) {
                assertArrayEquals(content, Files.readAllBytes(local.resolve("copy" + i)));
            } else {
                Await.until("put", () -> Files.exists(put));
                assertArrayEquals(Trees.bytes(i, 700_000), Files.readAllBytes(put));
            }
            assertArrayEquals(Trees.bytes(100 + i, 50_000), Files.readAllBytes(root.resolve("native" + i)));
        }
        Trees.awaitEmptyStaging(root);
    }

    /** A count of two digits needs a segment of its own to be certain. */
    @Test
    void aCountOfTwoDigitsAlone() throws Exception {
        Files.writeString(root.resolve("1st.txt"), "first");
        Launched client = client("12", "1st.txt", "GET", local.resolve("copy"), "--patient");
        assertEquals(0, client.exit(), client.err());
        assertEquals("first", Files.readString(local.resolve("copy")));
    }

    @Test
    void contentMayFollowTheChoiceAtOnce() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("1notes.txt:PUThello".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertEquals("Done", new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals("hello", Files.readString(root.resolve("notes.txt")));
    }

    /** A connection that is lost, and not closed, is no end of the file. */
    @Test
    void aResetPutCreatesNothing() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("1lost.txt:PUT".getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().readNBytes(4);
            socket.getOutputStream().write(Trees.bytes(5, 200_000));
            Await.until("staged", () -> !Trees.names(Trees.staging(root)).isEmpty());
            socket.setSoLinger(true, 0);
        }
        Trees.awaitEmptyStaging(root);
        assertEquals(List.of(), Trees.visible(root));
    }

    /** An end in order would be the end of the file for the server. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPutOfOursThatEndsEarlyReplacesNothing(boolean shrinks) throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(6, 4 << 20));
        Files.writeString(root.resolve("good"), "as it was");
        FileTransferClient legacy = FileTransferClient.open(Client.config(server.port())
                .legacyDialect(true)
                .maxConnections(1)
                .rateLimit(2 << 20)
                .build());
        try {
            Transfer<TransferResult> put = legacy.put(PutRequest.of("good"), source);
            Await.until("content", () -> put.progress().bytes() > 0);
            if (shrinks) {
                try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
                    file.truncate(100_000);
                }
            } else {
                legacy.close();
            }
            assertNotNull(Client.get(put.future().handle((result, failure) -> failure)));
        } finally {
            legacy.close();
        }
        Trees.awaitEmptyStaging(root);
        assertEquals("as it was", Files.readString(root.resolve("good")));
    }
}
