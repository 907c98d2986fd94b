package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names on the server that stand for several files, and files that would get the same name, by the command line. */
@Timeout(120)
class PatternsIT extends Served {
    @Override
    ServerConfig.Builder with(ServerConfig.Builder config) {
        return config.durability(Durability.RELAXED); // this is not about the disk
    }

    @BeforeEach
    void fill() throws Exception {
        for (String name :
                List.of("a/n", "a/f2.txt", "a/f1.txt", "a/.f3.txt", "a/d/deep", "b/n", "b/g.txt", "odd/x1")) {
            file(root, name);
        }
        for (String odd : List.of("x[1]", "x*")) {
            file(root, "odd/" + odd);
        }
    }

    /** Its content is its name. */
    private static void file(Path directory, String name) throws IOException {
        Trees.file(directory.resolve(name), (name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private String[] run(int exit, String... arguments) throws Exception {
        Ended client = CommandInProcess.run(Map.of(), arguments);
        assertEquals(exit, client.exit(), () -> List.of(arguments) + ": " + client.out() + client.err());
        return new String[] {client.out(), client.err()};
    }

    @Test
    void commandsThatRead() throws Exception {
        assertEquals("a/f1.txt\na/f2.txt\n", run(0, "cat", host + "/a/*.txt")[0]);
        assertEquals("a/f1.txt\na/f2.txt\n", run(0, "get", host + "/a/[!n]*", "-")[0]);
        assertEquals("f1.txt\nf2.txt\n", run(0, "ls", host + "/a/f*")[0]);
        assertEquals("d\nd/deep\nf1.txt\nf2.txt\nn\n", run(0, "ls", "-R", host + "/a/*")[0]);
        assertEquals(
                host + "/a/f1.txt\n" + host + "/a/f2.txt\n",
                run(0, "stat", host + "/a/f?.txt")[0]
                        .lines()
                        .filter(line -> !line.startsWith(" "))
                        .map(line -> line + "\n")
                        .reduce("", String::concat));
        String[] digests = run(0, "digest", host + "/a/*");
        assertEquals(3, digests[0].lines().count(), digests[0]);
        assertTrue(digests[1].contains("/a/d: a directory, skipped"), digests[1]);
        String[] verified = run(0, "verify", host + "/[ab]");
        assertTrue(verified[1].contains("7 files have no stored digest"), verified[1]);
    }

    @Test
    void rmTakesWhatMatchesAndNothingElse() throws Exception {
        run(3, "rm", host + "/a/*.jpg");
        run(3, "rm", host + "/missing/*");
        run(0, "rm", "-f", host + "/a/*.jpg", host + "/missing/*");
        String[] told = run(8, "rm", "-v", host + "/a/*");
        assertEquals(List.of(".f3.txt", "d"), Trees.names(root.resolve("a")));
        assertTrue(told[1].contains("/a/d: the directory is not empty"), told[1]);
        run(0, "rm", "-r", host + "/a/*", host + "/a/.*");
        assertEquals(List.of(), Trees.names(root.resolve("a")));
        assertEquals(List.of("g.txt", "n"), Trees.names(root.resolve("b")));
    }

    /** Whatever a pattern would make of it. */
    @Test
    void aNameWithTheCharactersOfAPatternIsReached() throws Exception {
        run(0, "rm", host + "/odd/x[1]"); // what has just that name goes first
        assertEquals(List.of("x*", "x1"), Trees.names(root.resolve("odd")));
        run(3, "rm", "--literal", host + "/odd/x[1]");
        run(3, "rm", host + "/odd/x\\[1\\]");
        run(3, "rm", "ft://" + host + "/odd/x%5B1%5D");
        assertEquals("odd/x*\n", run(0, "cat", host + "/odd/?\\*")[0]);
        assertEquals("odd/x*\n", run(0, "cat", "ft://" + host + "/odd/[x]%2a")[0]);
        run(0, "rm", "--literal", host + "/odd/x*");
        assertEquals(List.of("x1"), Trees.names(root.resolve("odd")));
        run(0, "rm", host + "/odd/x[1]");
        assertEquals(List.of(), Trees.names(root.resolve("odd")));
    }

    @Test
    void filesThatWouldMeetAreRefusedBeforeAnythingIsCopied() throws Exception {
        Path to = Files.createDirectory(local.resolve("to"));
        for (String[] words : new String[][] {
            {"get", host + "/a/n", host + "/b/n", local + "/to"},
            {"get", host + "/a/n", host + "/b/*", local + "/to"},
            {"get", host + "/a/*", host + "/b/[!g]", local + "/to"},
            {"get", "-r", host + "/a/n", host + "/b/n", local + "/to"},
            {"get", "-r", host + "/a/f1.txt", host + "/b/n", host + "/a/[n]", local + "/to"},
        }) {
            String told = run(2, words)[1];
            assertTrue(told.contains("would") && told.contains("'n'"), told);
            assertEquals(List.of(), Trees.names(to));
        }
        file(local, "p/n");
        file(local, "q/n");
        file(local, "r/n/in");
        for (String[] words : new String[][] {
            {"put", local + "/p/n", local + "/q/n", host + "/put/", "-p"},
            {"put", "-r", local + "/p/n", local + "/q/n", host + "/put/"},
            {"put", "-r", local + "/p/n", local + "/r/n", host + "/put/"},
        }) {
            String told = run(2, words)[1];
            assertTrue(told.contains("would both go to 'n'; nothing was copied"), told);
        }
        assertEquals(List.of("a", "b", "odd"), Trees.visible(root));
    }

    @Test
    void patternsWhoseFilesDoNotMeet() throws Exception {
        Path to = Files.createDirectory(local.resolve("to"));
        run(0, "get", host + "/a/*.txt", host + "/b/*.txt", local + "/to/");
        assertEquals(List.of("f1.txt", "f2.txt", "g.txt"), Trees.names(to));
        run(0, "get", host + "/a/*", host + "/b/g*", local + "/to/");
        assertEquals("a/n\n", Files.readString(to.resolve("n")));
    }

    /** In both directions, and whichever of them is larger. */
    @Test
    void treesMergeAndTheLaterOneStays() throws Exception {
        for (int i = 0; i < 50; i++) {
            file(root, "first/tree/f" + i);
            file(root, "second/tree/f" + i);
        }
        Trees.file(root.resolve("first/tree/f7"), new byte[3_000_000]);
        Trees.file(root.resolve("second/tree/f8"), new byte[3_000_000]);
        run(0, "get", "-r", host + "/first/tree", host + "/second/tree", local + "/merged");
        assertEquals(Trees.picture(root.resolve("second/tree")), Trees.picture(local.resolve("merged/tree")));
        run(
                0,
                "get",
                "-r",
                host + "/second/tree/",
                host + "/first/tree/",
                host + "/second/tree/f9",
                local + "/contents");
        assertEquals("second/tree/f9\n", Files.readString(local.resolve("contents/f9")));
        assertEquals("first/tree/f10\n", Files.readString(local.resolve("contents/f10")));
        run(0, "put", "-r", local + "/contents/", local + "/merged/tree/", host + "/back/");
        assertEquals(Trees.picture(root.resolve("second/tree")), Trees.picture(root.resolve("back")));
    }
}
