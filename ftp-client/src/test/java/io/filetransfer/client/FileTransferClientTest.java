package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that behaves. */
@Timeout(120)
public class FileTransferClientTest {
    @TempDir
    Path directory;

    private final MemoryFiles files = new MemoryFiles();
    private final ScriptedServer server = new ScriptedServer(files);
    private final FileTransferClient client =
            FileTransferClient.open(server.config().build());

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535, 65536, 65537, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5_000_000})
    void getsAndPutsFilesOfEverySize(int size) throws IOException {
        byte[] content = bytes(size);
        Path source = Files.write(directory.resolve("source"), content);
        Files.setLastModifiedTime(source, FileTime.from(MemoryFiles.MODIFIED));
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-x--x"));
        TransferResult put = client.put(PutRequest.of("a/b"), source).join();
        assertArrayEquals(content, files.content("a/b"));
        assertEquals(size, put.bytes());
        assertEquals(ScriptedServer.digest(content, DigestAlgorithm.CRC32C), put.digest());
        assertEquals(Durability.SYNCED, put.durability());
        assertEquals(MemoryFiles.version(content), put.version());

        Path target = directory.resolve("target");
        TransferResult got = client.get(GetRequest.of("a/b"), target).join();
        assertArrayEquals(content, Files.readAllBytes(target));
        assertEquals(size, got.bytes());
        assertEquals(put.digest(), got.digest());
        assertEquals(put.version(), got.version());
        assertEquals(FileTime.from(MemoryFiles.MODIFIED), Files.getLastModifiedTime(target));
        assertEquals("rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertEquals(Set.of("source", "target"), names());
    }

    private Set<String> names() throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> paths = Files.list(directory)) {
            paths.forEach(path -> names.add(path.getFileName().toString()));
        }
        return names;
    }

    @Test
    void asksAndChanges() {
        files.add("x", bytes(10));
        RemoteFile file = client.stat("x").join();
        assertEquals(Kind.FILE, file.kind());
        assertEquals(10, file.size());
        assertEquals(MemoryFiles.MODIFIED, file.modified());
        Digest digest = client.digest("x", DigestAlgorithm.SHA256).join();
        assertEquals(ScriptedServer.digest(bytes(10), DigestAlgorithm.SHA256), digest);
        assertEquals(Durability.SYNCED, client.move("x", "y", true).join());
        assertEquals(Durability.SYNCED, client.makeDirectory("d", true).join());
        assertEquals(Durability.SYNCED, client.delete("y", false, null).join());
        assertTrue(files.files.isEmpty());
    }

    @Test
    void tellsOfAMissingFile() {
        Path target = directory.resolve("target");
        FileTransferException failure = assertThrows(
                FileTransferException.NotFound.class,
                () -> client.get(GetRequest.of("no"), target).join());
        assertEquals("no: There is no such file.", failure.getMessage());
        assertTrue(Files.notExists(target));
    }

    @Test
    void listsDirectories() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            files.add("file-" + i, bytes(i % 7));
            names.add("file-" + i);
        }
        Set<String> listed = new HashSet<>();
        long count = client.list("/", true, file -> listed.add(file.name())).join();
        assertEquals(3000, count);
        assertEquals(names, listed);
        assertEquals(3000, client.list("/").join().size());
    }

    @Test
    void movesThousandsOfSmallFiles() throws IOException {
        int count = 5000;
        Path source = Files.write(directory.resolve("source"), bytes(4096));
        List<Transfer<TransferResult>> puts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            puts.add(client.put(PutRequest.of("f" + i), source));
        }
        puts.forEach(Transfer::join);
        assertEquals(count, files.files.size());
        Path out = Files.createDirectory(directory.resolve("out"));
        List<Transfer<TransferResult>> gets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            gets.add(client.get(GetRequest.of("f" + i), out.resolve("f" + i)));
        }
        gets.forEach(Transfer::join);
        try (Stream<Path> paths = Files.list(out)) {
            assertEquals(count, paths.count());
        }
        assertTrue(server.connections() <= 4);
    }
}
