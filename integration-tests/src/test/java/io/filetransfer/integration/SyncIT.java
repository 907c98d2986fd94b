package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.tree.FilterRules;
import io.filetransfer.client.tree.TreeChange;
import io.filetransfer.client.tree.TreeEntry;
import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.client.tree.TreeSummary;
import io.filetransfer.client.tree.TreeSync;
import io.filetransfer.client.tree.TreeTransfer;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.storage.local.Modes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One tree made like another, both ways: here, a rehearsal comes before each sync, and tells just what is then done. */
@Timeout(120)
class SyncIT {
    private static final Instant THEN = Instant.parse("2018-04-14T10:15:30.123456789Z");

    @TempDir
    Path root;

    @TempDir
    Path local;

    private FileTransferServer server;
    private FileTransferClient client;

    @BeforeEach
    void start() throws Exception {
        server = FileTransferServer.start(ServerConfig.builder(root)
                .port(0)
                .durability(Durability.RELAXED) // this is not about the disk
                .maxFileSize(1L << 40)
                .build());
        client = Client.of(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        Trees.awaitEmptyStaging(root);
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatDiffersIsSentAndThenNothingDoes(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        List<String> odd = List.of("plain", "with blank", "-dash", "a!b", "a", "日本", "e\u0301", "é", "😀", "A", "%41");
        for (String name : odd) {
            file(source.resolve("d").resolve(name).resolve("f" + name), name);
            file(source.resolve(name + ".txt"), name);
        }
        Files.createDirectories(source.resolve("empty/.too"));
        mode(source.resolve("plain.txt"), "rwxr-x---");
        file(target.resolve("only here"), "stays");

        TreeSet<String> told = sync(toServer, plain(toServer));
        assertTrue(told.contains("SEND plain.txt") && told.contains("MAKE_DIRECTORY empty/.too"), told.toString());
        assertEquals(contents(source), without(contents(target), "only here"));
        assertEquals(
                Files.getLastModifiedTime(source.resolve("a.txt")), Files.getLastModifiedTime(target.resolve("a.txt")));
        assertEquals(names(), sync(toServer, plain(toServer)));
        assertEquals(names(), sync(toServer, plain(toServer).checksum(true)));

        file(source.resolve("a.txt"), "another length");
        file(source.resolve("plain.txt"), "PLAIN");
        time(source.resolve("plain.txt"), THEN.plusNanos(1));
        assertEquals(names("SEND a.txt", "SEND plain.txt"), sync(toServer, plain(toServer)));
        assertEquals(contents(source), without(contents(target), "only here"));
        assertEquals(names(), sync(toServer, plain(toServer)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheSourceLacksGoesOnlyIfThatIsWanted(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("keep/f"), "f");
        file(target.resolve("keep/f"), "f");
        file(target.resolve("keep/gone"), "g");
        file(target.resolve("old/deep/er/f"), "x");
        Files.createDirectories(target.resolve("old/empty"));
        Files.createSymbolicLink(target.resolve("old/link"), local);
        Path outside = Files.writeString(local.resolve("outside"), "as it was");
        Files.createSymbolicLink(target.resolve("dangling"), outside);

        assertEquals(toServer ? names() : names("SET_ATTRIBUTES keep"), sync(toServer, plain(toServer)));
        TreeSet<String> told = sync(toServer, plain(toServer).delete(true));
        assertEquals(
                names(
                        "DELETE keep/gone",
                        "DELETE old",
                        "DELETE old/deep",
                        "DELETE old/deep/er",
                        "DELETE old/deep/er/f",
                        "DELETE old/empty",
                        "DELETE old/link",
                        "DELETE dangling"),
                told);
        assertEquals(contents(source), contents(target));
        assertEquals("as it was", Files.readString(outside));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsLeftOutIsNeitherSentNorRemoved(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("a.c"), "c");
        file(source.resolve("a.o"), "new");
        file(source.resolve("out/x"), "x");
        file(source.resolve("out2"), "a file");
        file(target.resolve("a.o"), "old");
        file(target.resolve("b.o"), "b");
        file(target.resolve("old/c.o"), "c");
        file(target.resolve("old/c.c"), "c");
        file(target.resolve("out/y"), "y");
        file(target.resolve("out2/z"), "z");
        TreeSync sync = plain(toServer)
                .filter(FilterRules.NONE.exclude("*.o").exclude("out/").exclude("out2/"))
                .delete(true);
        assertEquals(names("MOVE a.c <- old/c.c", "SKIPPED old", "FAILED out2"), sync(toServer, sync));
        assertEquals("old", Files.readString(target.resolve("a.o")));
        assertTrue(Files.exists(target.resolve("b.o")) && Files.exists(target.resolve("old/c.o")));
        assertTrue(Files.exists(target.resolve("out/y")) && Files.exists(target.resolve("out2/z")));
        assertFalse(Files.exists(target.resolve("out/x")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasRenamedIsRenamed(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        for (int i = 0; i < 20; i++) {
            file(source.resolve("photos/" + i), "photo " + i % 15);
        }
        file(source.resolve("big"), "b".repeat(3 << 20));
        sync(toServer, plain(toServer));
        Files.move(source.resolve("photos"), source.resolve("pictures"));
        Files.move(source.resolve("big"), source.resolve("pictures/BIG"));
        file(source.resolve("pictures/photo"), "photo 0?"); // the size of others, another content

        Object inode = Files.getAttribute(target.resolve("big"), "unix:ino");
        TreeSet<String> told = sync(toServer, plain(toServer).delete(true));
        assertEquals(21, count(told, "MOVE"), told.toString());
        assertEquals(names("SEND pictures/photo"), only(told, "SEND"));
        assertEquals(names("DELETE photos"), only(told, "DELETE"));
        assertTrue(told.contains("MOVE pictures/BIG <- big"));
        assertEquals(inode, Files.getAttribute(target.resolve("pictures/BIG"), "unix:ino"), "the very same file");
        assertEquals(contents(source), contents(target));
        assertEquals(names(), sync(toServer, plain(toServer).delete(true)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void otherKindsInTheWay(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("toDirectory/f"), "f");
        file(source.resolve("fromLink"), "l");
        file(source.resolve("linkToDirectory/f"), "f");
        file(source.resolve("toFile"), "file");
        file(target.resolve("toDirectory"), "was a file");
        file(target.resolve("toFile/in/it"), "x");
        Path outside = Files.createDirectories(local.resolve("outside"));
        Files.createSymbolicLink(target.resolve("fromLink"), Files.writeString(outside.resolve("f"), "as it was"));
        Files.createSymbolicLink(target.resolve("linkToDirectory"), outside);

        TreeSet<String> told = sync(toServer, plain(toServer));
        assertEquals(names("FAILED toFile"), only(told, "FAILED"));
        told = sync(toServer, plain(toServer).delete(true));
        assertEquals(names("DELETE toFile", "DELETE toFile/in", "DELETE toFile/in/it", "SEND toFile"), told);
        assertEquals(contents(source), contents(target));
        assertEquals("as it was", Files.readString(outside.resolve("f")));
        assertEquals(names(), sync(toServer, plain(toServer).delete(true)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noMoreThanTheLimitIsRemoved(boolean toServer) throws Exception {
        Files.createDirectories(source(toServer));
        Path target = target(toServer);
        for (int i = 0; i < 10; i++) {
            file(target.resolve("d/" + i), "x" + i);
        }
        TreeSync sync = plain(toServer).delete(true).maxDelete(4);
        assertEquals(4, sync(toServer, sync).size());
        assertEquals(6, Trees.names(target.resolve("d")).size());
        assertEquals(3, run(sync, new TreeSet<>()).undeleted());
        assertEquals(0, run(sync, new TreeSet<>()).undeleted());
        assertEquals(names(), contents(target).keySet());
    }

    /** Files go first, then the deepest directories. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileForADirectoryThatTheLimitKeeps(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("a"), "a file");
        file(source.resolve("b"), "a file, too");
        file(target.resolve("a/deep/f"), "x");
        file(target.resolve("b/g"), "y");
        TreeSync sync = plain(toServer).delete(true);
        assertEquals(names("DELETE a/deep/f", "FAILED a", "FAILED b"), sync(toServer, sync.maxDelete(1)));
        assertEquals(
                names("DELETE a/deep", "DELETE b/g", "DELETE a", "SEND a", "FAILED b"),
                sync(toServer, sync.maxDelete(3)));
        assertEquals(names("DELETE b", "SEND b"), sync(toServer, sync.maxDelete(1)));
        assertEquals(contents(source), contents(target));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsRemovedUnlessAllWasSent(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("goes meanwhile"), "content");
        file(source.resolve("file"), "new");
        Files.createDirectory(source.resolve("d"));
        file(target.resolve("old name"), "CONTENT"); // maybe the only good copy
        file(target.resolve("file/in/it"), "x");
        TreeSync sync = plain(toServer).delete(true);
        TreeSet<String> told = new TreeSet<>();
        TreeSummary summary = run(sync, told, change -> Files.deleteIfExists(source.resolve("goes meanwhile")));
        assertEquals(names("MAKE_DIRECTORY d", "FAILED goes meanwhile", "FAILED file", "SKIPPED "), told);
        assertEquals(0, summary.undeleted());
        assertEquals("CONTENT", Files.readString(target.resolve("old name")));
        assertEquals("x", Files.readString(target.resolve("file/in/it")));
        sync(toServer, sync);
        assertEquals(contents(source), contents(target));
    }

    @Test
    void aLinkThatComesBackLeadsNowhere() throws Exception {
        file(source(false).resolve("link/f"), "f");
        file(source(false).resolve("link/sub/g"), "g");
        Path outside = Files.createDirectory(local.resolve("outside"));
        Path link = target(false).resolve("link");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, outside);
        TreeSet<String> told = new TreeSet<>();
        run(plain(false), told, change -> {
            if (change.action() == TreeChange.Action.DELETE) {
                Files.createSymbolicLink(link, outside);
            }
        });
        assertEquals(
                names("DELETE link", "FAILED link", "FAILED link/f", "FAILED link/sub", "FAILED link/sub/g"), told);
        assertEquals(List.of(), Trees.names(outside));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "d"})
    void aCancelStopsRemovals(String kind) throws Exception {
        Files.createDirectories(source(false));
        for (int i = 0; i < 10; i++) {
            Path name = target(false).resolve(kind + i);
            Files.createDirectories(kind.equals("d") ? name : name.getParent());
            if (kind.equals("f")) {
                file(name, "only here");
            }
        }
        CompletableFuture<TreeTransfer> itself = new CompletableFuture<>();
        itself.complete(plain(false).delete(true).start(client, new TreeListener() {
            @Override
            public void changed(TreeChange change) {
                itself.join().cancel();
            }
        }));
        assertThrows(CancellationException.class, itself.join()::join);
        assertEquals(9, Trees.names(target(false)).size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMissingSourceRemovesNothing(boolean toServer) throws Exception {
        Path target = target(toServer);
        file(target.resolve("f"), "f");
        TreeSync sync = plain(toServer).delete(true);
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> sync.start(client, TreeListener.NONE).join());
        assertTrue(failure.getMessage().contains("tree"), failure.getMessage());
        file(source(toServer), "a file");
        assertThrows(
                FileTransferException.class,
                () -> sync.start(client, TreeListener.NONE).join());
        assertTrue(Files.exists(target.resolve("f")));
    }

    @Test
    void bitsThatTheServerMasksOrForcesDoNotSendFilesEachTime() throws Exception {
        serveWith(new Modes(0027, null, null));
        Path source = source(true);
        Path target = target(true);
        file(source.resolve("open"), "o");
        mode(source.resolve("open"), "rwxrwxrwx");
        file(source.resolve("d/closed"), "c");
        mode(source.resolve("d/closed"), "rw-------");
        sync(true, plain(true));
        assertEquals("rwxr-x---", mode(target.resolve("open")));
        assertEquals("rw-------", mode(target.resolve("d/closed")));
        assertEquals("rwxr-x---", mode(target.resolve("d")));
        assertEquals(names(), sync(true, plain(true)));
        mode(source.resolve("open"), "rw-rw-rw-");
        assertEquals(names("SEND open"), sync(true, plain(true)));
        Files.move(source.resolve("open"), source.resolve("moved"));
        assertEquals(names("MOVE moved <- open"), sync(true, plain(true).delete(true)));

        serveWith(new Modes(null, 0604, null));
        assertEquals(names("SEND moved"), sync(true, plain(true)));
        assertEquals("rw----r--", mode(target.resolve("moved")));
        assertEquals(names(), sync(true, plain(true)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attributesAlone(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("d/f"), "f");
        sync(toServer, plain(toServer));
        mode(source.resolve("d/f"), "r-x------");
        String change = toServer ? "SEND d/f" : "SET_ATTRIBUTES d/f";
        assertEquals(names(), sync(toServer, plain(toServer).keepMode(false)));
        assertEquals(names(change), sync(toServer, plain(toServer)));
        assertEquals("r-x------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("d/f"))));

        time(source.resolve("d/f"), THEN.plusSeconds(7));
        TreeSet<String> told = sync(toServer, plain(toServer).checksum(true));
        assertEquals(toServer ? names() : names("SET_ATTRIBUTES d/f"), told);
        file(target.resolve("d/f"), "g");
        time(target.resolve("d/f"), THEN.plusSeconds(7));
        mode(target.resolve("d/f"), "r-x------");
        assertEquals(names(), sync(toServer, plain(toServer)));
        assertEquals(names("SEND d/f"), sync(toServer, plain(toServer).checksum(true)));
        assertEquals("f", Files.readString(target.resolve("d/f")));

        mode(source.resolve("d"), "rwx------");
        time(source.resolve("d"), THEN);
        assertEquals(toServer ? names() : names("SET_ATTRIBUTES d"), sync(toServer, plain(toServer)));
        assertEquals(names(), sync(toServer, plain(toServer)));
        if (!toServer) {
            file(source.resolve("d/g"), "g");
            time(source.resolve("d"), THEN);
            sync(toServer, plain(toServer));
            assertEquals(FileTime.from(THEN), Files.getLastModifiedTime(target.resolve("d")));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linksInTheSourceAreSkippedAndGuardTheirNames(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("f"), "f");
        Files.createSymbolicLink(source.resolve("link"), Path.of("f"));
        file(target.resolve("link/f"), "x");
        assertEquals(
                names("SEND f", "SKIPPED link"), sync(toServer, plain(toServer).delete(true)));
        assertTrue(Files.exists(target.resolve("link/f")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readOnlyDirectories(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("d/f"), "f");
        file(source.resolve("d/gone"), "g");
        sync(toServer, plain(toServer));
        Files.delete(source.resolve("d/gone"));
        file(source.resolve("d/more"), "m");
        mode(source.resolve("d"), "r-xr-xr-x");
        mode(target.resolve("d"), toServer ? "rwxr-xr-x" : "r-xr-xr-x");
        sync(toServer, plain(toServer).delete(true));
        assertEquals(contents(source), contents(target));
        if (!toServer) {
            assertEquals(
                    "r-xr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("d"))));
        }
        mode(source.resolve("d"), "rwxr-xr-x");
        mode(target.resolve("d"), "rwxr-xr-x");
    }

    /** A server may serve the local tree, or a part of the other server's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherServersDirectoryIsLeftAlone(boolean toServer) throws Exception {
        file(source(toServer).resolve("f"), "f");
        file(target(toServer).resolve("gone"), "gone");
        for (String lock : List.of(".filetransfer/lock", ".filetransfer/staging/upload")) {
            file(source(true).resolve(lock), "the local one");
            file(target(true).resolve(lock), "the remote one");
        }
        assertEquals(
                names("SEND f", "SKIPPED .filetransfer", "DELETE gone"),
                sync(toServer, plain(toServer).delete(true)));
        for (String lock : List.of(".filetransfer/lock", ".filetransfer/staging/upload")) {
            assertEquals("the local one", Files.readString(source(true).resolve(lock)));
            assertEquals("the remote one", Files.readString(target(true).resolve(lock)));
        }
        assertEquals(
                names("SKIPPED .filetransfer"), sync(toServer, plain(toServer).delete(true)));
    }

    @Test
    void whatAnInterruptedGetLeftIsNotSent() throws Exception {
        leftover(source(true).resolve("d"));
        file(source(true).resolve("d/.mine.ftpart"), "by its name alone");
        file(source(true).resolve("d/.dir.ftpart/f"), "f");
        TreeSet<String> told = sync(true, plain(true).delete(true));
        assertEquals(names("SKIPPED d/.big.ftpart", "SKIPPED d/.big.ftpart.journal"), only(told, "SKIPPED"));
        assertEquals(names("SEND d/.mine.ftpart", "SEND d/.dir.ftpart/f"), only(told, "SEND"));
        assertEquals(names(), only(told, "FAILED"));
    }

    /** Others may have sent theirs to the server: that is no failure, and none that comes back each time. */
    @Test
    void whatAnInterruptedGetLeftStays() throws Exception {
        leftover(source(false).resolve("d"));
        leftover(target(false).resolve("d"));
        leftover(target(false).resolve("only here"));
        file(source(false).resolve("d/.mine.ftpart"), "by its name alone");
        file(target(false).resolve("d/.old.ftpart"), "by its name, too");
        time(source(false).resolve("d/.big.ftpart"), THEN.plusSeconds(1));
        TreeSet<String> told = sync(false, plain(false).delete(true));
        assertEquals(
                names(
                        "SEND d/.mine.ftpart",
                        "DELETE d/.old.ftpart",
                        "SKIPPED d/.big.ftpart",
                        "SKIPPED d/.big.ftpart.journal",
                        "SKIPPED only here"),
                without(told, "SET_ATTRIBUTES d"));
        assertTrue(Files.exists(target(false).resolve("only here/.big.ftpart.journal")));
    }

    private static void leftover(Path directory) throws IOException {
        file(directory.resolve(".big.ftpart"), "some of it");
        file(directory.resolve(".big.ftpart.journal"), "\0\7FTPJ1and more");
        mode(directory.resolve(".big.ftpart.journal"), "rw-------");
    }

    private static TreeSet<String> without(TreeSet<String> told, String line) {
        told.remove(line);
        return told;
    }

    /** The rehearsal knows it, too, and what follows of it. */
    @Test
    void namesThatNoServerTakesKeepAllElse() throws Exception {
        Path source = source(true);
        file(source.resolve("f"), "f");
        file(source.resolve("was a directory"), "f");
        Launched.run("bash", "-c", "mkdir -p \"$1/$(printf 'd/%.0s' {1..300})\"", "bash", source.toString());
        file(target(true).resolve("gone"), "gone");
        file(target(true).resolve("was a directory/f"), "other");
        TreeSet<String> told = sync(true, plain(true).delete(true));
        int tooDeep = 2 + 300 - 255; // below in/tree
        assertEquals(1 + tooDeep, count(told, "FAILED"), told.toString());
        assertTrue(told.containsAll(names("SEND f", "FAILED was a directory", "SKIPPED ")), told.toString());
        assertTrue(Files.exists(target(true).resolve("gone")));
    }

    @Test
    void aNameThatIsNotUtf8IsOneLikeOthers() throws Exception {
        Path source = source(true);
        file(source.resolve("f"), "f");
        Launched.run("bash", "-c", "touch \"$1\"/$'not utf-8 \\377'", "bash", source.toString());
        file(target(true).resolve("gone"), "gone");
        TreeSet<String> told = sync(true, plain(true).delete(true));
        assertEquals(3, told.size(), told.toString());
        assertEquals(0, count(told, "FAILED"), told.toString());
        assertFalse(Files.exists(target(true).resolve("gone")));
        assertEquals(
                0,
                Launched.run(
                                "bash",
                                "-c",
                                "test -f \"$1\"/$'not utf-8 \\377'",
                                "bash",
                                target(true).toString())
                        .exit());
    }

    @Test
    void aWickedServerRemovesAndWritesNothing() throws Exception {
        file(local.resolve("up"), "as it was");
        file(local.resolve("tree/mine"), "as it was");
        for (String wrong : List.of("../up", "/tmp/absolute", "a/../../up", "a//b", ".")) {
            List<String> names = List.of("good", wrong);
            try (ListingServer wicked = new ListingServer(names.size(), names::get);
                    FileTransferClient toIt = Client.of(wicked.port())) {
                TreeSummary summary = TreeSync.fromServer("/", local.resolve("tree"))
                        .delete(true)
                        .start(toIt, TreeListener.NONE)
                        .join();
                assertEquals(1, summary.failed());
                assertInstanceOf(FileTransferException.BadAnswer.class, summary.firstFailure());
            }
            assertEquals(List.of("tree", "up"), Trees.names(local));
            assertEquals(List.of("good", "mine"), Trees.names(local.resolve("tree")));
            assertEquals("as it was", Files.readString(local.resolve("up")));
        }
    }

    @Test
    void aCancelLeavesOtherTransfersAlone() throws Exception {
        for (int i = 0; i < 500; i++) {
            file(local.resolve("tree/" + i), "x");
        }
        Path large = Trees.file(local.resolve("large"), Trees.bytes(1, 8 << 20));
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        TreeTransfer sync = plain(true).start(client, new TreeListener() {
            @Override
            public void completed(TreeEntry entry, TransferResult result) {
                first.countDown();
                try {
                    cancelled.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        first.await();
        var other = client.put(PutRequest.of("large"), large);
        assertTrue(sync.progress().files() > 0);
        sync.cancel();
        cancelled.countDown();
        assertThrows(CancellationException.class, sync::join);
        assertEquals(8 << 20, other.join().bytes());
        assertTrue(Trees.names(target(true)).size() < 500);
        assertEquals(0, run(plain(true), new TreeSet<>()).failed());
        assertEquals(contents(source(true)), contents(target(true)));
    }

    @Test
    void theCommandTellsWhatItDoes() throws Exception {
        Path source = source(true);
        file(source.resolve("d/moved"), "content");
        Path huge = source.resolve("tab\t");
        file(huge, "");
        try (FileChannel holes = FileChannel.open(huge, StandardOpenOption.WRITE)) {
            holes.write(ByteBuffer.allocate(1), 1L << 40); // larger than the server takes
        }
        file(target(true).resolve("was"), "content");
        file(target(true).resolve("gone/1"), "1");
        file(target(true).resolve("gone/2"), "2");
        String remote = "127.0.0.1:" + server.port() + "/in/tree";
        List<String> lines = List.of("mkdir d", "move was -> d/moved", "send tab\\t (1.0 TiB)", "delete gone/1");
        try (Launched rehearsal = command("-n", "--delete", "--max-delete", "1", source.toString(), remote)) {
            assertEquals(8, rehearsal.exit(), rehearsal.err());
            assertEquals(lines, rehearsal.out().lines().toList());
            assertTrue(rehearsal.err().contains("2 more would be removed; --max-delete keeps them"), rehearsal.err());
        }
        try (Launched real = command("--json", "--delete", "--max-delete", "1", source.toString(), remote)) {
            assertEquals(8, real.exit(), real.err());
            assertEquals(3, real.out().lines().count(), real.out());
            assertTrue(real.out().contains("\"action\":\"move\",\"path\":\"d/moved\""), real.out());
            assertTrue(real.out().contains("\"from\":\"was\",\"dryRun\":false"), real.out());
            assertTrue(real.out().contains("\"code\":\"TOO_LARGE\""), real.out());
            assertTrue(real.err().contains("nothing is removed, as not all could be sent"), real.err());
        }
        assertEquals(List.of("1", "2"), Trees.names(target(true).resolve("gone")));
        Files.delete(huge);
        try (Launched real = command("--delete", "--max-delete", "1", source.toString(), remote)) {
            assertEquals(8, real.exit(), real.err());
            assertTrue(real.err().contains("2 more would be removed; --max-delete keeps them"), real.err());
        }
        assertEquals(List.of("2"), Trees.names(target(true).resolve("gone")));
        try (Launched back = command(remote, local.resolve("back").toString())) {
            assertEquals(0, back.exit(), back.err());
            assertEquals("content", Files.readString(local.resolve("back/d/moved")));
        }
        try (Launched missing =
                command("--delete", remote + "/missing", local.resolve("back").toString())) {
            assertEquals(3, missing.exit(), missing.err());
        }
        try (Launched missing = command("--delete", local + "/missing", remote)) {
            assertEquals(7, missing.exit(), missing.err());
        }
        assertTrue(Files.exists(local.resolve("back/d/moved"))
                && Files.exists(target(true).resolve("d/moved")));
    }

    private static Launched command(String... words) throws IOException {
        String[] all = new String[words.length + 1];
        all[0] = "sync";
        System.arraycopy(words, 0, all, 1, words.length);
        return Launched.start(Launched.java(List.of(), "io.filetransfer.client.cli.Main", all));
    }

    private Path source(boolean toServer) {
        return toServer ? local.resolve("tree") : root.resolve("in/tree");
    }

    private Path target(boolean toServer) throws IOException {
        Files.createDirectories(root.resolve("in"));
        return toServer ? root.resolve("in/tree") : local.resolve("tree");
    }

    private TreeSync plain(boolean toServer) {
        return toServer
                ? TreeSync.toServer(local.resolve("tree"), "in/tree")
                : TreeSync.fromServer("in/tree", local.resolve("tree"));
    }

    /** Rehearses, does it, and says what was told both times. */
    private TreeSet<String> sync(boolean toServer, TreeSync sync) throws Exception {
        TreeMap<String, String> before = Trees.picture(target(toServer).getParent());
        TreeSet<String> rehearsed = new TreeSet<>();
        run(sync.dryRun(true), rehearsed);
        assertEquals(before, Trees.picture(target(toServer).getParent()), "a rehearsal changes nothing");
        TreeSet<String> done = new TreeSet<>();
        run(sync, done);
        assertEquals(rehearsed, done);
        done.remove("MAKE_DIRECTORY ");
        return done;
    }

    private TreeSummary run(TreeSync sync, TreeSet<String> told) {
        return run(sync, told, change -> {});
    }

    /** What others do right after a change. */
    private interface Meanwhile {
        void after(TreeChange change) throws IOException;
    }

    private TreeSummary run(TreeSync sync, TreeSet<String> told, Meanwhile meanwhile) {
        return sync.start(client, new TreeListener() {
                    @Override
                    public void completed(TreeEntry entry, TransferResult result) {
                        told.add("SEND " + entry.path());
                    }

                    @Override
                    public void failed(TreeEntry entry, Throwable cause) {
                        told.add("FAILED " + entry.path());
                    }

                    @Override
                    public void skipped(TreeEntry entry, String reason) {
                        told.add("SKIPPED " + entry.path());
                    }

                    @Override
                    public void changed(TreeChange change) {
                        String from = change.from() == null ? "" : " <- " + change.from();
                        told.add(change.action() + " " + change.entry().path() + from);
                        try {
                            meanwhile.after(change);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                })
                .join();
    }

    private static TreeSet<String> names(String... names) {
        return new TreeSet<>(List.of(names));
    }

    private static TreeSet<String> only(TreeSet<String> told, String action) {
        TreeSet<String> only = new TreeSet<>(told);
        only.removeIf(line -> !line.startsWith(action + " "));
        return only;
    }

    private static int count(TreeSet<String> told, String action) {
        return only(told, action).size();
    }

    private static void file(Path path, String content) throws IOException {
        Trees.file(path, content.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        time(path, THEN);
    }

    private static void time(Path path, Instant time) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(time));
    }

    private void serveWith(Modes modes) throws Exception {
        stop();
        server = FileTransferServer.start(ServerConfig.builder(root)
                .port(0)
                .durability(Durability.RELAXED)
                .modes(modes)
                .build());
        client = Client.of(server.port());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Names, kinds, and permission bits and content of files. */
    private static TreeMap<String, String> contents(Path directory) throws IOException {
        TreeMap<String, String> contents = new TreeMap<>(Trees.picture(directory));
        contents.remove("/");
        contents.replaceAll((name, what) -> name.endsWith("/") ? "directory" : what);
        return contents;
    }

    private static TreeMap<String, String> without(TreeMap<String, String> contents, String name) {
        contents.remove(name);
        return contents;
    }
}
