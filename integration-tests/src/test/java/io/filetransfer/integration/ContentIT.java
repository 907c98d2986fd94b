package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Content of all sizes under names of all kinds comes back as it went. */
class ContentIT extends Served {
    /** One less, exactly and one more than every piece in which content is read, sent and received. */
    static TreeSet<Integer> sizes() {
        TreeSet<Integer> sizes = new TreeSet<>(List.of(0, 1, 2));
        for (int chunk : new int[] {64 << 10, 256 << 10, 1 << 20, 2 << 20, 4 << 20}) {
            sizes.addAll(List.of(chunk - 1, chunk, chunk + 1));
        }
        sizes.add((8 << 20) + 1);
        return sizes;
    }

    @Test
    void filesOfAllSizes() throws Exception {
        for (int size : sizes()) {
            byte[] content = Trees.bytes(size, size);
            Path source = Files.write(local.resolve("source"), content);
            Path target = local.resolve("target");
            String name = "size-" + size;
            TransferResult put =
                    Client.get(client.put(PutRequest.of(name), source).future());
            assertArrayEquals(content, Files.readAllBytes(root.resolve(name)), name);
            TransferResult got =
                    Client.get(client.get(GetRequest.of(name), target).future());
            assertArrayEquals(content, Files.readAllBytes(target), name);
            assertEquals(size, put.bytes());
            assertEquals(put.digest(), got.digest());
            assertEquals(put.version(), got.version());
            assertEquals(Files.getLastModifiedTime(source), Files.getLastModifiedTime(target));
            Files.delete(root.resolve(name));
        }
    }

    /** Without a known length, and checked by SHA-256. */
    @Test
    void channelsOfAllSizes() throws Exception {
        for (int size : sizes()) {
            byte[] content = Trees.bytes(size, size);
            String name = "size-" + size;
            PutRequest put = PutRequest.of(name).digestAlgorithm(DigestAlgorithm.SHA256);
            Client.get(client.put(put, Channels.newChannel(new ByteArrayInputStream(content)))
                    .future());
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            GetRequest get = GetRequest.of(name).digestAlgorithm(DigestAlgorithm.SHA256);
            Client.get(client.get(get, Channels.newChannel(target)).future());
            assertArrayEquals(content, target.toByteArray(), name);
            Files.delete(root.resolve(name));
        }
    }

    @Test
    void ranges() throws Exception {
        int size = (4 << 20) + 5;
        byte[] content = Trees.bytes(12, size);
        Files.write(root.resolve("name"), content);
        for (int offset : new int[] {0, 1, (64 << 10) - 1, 1 << 20, size - 1, size}) {
            for (int length : new int[] {0, 1, 64 << 10, (64 << 10) + 1, 3 << 20, size}) {
                ByteArrayOutputStream target = new ByteArrayOutputStream();
                GetRequest get = GetRequest.of("name").range(offset, length);
                Client.get(client.get(get, Channels.newChannel(target)).future());
                int end = Math.min(size, offset + length);
                assertArrayEquals(
                        java.util.Arrays.copyOfRange(content, offset, end),
                        target.toByteArray(),
                        offset + "+" + length);
            }
        }
        GetRequest beyond = GetRequest.of("name").range(size + 1, 1);
        assertEquals(
                ErrorCode.RANGE_NOT_SATISFIABLE,
                Client.outcome(client.get(beyond, local.resolve("x")).future()));
        assertEquals(List.of(), Trees.names(local));
    }

    static List<String> names() {
        String deep = "d/".repeat(120) + "end";
        return List.of(
                "a blank",
                " leading and trailing ",
                "-rf",
                "--help",
                "ünïcödé",
                "日本語/ファイル",
                "😀",
                "e\u0301 and \u00e9",
                "q\"uo'te$HOME`x`",
                "back\\slash",
                "colon:GET",
                "%2e%2e%2fx",
                "..hidden",
                "dots...",
                "CON",
                "a*b?c[d]",
                "x".repeat(255),
                "日".repeat(85),
                deep);
    }

    @Test
    void namesOfAllKinds() throws Exception {
        List<String> expected = new ArrayList<>();
        for (String name : names()) {
            byte[] content = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            Path source = Files.write(local.resolve("source"), content);
            Path target = local.resolve("target");
            Client.get(client.put(PutRequest.of(name).parents(true), source).future());
            assertArrayEquals(content, Files.readAllBytes(root.resolve(name)), name);
            Client.get(client.get(GetRequest.of(name), target).future());
            assertArrayEquals(content, Files.readAllBytes(target), name);
            assertEquals(content.length, Client.get(client.stat(name)).size());
            expected.add(name);
        }
        List<String> listed = new ArrayList<>();
        Client.get(client.list("/", true, entry -> {
                    if (entry.size() > 0) {
                        listed.add(entry.name());
                    }
                })
                .future());
        assertEquals(new TreeSet<>(expected), new TreeSet<>(listed));
        for (String name : names()) {
            Client.get(client.delete(name, false, null));
        }
    }

    @Test
    void namesThatAreRefused() throws Exception {
        Path source = Files.write(local.resolve("source"), new byte[] {1});
        List<String> names = List.of(
                "../x",
                "a/../../x",
                "..",
                "a/./b",
                "a//b",
                "x".repeat(256),
                "日".repeat(86),
                "d/".repeat(2100) + "x",
                ".filetransfer/staging/x",
                "a/\u0000");
        for (String name : names) {
            ErrorCode put = Client.outcome(
                    client.put(PutRequest.of(name).parents(true), source).future());
            assertEquals(ErrorCode.BAD_NAME, put, name);
            ErrorCode get = Client.outcome(
                    client.get(GetRequest.of(name), local.resolve("target")).future());
            assertEquals(ErrorCode.BAD_NAME, get, name);
        }
        assertEquals(List.of(), Trees.visible(root));
        assertEquals(List.of("source"), Trees.names(local));
        List<RemoteFile> listed = Client.get(client.list("/"));
        assertTrue(listed.isEmpty(), listed.toString());
    }
}
