package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.PutRequest;
import io.filetransfer.client.VerifyResult;
import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.program.ScrubInProcess;
import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Damage on the server's disk, found from this side and from that side. */
class VerifyIT extends Served {
    @Test
    void theLibraryTells() throws Exception {
        byte[] content = random(5_000_000);
        put("f", content, DigestAlgorithm.CRC32C);
        put("sha", content, DigestAlgorithm.SHA256);
        VerifyResult result = Client.get(client.verify("f").future());
        assertTrue(result.compared());
        assertEquals(content.length, result.size());
        assertEquals(result.version(), Client.get(client.stat("f")).version());
        assertEquals(
                DigestAlgorithm.SHA256,
                Client.get(client.verify("sha").future()).digest().algorithm());
        flip("f", content.length - 1);
        flip("sha", 0);
        assertEquals(ErrorCode.CORRUPT, Client.outcome(client.verify("f").future()));
        assertEquals(ErrorCode.CORRUPT, Client.outcome(client.verify("sha", 1).future()));
        Files.write(root.resolve("foreign"), new byte[3]);
        assertFalse(Client.get(client.verify("foreign").future()).compared());
        assertEquals(ErrorCode.NOT_FOUND, Client.outcome(client.verify("none").future()));
        assertEquals(ErrorCode.NOT_A_FILE, Client.outcome(client.verify("/").future()));
    }

    @Test
    void theCommandNamesWhatIsDamaged() throws Exception {
        for (String name : List.of("a/1", "a/2", "a/b/3", "c")) {
            put(name, random(100_000), DigestAlgorithm.CRC32C);
        }
        assertEquals("0:", client("verify", host));
        flip("a/2", 5);
        flip("a/b/3", 99_999);
        flip("c", 0);
        assertEquals("6:" + host + "/a/2," + host + "/a/b/3," + host + "/c", client("verify", host));
        assertEquals("6:" + host + "/c", client("verify", host + "/c", host + "/a/1"));
        assertEquals("0:", client("verify", host + "/a/1"));
        assertEquals("3:", client("verify", host + "/none"));
        Ended json = launch("verify", "--json", host + "/a");
        assertEquals(6, json.exit());
        assertEquals(3, json.out().lines().count());
        assertEquals(
                2,
                json.out()
                        .lines()
                        .filter(line -> line.contains("\"code\":\"CORRUPT\""))
                        .count());
        assertEquals("3:a/2,a/b/3", scrub("a"));
        assertEquals("3:a/2,a/b/3,c", scrub());
        assertEquals("0:", scrub("a/1"));
    }

    @Test
    void localFilesAreComparedWithoutCopying() throws Exception {
        for (String name : List.of("a/same", "a/differs", "a/missing")) {
            put(name, random(100_000), DigestAlgorithm.CRC32C);
        }
        Files.write(local.resolve("same"), random(100_000));
        assertEquals("7:", client("verify", "--against", local.toString(), host + "/a/missing"));
        assertEquals("0:", client("verify", "--against", local.toString(), host + "/a/same"));
        Files.write(local.resolve("differs"), random(99_999));
        Files.write(local.resolve("missing"), random(100_000));
        assertEquals("6:" + host + "/a/differs", client("verify", "--against", local.toString(), host + "/a"));
    }

    /** Exit status and the sorted lines of standard output. */
    private static String client(String... arguments) {
        return outcome(launch(arguments));
    }

    private static Ended launch(String... arguments) {
        return CommandInProcess.run(Map.of(), arguments);
    }

    private String scrub(String... paths) {
        List<String> words = new ArrayList<>(List.of("--root", root.toString()));
        words.addAll(List.of(paths));
        return outcome(ScrubInProcess.run(words));
    }

    private static String outcome(Ended program) {
        int status = program.exit();
        assertTrue(status != 1, program::err);
        return status + ":"
                + String.join(",", new TreeSet<>(program.out().lines().toList()));
    }

    private void put(String name, byte[] content, DigestAlgorithm algorithm) {
        PutRequest request = PutRequest.of(name).parents(true).digestAlgorithm(algorithm);
        Client.get(client.put(request, Channels.newChannel(new ByteArrayInputStream(content)))
                .future());
    }

    /** As a disk does it: the times stay. */
    private void flip(String name, long at) throws Exception {
        Path path = root.resolve(name);
        FileTime time = Files.getLastModifiedTime(path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 1);
        }
        Files.setLastModifiedTime(path, time);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
