package io.filetransfer.client.content;

import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The name that a local file is to take, and a temporary one beside it. */
public record TargetName(Path path) {
    private static final int TRIES = 10;
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /** A file that has just been made. */
    record Temporary(Path path, FileChannel file) {}

    /** Refuses a name that no file can take. */
    void check() throws IOException {
        if (path.getFileName() == null || path.getFileName().toString().isEmpty()) {
            throw Failures.local(path, "Is a directory");
        }
        BasicFileAttributes there;
        try {
            there = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            checkParent();
            return;
        }
        if (there.isDirectory()) {
            throw Failures.local(path, "Is a directory");
        }
        if (!there.isRegularFile()) {
            throw Failures.local(
                    path,
                    "Is not a regular file; a pipe or device is written through a channel (\"-\" on the command line)");
        }
    }

    private void checkParent() {
        Path parent = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw Failures.local(parent, Files.exists(parent) ? "Is not a directory" : "No such directory");
        }
    }

    Temporary createTemporary(FileAttribute<?>... attributes) throws IOException {
        for (int left = TRIES; ; left--) {
            Path beside = path.resolveSibling(NameText.path(path.getFileSystem(), temporary(NameText.of(path))));
            try {
                return new Temporary(beside, FileChannel.open(beside, CREATE, attributes));
            } catch (FileAlreadyExistsException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /** {@code .<name>.<random>.part}, with as much of the name as a file name has room for. */
    public static String temporary(String name) {
        String random = Integer.toHexString(ThreadLocalRandom.current().nextInt() | 1 << 31);
        int room = Limits.COMPONENT - 2 - random.length() - ".part".length();
        return "." + SiblingName.beginning(name, room) + "." + random + ".part";
    }
}
