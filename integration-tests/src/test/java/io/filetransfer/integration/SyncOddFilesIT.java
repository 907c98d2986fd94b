package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.tree.TreeChange;
import io.filetransfer.server.storage.local.Modes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Syncs of what is not just files with plain names: links, bits, times, other names, what others left there. */
@Timeout(120)
class SyncOddFilesIT extends Synced {
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

    /** The rehearsal knows it, too, and what follows of it. */
    @Test
    void namesThatNoServerTakesKeepAllElse() throws Exception {
        Path source = source(true);
        file(source.resolve("f"), "f");
        file(source.resolve("was a directory"), "f");
        Launched.succeeds("bash", "-c", "mkdir -p \"$1/$(printf 'd/%.0s' {1..300})\"", "bash", source.toString());
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
        Launched.succeeds("bash", "-c", "touch \"$1\"/$'not utf-8 \\377'", "bash", source.toString());
        file(target(true).resolve("gone"), "gone");
        TreeSet<String> told = sync(true, plain(true).delete(true));
        assertEquals(3, told.size(), told.toString());
        assertEquals(0, count(told, "FAILED"), told.toString());
        assertFalse(Files.exists(target(true).resolve("gone")));
        Launched.succeeds(
                "bash",
                "-c",
                "test -f \"$1\"/$'not utf-8 \\377'",
                "bash",
                target(true).toString());
    }

    /** What was to be moved is sent, and what was to be removed is as it was to be. */
    @Test
    void whatOthersRemoveMeanwhile() throws Exception {
        Path source = source(true);
        Path target = target(true);
        file(source.resolve("d/moved"), "content");
        file(target.resolve("was"), "content");
        file(target.resolve("gone"), "x");
        TreeSet<String> told = new TreeSet<>();
        run(plain(true).delete(true), told, change -> {
            if (change.action() == TreeChange.Action.MAKE_DIRECTORY) {
                Files.deleteIfExists(target.resolve("was"));
                Files.deleteIfExists(target.resolve("gone"));
            }
        });
        assertEquals(names("DELETE gone", "DELETE was", "MAKE_DIRECTORY d", "SEND d/moved"), told);
        assertEquals(contents(source), contents(target));
    }
}
