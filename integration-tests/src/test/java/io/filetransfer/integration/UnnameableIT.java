package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.server.program.ScrubInProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tree on the server with files that no request can name: nobody takes them for absent. */
@Timeout(60)
class UnnameableIT extends Served {
    private static final String SENTENCE = "ot all could be listed; top/d/d/";

    @BeforeEach
    void fill() throws Exception {
        Trees.file(root.resolve("top/f"), new byte[] {1});
        Trees.file(root.resolve("top/" + "d/".repeat(300) + "hidden"), new byte[] {2});
    }

    private static Ended client(String... arguments) {
        return CommandInProcess.run(Map.of(), arguments);
    }

    private String remote(String name) {
        return "ft://" + host + "/" + name;
    }

    @Test
    void aListingEndsInAFailure() throws Exception {
        Ended ls = client("ls", "-R", remote(""));
        assertEquals(8, ls.exit(), ls.err());
        assertTrue(ls.out().lines().toList().contains("top/f"), ls.out());
        assertTrue(ls.err().contains(SENTENCE) && ls.err().contains("(BAD_NAME)"), ls.err());
    }

    @Test
    void aSyncFromTheServerRemovesNothing() throws Exception {
        Path copy = Trees.file(local.resolve("top/" + "d/".repeat(300) + "hidden"), new byte[] {2});
        Path old = Trees.file(local.resolve("old"), new byte[] {3});
        Ended sync = client("sync", "--delete", remote(""), local.toString());
        assertEquals(8, sync.exit(), sync.err());
        assertTrue(sync.err().contains(SENTENCE), sync.err());
        assertTrue(sync.err().contains("nothing is removed, as the source could not"), sync.err());
        assertTrue(Files.exists(copy));
        assertTrue(Files.exists(old));
        assertTrue(Files.exists(local.resolve("top/f")));
    }

    @Test
    void aRemovalSaysThatItStays() throws Exception {
        Ended rm = client("rm", "-r", remote("top"));
        assertEquals(4, rm.exit(), rm.err());
        assertTrue(rm.err().contains("ot all was removed; top/d/d/"), rm.err());
        assertTrue(Files.exists(root.resolve("top/" + "d/".repeat(300) + "hidden")));
        assertTrue(Files.notExists(root.resolve("top/f")));
    }

    @Test
    void aScrubReportsIt() throws Exception {
        server.close();
        Ended scrub = ScrubInProcess.run(List.of("--root", root.toString()));
        assertTrue(scrub.exit() != 0, () -> scrub.out() + scrub.err());
        assertTrue((scrub.out() + scrub.err()).contains(SENTENCE.substring(0, 24)), scrub.out() + scrub.err());
    }

    @Test
    void aTreeThatTheServerCannotNameIsReportedByThePut() throws Exception {
        Trees.file(local.resolve("tree/" + "d/".repeat(300) + "hidden"), new byte[] {2});
        Trees.file(local.resolve("tree/f"), new byte[] {1});
        Ended put = client("put", "-r", local + "/tree", remote("new/"));
        assertEquals(8, put.exit(), put.err());
        assertTrue(put.err().contains("(BAD_NAME)"), put.err());
        assertEquals(List.of("d", "f"), Trees.names(root.resolve("new/tree")));
    }

    /** Deeper than a name may be long on this side: what is in there is a failure, and all else goes. */
    @Test
    void aLocalTreeThatIsTooDeepToBeRead() throws Exception {
        Trees.file(local.resolve("long/f"), new byte[] {1});
        Trees.file(root.resolve("new/long/only here"), new byte[] {2});
        Path upper = local.resolve("long/" + ("x".repeat(190) + "/").repeat(10));
        int missing = 2100 - upper.toString().length() - 1;
        Path joint = Files.createDirectories(upper).resolve("y".repeat(missing));
        Path lower = local.resolve("lower");
        Files.createDirectories(lower.resolve(("z".repeat(200) + "/").repeat(12)));
        Files.move(lower, joint);
        try {
            Ended put = client("put", "-r", local + "/long", remote("new/"));
            assertEquals(8, put.exit(), put.err());
            assertTrue(put.err().contains("file name too long"), put.err());
            assertTrue(Files.exists(root.resolve("new/long/f")));
            Ended sync = client("sync", "--delete", local + "/long", remote("new/long"));
            assertEquals(8, sync.exit(), sync.err());
            assertTrue(sync.err().contains("nothing is removed, as the source could not"), sync.err());
            assertTrue(Files.exists(root.resolve("new/long/only here")));
        } finally {
            Files.move(joint, lower);
        }
    }
}
