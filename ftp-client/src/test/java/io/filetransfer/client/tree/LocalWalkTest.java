package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalWalkTest {
    @TempDir
    Path outside;

    private final TreeSet<String> told = new TreeSet<>();
    private FilterRules filter = FilterRules.NONE;
    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(outside.resolve("root"));
    }

    @Test
    void eachDirectoryComesRightBeforeWhatIsInIt() throws IOException {
        for (int i = 0; i < 5; i++) {
            Files.createDirectories(root.resolve("d" + i + "/deep/deeper"));
            file("d" + i + "/deep/deeper/f");
            file("d" + i + "/f");
            file("f" + i);
        }
        List<LocalEntry> entries = walk(false);
        assertEquals(30, entries.size());
        List<String> onTheWay = new ArrayList<>();
        for (LocalEntry entry : entries) {
            onTheWay.subList(entry.depth(), onTheWay.size()).clear();
            assertEquals(String.join("", onTheWay), prefix(entry.name()));
            assertEquals(root.resolve(entry.name()), entry.path());
            assertEquals(entry.directory() ? 0 : 1, entry.size());
            if (entry.directory()) {
                onTheWay.add(entry.name().substring(prefix(entry.name()).length()) + "/");
            }
        }
        assertEquals(names(), told);
    }

    @Test
    void emptyAndHidden() throws IOException {
        Files.createDirectories(root.resolve(".hidden/empty"));
        file(".hidden/.file");
        assertEquals(names(".hidden/", ".hidden/.file", ".hidden/empty/"), found(false));
    }

    @Test
    void whatIsLeftOutIsNotEntered() throws Exception {
        Files.createDirectories(root.resolve("out/in"));
        file("out/in/a");
        file("in");
        link("out/link", "in");
        filter = filter.exclude("out/");
        assertEquals(names("in"), found(false));
        assertEquals(names("out is left out"), told);
    }

    @Test
    void whatBelongsToAServerIsNoContent() throws IOException {
        for (String directory : List.of(".FileTransfer", "d/.filetransfer-staging", "d/.filetransfer")) {
            Files.createDirectories(root.resolve(directory));
            file(directory + "/f");
        }
        file(".filetransfer-staging");
        assertEquals(names("d/", "d/.filetransfer/", "d/.filetransfer/f", ".filetransfer-staging"), found(false));
        assertEquals(
                names(".FileTransfer is left alone: SERVER", "d/.filetransfer-staging is left alone: SERVER"), told);
    }

    /** By what is in them: names like theirs are anybody's. */
    @Test
    void whatAnInterruptedGetLeftIsNoContent() throws IOException {
        for (String name : List.of(".dir.ftpart", ".dir.ftpart.journal", ".no.ftpart.journal")) {
            Files.createDirectories(root.resolve(name));
        }
        for (String name : List.of(".dir.ftpart/f", ".alone.ftpart", ".no.ftpart", ".diary.ftpart", "dotless.ftpart")) {
            file(name);
        }
        journal(".diary.ftpart.journal", "Dear diary");
        journal("dotless.ftpart.journal", "\0\7FTPJ1and more");
        journal(".big.ftpart.journal", "\0\7FTPJ1and more");
        file(".big.ftpart");
        journal(".begun.ftpart.journal", "");
        assertEquals(
                names(
                        ".dir.ftpart/",
                        ".dir.ftpart/f",
                        ".dir.ftpart.journal/",
                        ".no.ftpart.journal/",
                        ".alone.ftpart",
                        ".no.ftpart",
                        ".diary.ftpart",
                        ".diary.ftpart.journal",
                        "dotless.ftpart",
                        "dotless.ftpart.journal"),
                found(false));
        assertEquals(
                names(
                        ".big.ftpart is left alone: INTERRUPTED_GET",
                        ".big.ftpart.journal is left alone: INTERRUPTED_GET",
                        ".begun.ftpart.journal is left alone: INTERRUPTED_GET"),
                told);
    }

    private void journal(String name, String content) throws IOException {
        Path journal = Files.writeString(root.resolve(name), content);
        Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void linksAndPipesAreSkippedWithANotice() throws Exception {
        file("a");
        link("link", "a");
        new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor();
        assertEquals(names("a"), found(false));
        assertTrue(told.contains("link: a symbolic link"), told.toString());
        assertTrue(told.contains("pipe: neither a file nor a directory"), told.toString());
    }

    @Test
    void linksAreFollowedWithinTheTreeOnly() throws IOException {
        Files.createDirectories(root.resolve("d/e"));
        file("d/e/f");
        Files.writeString(outside.resolve("secret"), "s");
        link("toFile", "d/e/f");
        link("toDirectory", "d");
        link("away", "../secret");
        link("absolute", outside.toString());
        link("nowhere", "missing");
        link("itself", "itself");
        link("d/e/up", "..");
        link("d/e/top", root.toString());
        assertEquals(
                names("d/", "d/e/", "d/e/f", "toFile", "toDirectory/", "toDirectory/e/", "toDirectory/e/f"),
                found(true));
        assertTrue(told.contains("away: a symbolic link that leads out of the tree"), told.toString());
        assertTrue(told.contains("absolute: a symbolic link that leads out of the tree"), told.toString());
        assertTrue(told.contains("nowhere: a symbolic link that leads nowhere"), told.toString());
        assertTrue(told.contains("itself: a symbolic link that leads nowhere"), told.toString());
        assertTrue(told.contains("d/e/up: a symbolic link to a directory that it is in"), told.toString());
        assertTrue(told.contains("d/e/top: a symbolic link to a directory that it is in"), told.toString());
    }

    /** Each leads into the other's directory, round and round. */
    @Test
    void loopsOfSeveralLinksEnd() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.createDirectories(root.resolve("b"));
        link("a/toB", "../b");
        link("b/toA", "../a");
        assertEquals(names("a/", "a/toB/", "b/", "b/toA/"), found(true));
    }

    private static String prefix(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private static TreeSet<String> names(String... names) {
        return new TreeSet<>(List.of(names));
    }

    private void file(String name) throws IOException {
        Files.writeString(root.resolve(name), "x");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    private TreeSet<String> found(boolean follow) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (LocalEntry entry : walk(follow)) {
            names.add(entry.name() + (entry.directory() ? "/" : ""));
        }
        return names;
    }

    private List<LocalEntry> walk(boolean follow) throws IOException {
        List<LocalEntry> entries = new ArrayList<>();
        try (LocalWalk walk = new LocalWalk(root, filter, follow, new Notes())) {
            for (LocalEntry entry = walk.next(); entry != null; entry = walk.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private final class Notes implements LocalWalk.Notices {
        @Override
        public void unreadable(TreeEntry entry, IOException cause) {
            told.add(entry.path() + ": " + cause.getMessage());
        }

        @Override
        public void passedOver(TreeEntry entry, String reason) {
            told.add(entry.path() + ": " + reason);
        }

        @Override
        public void leftAlone(TreeEntry entry, NoContent what) {
            told.add(entry.path() + " is left alone: " + what);
        }

        @Override
        public void leftOut(String name) {
            told.add(name + " is left out");
        }
    }
}
