package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tree on the server with a directory that the server cannot read: it costs just what is in that. */
@Timeout(60)
class UnreadableDirectoryIT {
    private static final String SENTENCE = "ot all could be listed; a/closed: The system denies access";

    @TempDir
    Path directory;

    private Path root;
    private Path local;
    private ServerProcess process;

    @BeforeEach
    void start() throws Exception {
        List<String> withoutPrivileges = Privileges.assumeDropped();
        root = Files.createDirectory(directory.resolve("root"));
        local = Files.createDirectory(directory.resolve("local"));
        for (String name : List.of("a/closed/inner", "a/f", "b/c/f", "f")) {
            Trees.file(root.resolve(name), name.getBytes(StandardCharsets.UTF_8));
        }
        closed("---------");
        process = ServerProcess.start(withoutPrivileges, List.of(), root);
    }

    @AfterEach
    void stop() throws Exception {
        if (process != null) {
            process.close();
            closed("rwx------");
        }
    }

    private void closed(String mode) throws Exception {
        Files.setPosixFilePermissions(root.resolve("a/closed"), PosixFilePermissions.fromString(mode));
    }

    private Launched client(String... arguments) throws Exception {
        return Programs.client(local, arguments);
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
        try (Launched ls = client("ls", "-R", remote())) {
            assertEquals(8, ls.exit(), ls.err());
            assertEquals(names, new TreeSet<>(ls.out().lines().toList()));
            assertTrue(ls.err().contains(SENTENCE), ls.err());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DENIED", "STORAGE_FAILED", "SHUTTING_DOWN"})
    void whatWasFoundBeforeAFailureIsShown(ErrorCode code) throws Exception {
        boolean goesOnBehindIt = code != ErrorCode.SHUTTING_DOWN;
        for (String option : List.of("--long", "--recursive")) {
            try (ListingServer failing = new ListingServer(3, i -> "name" + i, code);
                    Launched ls = client("ls", option, failing.address() + "/")) {
                assertEquals(goesOnBehindIt ? 8 : 9, ls.exit(), ls.err());
                assertEquals(
                        3,
                        ls.out().lines().filter(line -> line.contains("name")).count(),
                        ls.out());
                assertTrue(ls.err().contains(": bad"), ls.err());
            }
        }
    }

    @Test
    void allElseIsGot() throws Exception {
        try (Launched get = client("get", "-r", remote(), ".")) {
            assertEquals(8, get.exit(), get.err());
            assertTrue(get.err().contains(SENTENCE), get.err());
        }
        assertEquals(List.of("a", "b", "f"), Trees.names(local));
        for (String name : List.of("a/f", "b/c/f", "f")) {
            assertEquals(name, Files.readString(local.resolve(name)));
        }
    }

    @Test
    void allElseIsSyncedFromTheServerAndNothingRemoved() throws Exception {
        Trees.file(local.resolve("a/closed/inner"), new byte[] {1});
        Trees.file(local.resolve("only here"), new byte[] {2});
        try (Launched sync = client("sync", "--delete", remote(), ".")) {
            assertEquals(8, sync.exit(), sync.err());
            assertTrue(sync.err().contains(SENTENCE), sync.err());
            assertTrue(sync.err().contains("nothing is removed, as the source could not"), sync.err());
        }
        assertEquals(List.of("a", "b", "f", "only here"), Trees.names(local));
        assertEquals("b/c/f", Files.readString(local.resolve("b/c/f")));
        assertTrue(Files.exists(local.resolve("a/closed/inner")));
    }

    @Test
    void allElseIsSyncedToTheServerAndNothingRemoved() throws Exception {
        for (String name : List.of("a/closed/other", "a/f", "b/new", "new")) {
            Trees.file(local.resolve(name), (name + " here").getBytes(StandardCharsets.UTF_8));
        }
        try (Launched sync = client("sync", "--delete", "--exclude", "closed/", ".", remote())) {
            assertEquals(8, sync.exit(), sync.err());
            assertTrue(sync.err().contains(SENTENCE), sync.err());
            assertTrue(sync.err().contains("nothing is removed, as the target could not"), sync.err());
        }
        assertEquals(List.of("a", "b", "f", "new"), Trees.visible(root));
        assertEquals("a/f here", Files.readString(root.resolve("a/f")));
        assertEquals("b/new here", Files.readString(root.resolve("b/new")));
        assertEquals("f", Files.readString(root.resolve("f")));
        // What would have gone into it fails, and nothing else does.
        try (Launched sync = client("sync", ".", remote())) {
            assertEquals(8, sync.exit(), sync.err());
            assertTrue(sync.err().contains("a/closed/other: permission denied"), sync.err());
            assertEquals(3, sync.err().lines().count(), sync.err());
        }
    }
}
