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
import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.client.tree.FilterRules;
import io.filetransfer.client.tree.TreeChange;
import io.filetransfer.client.tree.TreeEntry;
import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.client.tree.TreeSummary;
import io.filetransfer.client.tree.TreeSync;
import io.filetransfer.client.tree.TreeTransfer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One tree made like another, both ways: here, a rehearsal comes before each sync, and tells just what is then done. */
@Timeout(120)
class SyncIT extends Synced {
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

    /** It comes when the directory is gone, and before anything else is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatCannotBeSentInThePlaceOfADirectoryKeepsAllElse(boolean toServer) throws Exception {
        Path source = source(toServer);
        Path target = target(toServer);
        file(source.resolve("d"), "goes meanwhile");
        file(target.resolve("d/x"), "x");
        file(target.resolve("a"), "maybe the only good copy");
        file(target.resolve("old/z"), "another one");
        TreeSet<String> told = new TreeSet<>();
        run(plain(toServer).delete(true), told, change -> {
            if (change.entry().path().equals("d")) {
                Files.deleteIfExists(source.resolve("d"));
            }
        });
        assertEquals(names("DELETE d/x", "DELETE d", "FAILED d", "SKIPPED "), told);
        assertEquals(names("a", "old/", "old/z"), contents(target).navigableKeySet());
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
        Ended rehearsal = command("-n", "--delete", "--max-delete", "1", source.toString(), remote);
        assertEquals(8, rehearsal.exit(), rehearsal.err());
        assertEquals(lines, rehearsal.out().lines().toList());
        assertTrue(rehearsal.err().contains("2 more would be removed; --max-delete keeps them"), rehearsal.err());
        Ended real = command("--json", "--delete", "--max-delete", "1", source.toString(), remote);
        assertEquals(8, real.exit(), real.err());
        assertEquals(3, real.out().lines().count(), real.out());
        assertTrue(real.out().contains("\"action\":\"move\",\"path\":\"d/moved\""), real.out());
        assertTrue(real.out().contains("\"from\":\"was\",\"dryRun\":false"), real.out());
        assertTrue(real.out().contains("\"code\":\"TOO_LARGE\""), real.out());
        assertTrue(real.err().contains("nothing is removed, as not all could be sent"), real.err());
        assertEquals(List.of("1", "2"), Trees.names(target(true).resolve("gone")));
        Files.delete(huge);
        Ended again = command("--delete", "--max-delete", "1", source.toString(), remote);
        assertEquals(8, again.exit(), again.err());
        assertTrue(again.err().contains("2 more would be removed; --max-delete keeps them"), again.err());
        assertEquals(List.of("2"), Trees.names(target(true).resolve("gone")));
        Ended back = command(remote, local.resolve("back").toString());
        assertEquals(0, back.exit(), back.err());
        assertEquals("content", Files.readString(local.resolve("back/d/moved")));
        Ended missing =
                command("--delete", remote + "/missing", local.resolve("back").toString());
        assertEquals(3, missing.exit(), missing.err());
        Ended nowhere = command("--delete", local + "/missing", remote);
        assertEquals(7, nowhere.exit(), nowhere.err());
        assertTrue(Files.exists(local.resolve("back/d/moved"))
                && Files.exists(target(true).resolve("d/moved")));
    }

    private static Ended command(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "sync";
        System.arraycopy(words, 0, all, 1, words.length);
        return CommandInProcess.run(Map.of(), all);
    }
}
