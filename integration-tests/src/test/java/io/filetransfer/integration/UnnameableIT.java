package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tree on the server with files that no request can name: nobody takes them for absent. */
@Timeout(60)
class UnnameableIT {
    private static final String SENTENCE = "ot all could be listed; top/d/d/";

    @TempDir
    Path directory;

    private Path root;
    private Path local;
    private ServerProcess process;

    @BeforeEach
    void start() throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        local = Files.createDirectory(directory.resolve("local"));
        Trees.file(root.resolve("top/f"), new byte[] {1});
        Trees.file(root.resolve("top/" + "d/".repeat(300) + "hidden"), new byte[] {2});
        process = ServerProcess.start(root);
    }

    @AfterEach
    void stop() throws Exception {
        process.close();
    }

    private Launched client(String... arguments) throws Exception {
        return Programs.client(local, arguments);
    }

    private String remote(String name) {
        return "ft://127.0.0.1:" + process.port() + "/" + name;
    }

    @Test
    void aListingEndsInAFailure() throws Exception {
        try (Launched ls = client("ls", "-R", remote(""))) {
            assertEquals(8, ls.exit(), ls.err());
            assertTrue(ls.out().lines().toList().contains("top/f"), ls.out());
            assertTrue(ls.err().contains(SENTENCE) && ls.err().contains("(BAD_NAME)"), ls.err());
        }
        Await.until(process::log, () -> process.log().contains("LIST \"/\" BAD_NAME: N" + SENTENCE));
    }

    @Test
    void aSyncFromTheServerRemovesNothing() throws Exception {
        Path copy = Trees.file(local.resolve("top/" + "d/".repeat(300) + "hidden"), new byte[] {2});
        Path old = Trees.file(local.resolve("old"), new byte[] {3});
        try (Launched sync = client("sync", "--delete", remote(""), ".")) {
            assertEquals(8, sync.exit(), sync.err());
            assertTrue(sync.err().contains(SENTENCE), sync.err());
            assertTrue(sync.err().contains("nothing is removed, as the source could not"), sync.err());
        }
        assertTrue(Files.exists(copy));
        assertTrue(Files.exists(old));
        assertTrue(Files.exists(local.resolve("top/f")));
    }

    @Test
    void aRemovalSaysThatItStays() throws Exception {
        try (Launched rm = client("rm", "-r", remote("top"))) {
            assertEquals(4, rm.exit(), rm.err());
            assertTrue(rm.err().contains("ot all was removed; top/d/d/"), rm.err());
        }
        assertTrue(Files.exists(root.resolve("top/" + "d/".repeat(300) + "hidden")));
        assertTrue(Files.notExists(root.resolve("top/f")));
    }

    @Test
    void aScrubReportsIt() throws Exception {
        process.close();
        Launched scrub = Programs.startServer(directory, "scrub", "--root", root.toString());
        try (scrub) {
            int exit = scrub.exit();
            assertTrue(exit != 0, () -> scrub.out() + scrub.err());
            assertTrue((scrub.out() + scrub.err()).contains(SENTENCE.substring(0, 24)), scrub.out() + scrub.err());
        }
    }

    @Test
    void aTreeThatTheServerCannotNameIsReportedByThePut() throws Exception {
        Trees.file(local.resolve("tree/" + "d/".repeat(300) + "hidden"), new byte[] {2});
        Trees.file(local.resolve("tree/f"), new byte[] {1});
        try (Launched put = client("put", "-r", "tree", remote("new/"))) {
            assertEquals(8, put.exit(), put.err());
            assertTrue(put.err().contains("(BAD_NAME)"), put.err());
        }
        assertEquals(List.of("d", "f"), Trees.names(root.resolve("new/tree")));
    }
}
