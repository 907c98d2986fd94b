package io.filetransfer.client.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

/**
 * A small file of the user's while it is changed: by one process at a time, from reading it to its new content, which is
 * there whole or not at all. Only the user can read it.
 */
final class LockedUpdate implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 20;

    private final Path file;
    private final FileChannel lock;

    private LockedUpdate(Path file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
    }

    /** Waits for others; makes the directory. */
    static LockedUpdate begin(Path file) throws IOException {
        Path real = followed(file);
        Path directory = real.getParent();
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel lock = create(beside(real, ".lock"), StandardOpenOption.CREATE);
        try {
            await(lock, real);
            return new LockedUpdate(real, lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** A link, as of those who keep their configuration elsewhere, stays one. */
    private static Path followed(Path file) throws IOException {
        try {
            return file.toRealPath();
        } catch (NoSuchFileException e) {
            return file;
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static FileChannel create(Path file, StandardOpenOption how) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, how),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static void await(FileChannel lock, Path file) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isLocked(lock)) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("another process has " + beside(file, ".lock") + " locked");
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private static boolean isLocked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Puts new content in the place of the old one. */
    void write(String content) throws IOException {
        Path made = beside(file, ".new");
        Files.deleteIfExists(made); // of a process that was killed
        try (FileChannel out = create(made, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
