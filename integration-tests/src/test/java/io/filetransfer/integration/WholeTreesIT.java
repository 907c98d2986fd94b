package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.client.tree.TreeEntry;
import io.filetransfer.client.tree.TreeGet;
import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.client.tree.TreeTransfer;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Directories with all that is in them, by the command line. */
class WholeTreesIT extends Served {
    private static final int DIRECTORIES = 50;
    private static final int FILES_EACH = 10;

    @Override
    ServerConfig.Builder with(ServerConfig.Builder config) {
        return config.durability(Durability.RELAXED); // this is not about the disk
    }

    @Test
    void fiveHundredFilesThereAndBack() throws Exception {
        Path tree = oddTree(local.resolve("tree"));
        TreeMap<String, String> expected = Trees.picture(tree);
        Files.createSymbolicLink(tree.resolve("link"), Path.of(".hidden"));
        Files.createSymbolicLink(tree.resolve("away"), local);
        Launched.succeeds("mkfifo", tree.resolve("pipe").toString());
        Files.writeString(tree.resolve("blocked"), "a directory has its name");
        Path blocking = Files.createDirectories(root.resolve("in/tree/blocked"));

        Ended put = client("put", "-r", "--json", tree.toString(), host + "/in/");
        assertEquals(8, put.exit(), put.err());
        assertTrue(put.err().contains("/link: a symbolic link, skipped"), put.err());
        assertTrue(put.err().contains("/away: a symbolic link, skipped"), put.err());
        assertTrue(put.err().contains("/pipe: neither a file nor a directory, skipped"), put.err());
        assertTrue(put.err().contains("put: 1 of " + (files(expected) + 1) + " failed"), put.err());
        assertEquals(files(expected), objects(put.out(), "\"ok\":true"));
        assertEquals(1, objects(put.out(), "\"ok\":false"));
        Files.delete(blocking);
        assertEquals(withoutModes(expected), withoutModes(Trees.picture(root.resolve("in/tree"))));

        Path back = local.resolve("back");
        Path inTheWay = Files.createDirectories(back.resolve("tree/.hidden"));
        Files.createSymbolicLink(root.resolve("in/tree/link"), root.resolve("in"));
        Ended get = client("get", "-r", "--json", host + "/in/tree", back.toString());
        assertEquals(8, get.exit(), get.err());
        assertTrue(get.err().contains("/in/tree/link: a symbolic link, skipped"), get.err());
        assertTrue(get.err().contains("Is a directory (LOCAL_FILE)"), get.err());
        assertEquals(files(expected) - 1, objects(get.out(), "\"ok\":true"));
        Files.delete(inTheWay);
        Files.delete(root.resolve("in/tree/link"));
        assertEquals(0, exit("get", "-r", "--connections", "1", host + "/in/tree/", back + "/tree"));
        assertEquals(Trees.picture(root.resolve("in/tree")), Trees.picture(back.resolve("tree")));
    }

    /** Nested, with names that shells, terminals and careless programs stumble over, and with empty directories. */
    private static Path oddTree(Path tree) throws IOException {
        List<String> odd =
                List.of("plain", "with blank", "-dash", "quote'\"", "back\\slash", "日本", "e\u0301", "*?[", "%41");
        Path directory = tree;
        for (int d = 0; d < DIRECTORIES; d++) {
            directory = (d % 5 == 0 ? tree : directory).resolve(odd.get(d % odd.size()) + d);
            for (int f = 0; f < FILES_EACH; f++) {
                Trees.file(directory.resolve(f + odd.get(f % odd.size())), Trees.bytes(d * 1000 + f, d * f));
            }
            Files.createDirectories(directory.resolve("empty/.too"));
        }
        Trees.file(tree.resolve(".hidden"), new byte[] {1});
        return tree;
    }

    /** What would fail a thousand times is said once. */
    @Test
    void aServerThatIsGoneEndsATreeAtOnce() throws Exception {
        Path tree = oddTree(local.resolve("tree"));
        server.close();
        for (String[] words : new String[][] {
            {"put", "-r", tree.toString(), host + "/in/"},
            {"get", "-r", host + "/in/", local.resolve("back").toString()},
            {"sync", tree.toString(), "ft://" + host + "/in"}
        }) {
            Ended client = client(words);
            assertEquals(5, client.exit(), client.err());
            assertEquals(1, client.err().lines().count(), client.err());
            assertTrue(client.err().contains("cannot connect to " + host), client.err());
        }
    }

    /** Each of the files that are left would fail after all its retries. */
    @Test
    void aServerThatGoesEndsAGetAtOnce() throws Exception {
        for (int i = 0; i < 500; i++) {
            Trees.file(root.resolve("tree/" + i), new byte[] {1});
        }
        List<Throwable> failures = new ArrayList<>();
        CountDownLatch gone = new CountDownLatch(1);
        try (FileTransferClient client = Client.of(server.port())) {
            TreeTransfer get = TreeGet.of("tree", local.resolve("back")).start(client, new TreeListener() {
                @Override
                public void completed(TreeEntry entry, TransferResult result) {
                    try {
                        gone.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }

                @Override
                public void failed(TreeEntry entry, Throwable cause) {
                    failures.add(cause);
                }
            });
            Await.until("the end of the listing", () -> !get.progress().scanning());
            server.close();
            gone.countDown();
            assertThrows(FileTransferException.Unreachable.class, get::join);
        }
        assertEquals(
                0,
                failures.stream()
                        .filter(FileTransferException.Unreachable.class::isInstance)
                        .count());
    }

    @Test
    void timesAndModesOfDirectories() throws Exception {
        Trees.file(root.resolve("d/readOnly/file"), new byte[] {1});
        Files.createDirectories(root.resolve("d/private/empty"));
        mode(root.resolve("d/readOnly"), "r-xr-xr-x");
        mode(root.resolve("d/private"), "rwx------");
        FileTime then = FileTime.from(Instant.parse("2018-04-14T10:15:30Z"));
        for (String name : List.of("d/readOnly", "d/private/empty", "d/private", "d")) {
            Files.setLastModifiedTime(root.resolve(name), then);
        }
        for (int i = 0; i < 2; i++) {
            assertEquals(0, exit("get", "-r", host + "/d", local.toString()));
            assertEquals(Trees.picture(root.resolve("d")), Trees.picture(local.resolve("d")));
            for (String name : List.of("d/readOnly", "d/private/empty", "d/private", "d")) {
                assertEquals(then, Files.getLastModifiedTime(local.resolve(name)), name);
            }
        }
        mode(local.resolve("d/readOnly"), "rwxr-xr-x");
        mode(root.resolve("d/readOnly"), "rwxr-xr-x");
    }

    @Test
    void timesAndModesStayOutIfThatIsWanted() throws Exception {
        FileTime then = FileTime.from(Instant.parse("2018-04-14T10:15:30Z"));
        Path file = Trees.file(local.resolve("tree/d/f"), new byte[] {1});
        mode(file, "rwxr-x--x");
        Files.setLastModifiedTime(file, then);
        assertEquals(0, exit("put", "-r", "--no-times", "--no-mode", local + "/tree", host + "/"));
        assertTrue(Files.getLastModifiedTime(root.resolve("tree/d/f")).compareTo(then) > 0);
        assertEquals("rw-r--r--", mode(root.resolve("tree/d/f")));

        mode(root.resolve("tree/d/f"), "rwxrwx---");
        mode(root.resolve("tree/d"), "rwx------");
        Files.setLastModifiedTime(root.resolve("tree/d/f"), then);
        Files.setLastModifiedTime(root.resolve("tree/d"), then);
        Path to = local.resolve("to");
        assertEquals(0, exit("get", "-r", "--no-mode", host + "/tree/", to.toString()));
        assertEquals("rw-r--r--", mode(to.resolve("d/f")));
        assertEquals("rwxr-xr-x", mode(to.resolve("d")));
        assertEquals(then, Files.getLastModifiedTime(to.resolve("d/f")));
        assertEquals(then, Files.getLastModifiedTime(to.resolve("d")));
        assertEquals(0, exit("get", "-r", "--no-times", host + "/tree/", to.toString()));
        assertEquals("rwxrwx---", mode(to.resolve("d/f")));
        assertTrue(Files.getLastModifiedTime(to.resolve("d/f")).compareTo(then) > 0);
    }

    @Test
    void filtersTakeTheSameBothWays() throws Exception {
        Path tree = local.resolve("tree");
        for (String name :
                List.of("a.c", "a.o", "src/b.c", "src/b.o", "src/keep.o", "out/c.c", "src/out/d.c", "e/out")) {
            Trees.file(tree.resolve(name), name.getBytes(StandardCharsets.UTF_8));
        }
        List<String> filters = List.of("--include", "/src/keep.o", "--exclude", "*.o", "--exclude=out/");
        assertEquals(0, exit(with(filters, "put", "-r", tree + "/", host + "/filtered/")));
        assertEquals(0, exit("put", "-r", tree + "/", host + "/all/"));
        assertEquals(
                0,
                exit(with(
                        filters,
                        "get",
                        "-r",
                        host + "/all/",
                        local.resolve("got").toString())));
        TreeMap<String, String> expected = Trees.picture(tree);
        expected.keySet().removeIf(name -> name.endsWith("a.o") || name.endsWith("b.o") || name.contains("out/"));
        assertTrue(expected.containsKey("src/keep.o") && expected.containsKey("e/out"));
        assertEquals(withoutModes(expected), withoutModes(Trees.picture(root.resolve("filtered"))));
        assertEquals(withoutModes(expected), withoutModes(Trees.picture(local.resolve("got"))));
    }

    @Test
    void patternsOnTheServer() throws Exception {
        for (String name : List.of("d/a1.txt", "d/a2.txt", "d/.a3.txt", "d/b.txt", "d/a5.txt/in")) {
            Trees.file(root.resolve(name), name.getBytes(StandardCharsets.UTF_8));
        }
        Path to = Files.createDirectory(local.resolve("to"));
        assertEquals(0, exit("get", host + "/d/*a?.txt", to.toString()));
        assertEquals(List.of("a1.txt", "a2.txt"), Trees.names(to));
        assertEquals(
                0,
                exit("get", "-r", host + "/d/[!b]*.txt", local.resolve("trees").toString()));
        assertEquals(List.of("a1.txt", "a2.txt", "a5.txt"), Trees.names(local.resolve("trees")));
        assertEquals(3, exit("get", host + "/d/*.jpg", to.toString()));

        Trees.file(root.resolve("d/a*.txt"), new byte[] {7});
        assertEquals(
                0, exit("get", host + "/d/a*.txt", local.resolve("literally").toString()));
        assertEquals(1, Files.size(local.resolve("literally")));
    }

    @Test
    void aMissingSourceDoesNotStopTheOthers() throws Exception {
        Path tree = Trees.file(local.resolve("tree/f"), new byte[3]).getParent();
        assertEquals(8, exit("put", "-r", local + "/missing", tree.toString(), host + "/"));
        assertTrue(Files.exists(root.resolve("tree/f")));
        assertEquals(8, exit("get", "-r", host + "/missing", host + "/tree", local + "/got"));
        assertTrue(Files.exists(local.resolve("got/tree/f")));
    }

    @Test
    void localLinksLeadNowhere() throws Exception {
        Trees.file(root.resolve("tree/linked/f"), new byte[3]);
        Trees.file(root.resolve("tree/file"), new byte[3]);
        Path outside = Files.createDirectory(local.resolve("outside"));
        Files.createDirectories(local.resolve("to/tree"));
        Files.createSymbolicLink(local.resolve("to/tree/linked"), outside);
        Path victim = Files.writeString(outside.resolve("victim"), "as it was");
        Files.createSymbolicLink(local.resolve("to/tree/file"), victim);
        assertEquals(8, exit("get", "-r", host + "/tree", local + "/to"));
        assertEquals(List.of("victim"), Trees.names(outside));
        assertEquals("as it was", Files.readString(victim));
        assertTrue(Files.isRegularFile(local.resolve("to/tree/file"), LinkOption.NOFOLLOW_LINKS));
    }

    /** But for the one that was named itself. */
    @Test
    void aLocalLinkMayBeNamed() throws Exception {
        Trees.file(root.resolve("tree/f"), new byte[3]);
        Path elsewhere = Files.createDirectory(local.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(local.resolve("link"), elsewhere);
        assertEquals(0, exit("get", "-r", host + "/tree/", link.toString()));
        assertEquals(List.of("f"), Trees.names(elsewhere));
        assertEquals(0, exit("get", "-r", host + "/tr*", link.toString()));
        assertEquals(List.of("f", "tree"), Trees.names(elsewhere));
        Files.createSymbolicLink(local.resolve("tree"), Files.createDirectory(local.resolve("outside")));
        assertNotEquals(0, exit("get", "-r", host + "/tree", local.toString()));
        assertEquals(List.of(), Trees.names(local.resolve("outside")));
    }

    @Test
    void aWickedServerWritesNothingOutside() throws Exception {
        Path to = local.resolve("inside/to");
        Files.createDirectories(to.getParent());
        for (String wrong : List.of("../up", "/tmp/absolute", "a/../../up", "a//b", ".", "a/.", "..")) {
            List<String> names = List.of("good/f", wrong, "after");
            try (ListingServer wicked = new ListingServer(names.size(), names::get)) {
                Ended get = client("get", "-r", wicked.address() + "/", to.toString());
                assertEquals(8, get.exit(), get.err());
                assertTrue(get.err().contains("no path below the directory"), get.err());
            }
            assertEquals(List.of("to"), Trees.names(to.getParent()));
            assertEquals(List.of("inside"), Trees.names(local));
            assertEquals(List.of("good"), Trees.names(to));
            assertEquals(List.of("f"), Trees.names(to.resolve("good")));
        }
    }

    @Test
    void aPatternOverAWickedListingFails() throws Exception {
        List<String> names = List.of("good", "a/../../evil");
        try (ListingServer wicked = new ListingServer(names.size(), names::get)) {
            Ended get = client("get", wicked.address() + "/g*", local.toString());
            assertNotEquals(0, get.exit(), get.err());
        }
    }

    /** With a heap that the names alone would fill several times. */
    @Test
    void aListingOfAnyLengthInLittleMemory() throws Exception {
        int count = 200_000;
        String component = "a name of a good length, so that it takes memory, ".repeat(4);
        try (ListingServer large = new ListingServer(count, i -> "d" + i / 100 + "/" + component + i)) {
            List<String> options = List.of("-Xmx24m", "-Xlog:disable");
            try (Launched list = Launched.start(
                    Launched.java(options, "io.filetransfer.client.cli.Main", "ls", "-R", large.address() + "/"))) {
                assertEquals(0, list.exit(), list.err());
                assertEquals(count, list.out().lines().count());
            }
            try (Launched get = Launched.start(Launched.java(
                    options,
                    "io.filetransfer.client.cli.Main",
                    "get",
                    "-r",
                    "--exclude",
                    "*[!7]",
                    large.address() + "/",
                    local + "/to"))) {
                assertEquals(0, get.exit(), get.err());
            }
            List<String> directories = Trees.names(local.resolve("to"));
            assertEquals(200, directories.size());
            for (String directory : directories) {
                assertEquals(
                        10, Trees.names(local.resolve("to").resolve(directory)).size());
            }
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String[] with(List<String> options, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(2, options);
        return all.toArray(String[]::new);
    }

    private static int files(TreeMap<String, String> picture) {
        return (int)
                picture.keySet().stream().filter(name -> !name.endsWith("/")).count();
    }

    private static long objects(String lines, String with) {
        assertFalse(lines.isEmpty());
        return lines.lines().filter(line -> line.contains(with)).count();
    }

    /** Those of directories are not put. */
    private static TreeMap<String, String> withoutModes(TreeMap<String, String> picture) {
        TreeMap<String, String> without = new TreeMap<>(picture);
        without.replaceAll((name, what) -> name.endsWith("/") ? "directory" : what);
        return without;
    }

    private static Ended client(String... arguments) {
        return CommandInProcess.run(Map.of(), arguments);
    }

    private int exit(String... arguments) throws Exception {
        Ended client = client(arguments);
        int code = client.exit();
        System.out.print(client.err());
        return code;
    }
}
