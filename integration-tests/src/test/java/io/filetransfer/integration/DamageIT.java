package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A byte that the server's disk has turned, and every way on which the file can be got. */
class DamageIT extends Served {
    private static final int SMALL = 10_000;
    private static final int LARGE = 20_000_000;
    private static final List<DigestAlgorithm> KINDS = List.of(DigestAlgorithm.CRC32C, DigestAlgorithm.SHA256);

    @Test
    void theLibraryGetsNoneOfIt() throws Exception {
        for (DigestAlgorithm stored : KINDS) {
            for (int size : List.of(SMALL, LARGE)) {
                putDamaged("f", size, stored);
                for (DigestAlgorithm asked : KINDS) {
                    GetRequest request = GetRequest.of("f").digestAlgorithm(asked);
                    assertCorrupt(request);
                }
                assertCorrupt(GetRequest.of("f").streams(2));
            }
        }
    }

    private void assertCorrupt(GetRequest request) throws Exception {
        ErrorCode outcome =
                Client.outcome(client.get(request, local.resolve("f")).future());
        assertEquals(ErrorCode.CORRUPT, outcome, request::toString);
        assertEquals(List.of(), Trees.names(local));
    }

    @Test
    void theCommandsTell() throws Exception {
        Path target = local.resolve("target");
        for (DigestAlgorithm stored : KINDS) {
            putDamaged("d/f", SMALL, stored);
            assertEquals(6, status("get", host + "/d/f", target.toString()));
            assertEquals(6, status("cat", host + "/d/f"));
            assertEquals(
                    6, status("get", "-r", host + "/d", local.resolve("tree").toString()));
            assertEquals(8, status("sync", host + "/d/", local.resolve("mirror").toString()));
        }
        Files.createDirectories(local.resolve("here"));
        Files.write(local.resolve("here/f"), Trees.bytes(SMALL, SMALL));
        assertEquals(
                8,
                status("sync", "--checksum", host + "/d/", local.resolve("here").toString()));
    }

    private int status(String... arguments) throws Exception {
        Ended program = CommandInProcess.run(Map.of(), arguments);
        return program.exit();
    }

    /** As a disk damages it: the times stay. */
    private void putDamaged(String name, int size, DigestAlgorithm algorithm) throws Exception {
        PutRequest request = PutRequest.of(name).parents(true).digestAlgorithm(algorithm);
        byte[] content = Trees.bytes(size, size);
        Client.get(client.put(request, Channels.newChannel(new ByteArrayInputStream(content)))
                .future());
        Path path = root.resolve(name);
        FileTime time = Files.getLastModifiedTime(path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(size / 2);
            file.write(content[size / 2] ^ 1);
        }
        Files.setLastModifiedTime(path, time);
    }
}
