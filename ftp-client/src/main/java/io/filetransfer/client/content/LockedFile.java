package io.filetransfer.client.content;

import io.filetransfer.client.FileMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A small file that one transfer at a time owns, of all in this process and others; nobody else may read it. */
final class LockedFile {
    private static final int TRIES = 10;
    private static final Set<OpenOption> OPEN =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    /** Those of this process: to open and close one a second time would end the lock that the first has. */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Object key;
    private final FileChannel channel;

    private LockedFile(Path path, Object key, FileChannel channel) {
        this.path = path;
        this.key = key;
        this.channel = channel;
    }

    /** Makes the file if there is none. Null if another transfer has it, or it is nothing that can be used. */
    static LockedFile lock(Path path) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Object key = own(path);
            if (key == null) {
                create(path);
                continue;
            }
            if (!HELD.add(key)) {
                return null;
            }
            FileChannel channel = null;
            boolean locked = false;
            try {
                channel = open(path);
                if (channel != null && channel.tryLock() == null) {
                    return null;
                }
                // Who had it may have removed it before it was opened or locked here.
                locked = channel != null && key.equals(own(path));
            } finally {
                if (!locked) {
                    close(channel, key);
                }
            }
            if (locked) {
                return new LockedFile(path, key, channel);
            }
        }
        return null;
    }

    /**
     * What a file that may be locked begins with; empty for one that this process has locked. Looking takes the lock from
     * nobody: to close a file ends all locks that its process has on it, so that meanwhile nobody here can get one.
     *
     * @return null if it is no file that could be locked
     */
    static ByteBuffer beginning(Path path, int length) throws IOException {
        ByteBuffer beginning = ByteBuffer.allocate(length);
        Object key = own(path);
        if (key == null) {
            return null;
        }
        if (!HELD.add(key)) {
            return beginning.flip();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            while (beginning.hasRemaining() && channel.read(beginning) > 0) {
                // until it is full
            }
            return beginning.flip();
        } catch (NoSuchFileException e) {
            return null;
        } finally {
            close(channel, key);
        }
    }

    private static void close(FileChannel channel, Object key) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(key);
        }
    }

    private static void create(Path path) throws IOException {
        try {
            FileChannel.open(path, CREATE, mine(path)).close();
        } catch (FileAlreadyExistsException e) {
            // by another transfer just now, or something that own() does not take
        }
    }

    /** Null if there is none. */
    static FileChannel open(Path path) throws IOException {
        try {
            return FileChannel.open(path, OPEN);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The identity of a regular file that nobody else may use; in a directory of many users a name says little. */
    static Object own(Path path) throws IOException {
        try {
            BasicFileAttributes there =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean mine = there.isRegularFile()
                    && (!posix(path)
                            || Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                                    .equals(FileMode.permissions(0600)));
            return mine ? Objects.requireNonNullElse(there.fileKey(), path) : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** For a new file that nobody else may use. */
    static FileAttribute<?>[] mine(Path path) {
        return posix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FileMode.permissions(0600))}
                : new FileAttribute<?>[0];
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    void append(ByteBuffer entry) throws IOException {
        long position = channel.size();
        while (entry.hasRemaining()) {
            position += channel.write(entry, position);
        }
    }

    /** Leaves it to others. */
    void unlock() throws IOException {
        close(channel, key);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
