package io.filetransfer.server.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The directory that is served, and what it lies on. */
final class RootCheck {
    private static final String DATA = ".filetransfer";
    private static final double LITTLE = 0.05;
    private static final long SLOW_SYNC_MILLIS = 500;

    private final Path root;
    private final boolean readOnly;

    RootCheck(Path root, boolean readOnly) {
        this.root = root;
        this.readOnly = readOnly;
    }

    List<Finding> all() {
        if (!Files.isDirectory(root)) {
            return List.of(Finding.failed("root", root + " is not a directory", "make it, or name another one"));
        }
        if (!Files.isReadable(root) || !Files.isExecutable(root)) {
            return List.of(Finding.failed(
                    "root", root + " may not be read and entered", "give the server's user the right to"));
        }
        List<Finding> all = new ArrayList<>();
        all.add(fileSystem());
        if (!readOnly) {
            all.addAll(writing());
        }
        all.add(room());
        all.add(inodes(MachineCheck.said(List.of("stat", "-f", "-c", "%c %d", root.toString()))));
        return all;
    }

    private Finding fileSystem() {
        try {
            return fileSystem(root, Files.getFileStore(root).type());
        } catch (IOException e) {
            return Finding.failed("root", e.toString(), "look at the disk");
        }
    }

    static Finding fileSystem(Path root, String type) {
        String text = root + " on " + type;
        return switch (type) {
            case "nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs" ->
                Finding.warning(
                        "root",
                        text,
                        "on a network what was synced may still be lost with its server; a local disk is safer");
            case "tmpfs", "ramfs" ->
                Finding.warning("root", text, "in memory nothing outlives a restart; a disk keeps what is stored");
            default -> Finding.ok("root", text);
        };
    }

    private List<Finding> writing() {
        // Where clients do not see it, if a server was here before.
        Path place = Files.isDirectory(root.resolve(DATA), LinkOption.NOFOLLOW_LINKS) ? root.resolve(DATA) : root;
        Path file = null;
        try {
            file = Files.createTempFile(place, ".doctor-", "-a");
            List<Finding> all = new ArrayList<>();
            all.add(sync(file));
            all.add(attributes(file));
            Path upper = file.resolveSibling(file.getFileName().toString().toUpperCase(Locale.ROOT));
            all.add(
                    Files.exists(upper)
                            ? Finding.warning(
                                    "names",
                                    "a and A are one name here",
                                    "clients from elsewhere may lose one of two files; take another file system")
                            : Finding.ok("names", "upper and lower case are told apart"));
            return all;
        } catch (IOException e) {
            return List.of(Finding.failed(
                    "writing",
                    "nothing can be made in " + place + ": " + e,
                    "give the server's user the right to, look at the disk, or serve --read-only"));
        } finally {
            remove(file);
        }
    }

    private static void remove(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stays) {
            file.toFile().deleteOnExit();
        }
    }

    private static Finding sync(Path file) throws IOException {
        long start = System.nanoTime();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[4096]));
            channel.force(true);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        String text = "a small file is safe after " + millis + " ms";
        return millis > SLOW_SYNC_MILLIS
                ? Finding.warning("sync", text, "each upload waits for it: look at the disk, and what else uses it")
                : Finding.ok("sync", text);
    }

    private static Finding attributes(Path file) {
        try {
            Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                    .write("filetransfer.doctor", ByteBuffer.wrap(new byte[] {1}));
            return Finding.ok("attributes", "files can carry their digests");
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.ok("attributes", "digests go to the data directory, as there are no extended attributes");
        }
    }

    private Finding room() {
        try {
            FileStore store = Files.getFileStore(root);
            return share("room", "bytes", store.getUsableSpace(), store.getTotalSpace());
        } catch (IOException e) {
            return Finding.failed("room", e.toString(), "look at the disk");
        }
    }

    /** @param said all and free ones; empty where the system does not say */
    static Finding inodes(String said) {
        String[] numbers = said.split(" ");
        if (numbers.length != 2 || !said.matches("[0-9]+ [0-9]+") || numbers[0].equals("0")) {
            return Finding.ok("inodes", "this file system has no number of files that it ends at");
        }
        return share("inodes", "files", Long.parseLong(numbers[1]), Long.parseLong(numbers[0]));
    }

    static Finding share(String subject, String of, long free, long all) {
        if (all <= 0) {
            return Finding.ok(subject, "the file system tells no end");
        }
        double share = (double) free / all;
        String text = String.format(Locale.ROOT, "%.1f %% of its %s are free (%d)", share * 100, of, free);
        return share < LITTLE
                ? Finding.warning(
                        subject, text, "remove something, or take a larger disk; --reserve keeps some for others")
                : Finding.ok(subject, text);
    }
}
