package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.codec.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tree on the server with a directory that the server cannot read: it costs just what is in that. */
@Timeout(60)
class UnreadableDirectoryIT {
    private static final String SENTENCE = "ot all could be listed; a/closed: The system denies access";

    /** One for all tests, each of which finds the same in it. */
    @TempDir
    static Path directory;

    private static Path root;
    private static ServerProcess process;

    @TempDir
    Path local;

    @BeforeAll
    static void start() throws Exception {
        List<String> withoutPrivileges = Privileges.assumeDropped();
        root = Files.createDirectory(directory.resolve("root"));
        process = ServerProcess.start(withoutPrivileges, List.of(), root);
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            process.close();
        }
    }

    @BeforeEach
    void fill() throws Exception {
        for (String name : List.of("a/closed/inner", "a/f", "b/c/f", "f")) {
            Trees.file(root.resolve(name), name.getBytes(StandardCharsets.UTF_8));
        }
        closed("---------");
    }

    @AfterEach
    void clear() throws Exception {
        closed("rwx------");
        for (String name : Trees.visible(root)) {
            Launched.succeeds("rm", "-rf", root.resolve(name).toString());
        }
    }

    private void closed(String mode) throws Exception {
        Files.setPosixFilePermissions(root.resolve("a/closed"), PosixFilePermissions.fromString(mode));
    }

    private static Ended client(String... arguments) {
        return CommandInProcess.run(Map.of(), arguments);
    }

    /** As a sync names it. */
    private String remote() {
        return "ft://127.0.0.1:" + process.port() + "/";
    }

    @Test
    void allElseIsListed() throws Exception {
        TreeSet<String> names = new TreeSet<>();
        try (FileTransferClient client = Client.of(process.port())) {
            FileTransferException failure = assertThrows(
                    FileTransferException.Incomplete.class,
                    () -> client.list("/", true, entry -> names.add(entry.name()))
                            .join());
            assertEquals(ErrorCode.DENIED, failure.code());
            assertTrue(failure.getMessage().endsWith("N" + SENTENCE + "."), failure.getMessage());
        }
        assertEquals(new TreeSet<>(List.of("a", "a/closed", "a/f", "b", "b/c", "b/c/f", "f")), names);
        Ended ls = client("ls", "-R", remote());
        assertEquals(8, ls.exit(), ls.err());
        assertEquals(names, new TreeSet<>(ls.out().lines().toList()));
        assertTrue(ls.err().contains(SENTENCE), ls.err());
    }

    @Test
    void allElseIsGot() throws Exception {
        Ended get = client("get", "-r", remote(), local.toString());
        assertEquals(8, get.exit(), get.err());
        assertTrue(get.err().contains(SENTENCE), get.err());
        assertEquals(List.of("a", "b", "f"), Trees.names(local));
        for (String name : List.of("a/f", "b/c/f", "f")) {
            assertEquals(name, Files.readString(local.resolve(name)));
        }
    }

    @Test
    void allElseIsSyncedFromTheServerAndNothingRemoved() throws Exception {
        Trees.file(local.resolve("a/closed/inner"), new byte[] {1});
        Trees.file(local.resolve("only here"), new byte[] {2});
        Ended sync = client("sync", "--delete", remote(), local.toString());
        assertEquals(8, sync.exit(), sync.err());
        assertTrue(sync.err().contains(SENTENCE), sync.err());
        assertTrue(sync.err().contains("nothing is removed, as the source could not"), sync.err());
        assertEquals(List.of("a", "b", "f", "only here"), Trees.names(local));
        assertEquals("b/c/f", Files.readString(local.resolve("b/c/f")));
        assertTrue(Files.exists(local.resolve("a/closed/inner")));
    }

    @Test
    void allElseIsSyncedToTheServerAndNothingRemoved() throws Exception {
        for (String name : List.of("a/closed/other", "a/f", "b/new", "new")) {
            Trees.file(local.resolve(name), (name + " here").getBytes(StandardCharsets.UTF_8));
        }
        Ended sync = client("sync", "--delete", "--exclude", "closed/", local.toString(), remote());
        assertEquals(8, sync.exit(), sync.err());
        assertTrue(sync.err().contains(SENTENCE), sync.err());
        assertTrue(sync.err().contains("nothing is removed, as the target could not"), sync.err());
        assertEquals(List.of("a", "b", "f", "new"), Trees.visible(root));
        assertEquals("a/f here", Files.readString(root.resolve("a/f")));
        assertEquals("b/new here", Files.readString(root.resolve("b/new")));
        assertEquals("f", Files.readString(root.resolve("f")));
        // What would have gone into it fails, and nothing else does.
        Ended again = client("sync", local.toString(), remote());
        assertEquals(8, again.exit(), again.err());
        assertTrue(again.err().contains("a/closed/other: permission denied"), again.err());
        assertEquals(3, again.err().lines().count(), again.err());
    }
}
