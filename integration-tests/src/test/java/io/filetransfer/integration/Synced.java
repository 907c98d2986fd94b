package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.client.TransferResult;
import io.filetransfer.client.tree.TreeChange;
import io.filetransfer.client.tree.TreeEntry;
import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.client.tree.TreeSummary;
import io.filetransfer.client.tree.TreeSync;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.storage.local.Modes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What tests of sync share: one tree on each side, and a rehearsal before each sync, which tells just what is then done. */
abstract class Synced extends Served {
    static final Instant THEN = Instant.parse("2018-04-14T10:15:30.123456789Z");

    @Override
    ServerConfig.Builder with(ServerConfig.Builder config) {
        return config.durability(Durability.RELAXED).maxFileSize(1L << 40); // this is not about the disk
    }

    static TreeSet<String> without(TreeSet<String> told, String line) {
        told.remove(line);
        return told;
    }

    Path source(boolean toServer) {
        return toServer ? local.resolve("tree") : root.resolve("in/tree");
    }

    Path target(boolean toServer) throws IOException {
        Files.createDirectories(root.resolve("in"));
        return toServer ? root.resolve("in/tree") : local.resolve("tree");
    }

    TreeSync plain(boolean toServer) {
        return toServer
                ? TreeSync.toServer(local.resolve("tree"), "in/tree")
                : TreeSync.fromServer("in/tree", local.resolve("tree"));
    }

    /** Rehearses, does it, and says what was told both times. */
    TreeSet<String> sync(boolean toServer, TreeSync sync) throws Exception {
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

    TreeSummary run(TreeSync sync, TreeSet<String> told) {
        return run(sync, told, change -> {});
    }

    /** What others do right after a change. */
    interface Meanwhile {
        void after(TreeChange change) throws IOException;
    }

    TreeSummary run(TreeSync sync, TreeSet<String> told, Meanwhile meanwhile) {
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

    static TreeSet<String> names(String... names) {
        return new TreeSet<>(List.of(names));
    }

    static TreeSet<String> only(TreeSet<String> told, String action) {
        TreeSet<String> only = new TreeSet<>(told);
        only.removeIf(line -> !line.startsWith(action + " "));
        return only;
    }

    static int count(TreeSet<String> told, String action) {
        return only(told, action).size();
    }

    static void file(Path path, String content) throws IOException {
        Trees.file(path, content.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        time(path, THEN);
    }

    static void time(Path path, Instant time) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(time));
    }

    void serveWith(Modes modes) throws Exception {
        serveAnew(with(ServerConfig.builder(root).port(0)).modes(modes).build());
    }

    static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Names, kinds, and permission bits and content of files. */
    static TreeMap<String, String> contents(Path directory) throws IOException {
        TreeMap<String, String> contents = new TreeMap<>(Trees.picture(directory));
        contents.remove("/");
        contents.replaceAll((name, what) -> name.endsWith("/") ? "directory" : what);
        return contents;
    }

    static TreeMap<String, String> without(TreeMap<String, String> contents, String name) {
        contents.remove(name);
        return contents;
    }
}
