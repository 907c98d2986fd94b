package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many at once, on many names and on one: each sees something whole, and what is acknowledged holds. */
class ManyClientsIT extends Served {
    @Override
    ClientConfig.Builder with(ClientConfig.Builder config) {
        return config.maxConnections(64);
    }

    @AfterEach
    void sing() throws Exception {
        Canary.sing(server.port());
    }

    /** Two hundred connections, all open before the first byte is read. */
    @Test
    void manyDownloads() throws Exception {
        int clients = 200;
        int files = 5;
        for (int i = 0; i < files; i++) {
            Files.write(root.resolve("file" + i), Trees.bytes(i, 1 << 20));
        }
        List<NativeConnection> connections = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            connections.add(new NativeConnection(server.port()));
        }
        for (int i = 0; i < clients; i++) {
            connections.get(i).request(Choice.GET, "file" + i % files).flush();
        }
        for (int i = 0; i < clients; i++) {
            NativeConnection connection = connections.get(i);
            connection.read(NativeConnection.REPLY);
            assertArrayEquals(Trees.bytes(i % files, 1 << 20), connection.readBody());
            connection.close();
        }
    }

    /** In a client's own connections, with more transfers than these. */
    @Test
    void manyDownloadsOfOneClient() throws Exception {
        Files.write(root.resolve("file"), Trees.bytes(1, 1 << 20));
        List<Transfer<TransferResult>> transfers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            transfers.add(client.get(GetRequest.of("file"), local.resolve("copy" + i)));
        }
        for (Transfer<TransferResult> transfer : transfers) {
            Client.get(transfer.future());
        }
        String expected = Trees.sha256(root.resolve("file"));
        for (int i = 0; i < 200; i++) {
            assertEquals(expected, Trees.sha256(local.resolve("copy" + i)));
        }
    }

    @Test
    void manyUploadsOfOneName() throws Exception {
        int uploads = 64;
        List<byte[]> contents = new ArrayList<>();
        List<Transfer<TransferResult>> transfers = new ArrayList<>();
        for (int i = 0; i < uploads; i++) {
            // Small and large ones: with the request in one write, and after a go.
            contents.add(Trees.bytes(i, i % 2 == 0 ? 10_000 + i : 300_000 + i));
            Path source = Files.write(local.resolve("source" + i), contents.get(i));
            transfers.add(client.put(PutRequest.of("name"), source));
        }
        for (int i = 0; i < uploads; i++) {
            TransferResult result = Client.get(transfers.get(i).future());
            assertEquals(crc(contents.get(i)), result.digest());
        }
        byte[] last = Files.readAllBytes(root.resolve("name"));
        assertEquals(
                1,
                contents.stream()
                        .filter(content -> java.util.Arrays.equals(content, last))
                        .count());
        assertEquals(crc(last), Client.get(client.stat("name")).digest());
        assertEquals(List.of("name"), Trees.visible(root));
    }

    private static Digest crc(byte[] content) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(content);
        return Digest.crc32c((int) crc.getValue());
    }

    @Test
    void anUploadAmongManyDownloads() throws Exception {
        List<byte[]> contents = List.of(Trees.bytes(1, 400_000), Trees.bytes(2, 500_001), Trees.bytes(3, 70_000));
        Set<Digest> whole = contents.stream().map(ManyClientsIT::crc).collect(Collectors.toSet());
        List<Path> sources = new ArrayList<>();
        for (byte[] content : contents) {
            sources.add(Files.write(local.resolve("source" + sources.size()), content));
        }
        Client.get(client.put(PutRequest.of("name"), sources.get(0)).future());
        List<Transfer<TransferResult>> downloads = new ArrayList<>();
        List<ByteArrayOutputStream> targets = new ArrayList<>();
        List<Transfer<TransferResult>> uploads = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            targets.add(target);
            downloads.add(client.get(GetRequest.of("name"), Channels.newChannel(target)));
            if (i % 8 == 0) {
                uploads.add(client.put(PutRequest.of("name"), sources.get(i / 8 % 3)));
            }
        }
        for (int i = 0; i < downloads.size(); i++) {
            TransferResult result = Client.get(downloads.get(i).future());
            assertTrue(whole.contains(crc(targets.get(i).toByteArray())), "A mix");
            assertEquals(crc(targets.get(i).toByteArray()), result.digest());
        }
        uploads.forEach(upload -> Client.get(upload.future()));
    }

    /** Of all who want to be the first, one is. */
    @Test
    void ifAbsentOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "name" + round;
            List<Transfer<TransferResult>> transfers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Path source = local.resolve("source" + i);
                if (round == 0) {
                    Files.write(source, Trees.bytes(i, 1000 + i));
                }
                transfers.add(client.put(PutRequest.of(name).expectAbsent(true), source));
            }
            List<Integer> winners = new ArrayList<>();
            for (int i = 0; i < transfers.size(); i++) {
                ErrorCode outcome = Client.outcome(transfers.get(i).future());
                if (outcome == null) {
                    winners.add(i);
                } else {
                    assertEquals(ErrorCode.EXISTS, outcome);
                }
            }
            assertEquals(1, winners.size(), winners.toString());
            int winner = winners.get(0);
            assertArrayEquals(Trees.bytes(winner, 1000 + winner), Files.readAllBytes(root.resolve(name)));
        }
    }

    /** Of all who want to replace the same version, one does. */
    @Test
    void ifVersionOneWins() throws Exception {
        Path first = Files.write(local.resolve("first"), new byte[] {1});
        TransferResult put = Client.get(client.put(PutRequest.of("name"), first).future());
        List<Transfer<TransferResult>> transfers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Path source = Files.write(local.resolve("source" + i), Trees.bytes(i, 1000 + i));
            transfers.add(client.put(PutRequest.of("name").expectVersion(put.version()), source));
        }
        int won = 0;
        for (Transfer<TransferResult> transfer : transfers) {
            ErrorCode outcome = Client.outcome(transfer.future());
            won += outcome == null ? 1 : 0;
            assertTrue(outcome == null || outcome == ErrorCode.VERSION_MISMATCH, () -> outcome.name());
        }
        assertEquals(1, won);
    }

    /** Names that change places all the time: each file is under one of its names, and none is lost. */
    @Test
    void movesAgainstEachOther() throws Exception {
        for (int i = 0; i < 4; i++) {
            Files.write(root.resolve("name" + i), new byte[] {(byte) i});
        }
        List<Transfer<?>> moves = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            moves.add(client.move("name" + i % 4, "name" + (i + 1 + i / 4 % 3) % 4 + (i % 2 == 0 ? "" : "x"), false));
            moves.add(client.move("name" + i % 4 + "x", "name" + i % 4, false));
        }
        for (Transfer<?> move : moves) {
            ErrorCode outcome = Client.outcome(move);
            assertTrue(
                    outcome == null || outcome == ErrorCode.EXISTS || outcome == ErrorCode.NOT_FOUND,
                    () -> outcome.name());
        }
        Set<Byte> contents = new TreeSet<>();
        for (String name : Trees.visible(root)) {
            contents.add(Files.readAllBytes(root.resolve(name))[0]);
        }
        assertEquals(Set.of((byte) 0, (byte) 1, (byte) 2, (byte) 3), contents);
    }

    /** Directories that are made, moved into each other and removed while files come into them: no file is lost. */
    @Test
    void directoriesInAStorm() throws Exception {
        Random random = new Random(5);
        Set<ErrorCode> defined = EnumSet.of(
                ErrorCode.NOT_FOUND,
                ErrorCode.EXISTS,
                ErrorCode.NOT_EMPTY,
                ErrorCode.NOT_A_FILE,
                ErrorCode.NOT_A_DIRECTORY,
                ErrorCode.BAD_NAME);
        List<String> directories = List.of("a", "b", "c", "a/b", "b/a", "a/b/c", "c/a");
        List<Transfer<?>> changes = new ArrayList<>();
        List<Transfer<TransferResult>> puts = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String one = directories.get(random.nextInt(directories.size()));
            String other = directories.get(random.nextInt(directories.size()));
            switch (i % 4) {
                case 0 -> changes.add(client.makeDirectory(one, random.nextBoolean()));
                case 1 -> changes.add(client.delete(one, false, null));
                case 2 -> changes.add(client.move(one, random.nextBoolean() ? other : one + "/" + other, false));
                default -> {
                    Path source = Files.write(local.resolve("s" + i), Trees.bytes(i, 100 + i));
                    puts.add(client.put(PutRequest.of(one + "/f" + i).parents(true), source));
                }
            }
        }
        for (Transfer<?> change : changes) {
            ErrorCode outcome = Client.outcome(change);
            assertTrue(outcome == null || defined.contains(outcome), () -> outcome.name());
        }
        Set<String> stored = new TreeSet<>();
        for (Transfer<TransferResult> put : puts) {
            ErrorCode outcome = Client.outcome(put.future());
            if (outcome == null) {
                String name = Client.get(put.future()).name();
                stored.add(name.substring(name.lastIndexOf('/') + 1));
            } else {
                assertTrue(defined.contains(outcome), outcome::name);
            }
        }
        assertTrue(stored.size() > puts.size() / 2, stored.size() + " of " + puts.size());
        Set<String> found = new TreeSet<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!file.startsWith(root.resolve(".filetransfer"))) {
                    int number = Integer.parseInt(name.substring(1));
                    assertArrayEquals(Trees.bytes(number, 100 + number), Files.readAllBytes(file), name);
                    assertTrue(found.add(name), "twice: " + name);
                }
            }
        }
        assertEquals(stored, found);
    }

    /** Thousands of small files through one client. */
    @Test
    void manySmallFiles() throws Exception {
        int files = 2000;
        List<Transfer<TransferResult>> puts = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            Path source = Files.write(local.resolve("s" + i), Trees.bytes(i, i));
            puts.add(client.put(PutRequest.of("in/" + i % 10 + "/f" + i).parents(true), source));
        }
        puts.forEach(put -> Client.get(put.future()));
        List<Transfer<TransferResult>> gets = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            gets.add(client.get(GetRequest.of("in/" + i % 10 + "/f" + i), local.resolve("t" + i)));
        }
        gets.forEach(get -> Client.get(get.future()));
        for (int i = 0; i < files; i++) {
            assertArrayEquals(Trees.bytes(i, i), Files.readAllBytes(local.resolve("t" + i)));
        }
    }
}
