package io.filetransfer.server.storage.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A directory that is held open. What happens to its own name meanwhile does not matter, and every call goes one step
 * from here, by a name of one component, and follows no link. Owned by whoever opened it; safe for use by many threads,
 * but for the iterator.
 */
final class Directory implements Closeable, Iterable<Path> {
    private static final Path ITSELF = Path.of(".");
    private static final Path ABOVE = Path.of("..");
    /** How often a step is tried again while somebody swaps what the name stands for. */
    private static final int ATTEMPTS = 16;

    private static final Set<OpenOption> READING = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final SecureDirectoryStream<Path> stream;
    private final Object key;
    private final AtomicReference<Runnable> release;
    /** Looked up once for all that share what is open; null before. */
    private final AtomicReference<String> mount;

    private final Disk disk;

    /** @param release what closing does, once; it may do nothing */
    private Directory(
            SecureDirectoryStream<Path> stream,
            Object key,
            AtomicReference<String> mount,
            Runnable release,
            Disk disk) {
        this.stream = stream;
        this.key = key;
        this.mount = mount;
        this.release = new AtomicReference<>(release);
        this.disk = disk;
    }

    /**
     * Opens a directory by its path, links followed: only for what the operator names.
     *
     * @throws UnsupportedOperationException this platform cannot hold directories
     */
    static Directory open(Path path, Disk disk) throws IOException {
        return held(Files.newDirectoryStream(path), disk);
    }

    private static Directory held(DirectoryStream<Path> stream, Disk disk) throws IOException {
        try {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                throw new UnsupportedOperationException("No secure directory streams");
            }
            Object key = secure.getFileAttributeView(PosixFileAttributeView.class)
                    .readAttributes()
                    .fileKey();
            return new Directory(secure, key, new AtomicReference<>(), () -> close(stream), disk);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** Identity; equal for all holders of the same directory. */
    Object key() {
        return key;
    }

    /** For {@link Disk}, and to see how the directory is held: the same for all that share what one has opened. */
    SecureDirectoryStream<Path> stream() {
        return stream;
    }

    /** Where calls that take paths only find it. */
    Path path() throws IOException {
        return HeldDescriptor.path(stream, key);
    }

    /** Equal for directories between which files can be moved. */
    String mount() throws IOException {
        String known = mount.get();
        if (known == null) {
            known = HeldDescriptor.mount(stream, key);
            mount.set(known);
        }
        return known;
    }

    /** Whether a file system is mounted here. */
    boolean isMountTop() throws IOException {
        try (Directory above = held(disk.openDirectory(this, ABOVE), disk)) {
            return !above.key.equals(key) && !above.mount().equals(mount());
        }
    }

    /** What all calls of this directory go through. */
    Disk disk() {
        return disk;
    }

    /** Opens this directory once more, for an iteration or an owner of its own. */
    Directory again() throws IOException {
        return held(disk.openDirectory(this, ITSELF), disk);
    }

    /** The same open directory, for a user who closes what he uses while this one stays open. Not for iteration. */
    Directory shared() {
        return lent(() -> {});
    }

    /** The same open directory, whose closing is only reported. Not for iteration. */
    Directory lent(Runnable whenClosed) {
        return new Directory(stream, key, mount, whenClosed, disk);
    }

    /**
     * Opens a directory in this one.
     *
     * <p>It is opened as {@code name/.}, which fails at once on anything but a directory: opening a named pipe would wait
     * for its other end, and on a regular file the JDK's call closes a descriptor that may be another thread's by then.
     * That spelling would follow a link, so what was opened must be the directory that the look before has seen.
     *
     * @throws NoSuchFileException nothing is there, or it changes all the time
     * @throws NotDirectoryException something else is there, also a link to a directory
     */
    Directory enter(Path name) throws IOException {
        IOException failure = new NoSuchFileException(name.toString());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            PosixFileAttributes seen = attributes(name);
            if (!seen.isDirectory()) {
                throw new NotDirectoryException(name.toString());
            }
            try {
                Directory opened = held(disk.openDirectory(this, name.resolve(ITSELF)), disk);
                if (opened.key.equals(seen.fileKey())) {
                    return opened;
                }
                opened.close();
            } catch (FileSystemException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Whether the name is that of {@code open}, which is closed unless it is. */
    boolean standsFor(Path name, Directory open) throws IOException {
        boolean same = false;
        try {
            same = attributes(name).fileKey().equals(open.key);
            return same;
        } finally {
            if (!same) {
                open.close();
            }
        }
    }

    /** @throws NoSuchFileException nothing has the name */
    Snapshot look(Path name) throws IOException {
        return Inspector.named(attributes(name), key, name);
    }

    Snapshot lookOrNull(Path name) throws IOException {
        try {
            return look(name);
        } catch (NoSuchFileException nothing) {
            return null;
        }
    }

    Snapshot lookAtItself() throws IOException {
        return Inspector.named(
                stream.getFileAttributeView(PosixFileAttributeView.class).readAttributes(), key, ITSELF);
    }

    /** Opens a regular file for reading. The caller has looked: opening a named pipe would wait for its other end. */
    FileChannel openFile(Path name) throws IOException {
        return disk.open(this, name, READING);
    }

    FileChannel openFile(Path name, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return disk.open(this, name, options, attributes);
    }

    void setPermissions(Path name, FileChannel open, Set<PosixFilePermission> permissions) throws IOException {
        disk.setPermissions(this, name, open, permissions);
    }

    /** Replaces a file, link or empty directory that has the new name: whoever must not do that looks before, under a lock. */
    void move(Path name, Directory to, Path newName) throws IOException {
        disk.move(this, name, to, newName);
    }

    /** Removes anything but a directory. */
    void deleteFile(Path name) throws IOException {
        disk.deleteFile(this, name);
    }

    void deleteDirectory(Path name) throws IOException {
        disk.deleteDirectory(this, name);
    }

    /** Waits until the entries are on the disk. */
    void sync() throws IOException {
        disk.syncDirectory(this);
    }

    /** The names in here, each of one component. Only once for each time that the directory was opened. */
    @Override
    public Iterator<Path> iterator() {
        Iterator<Path> entries = stream.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return disk.hasNext(entries);
            }

            @Override
            public Path next() {
                return entries.next().getFileName();
            }
        };
    }

    boolean isDirectory(Path name) throws IOException {
        return attributes(name).isDirectory();
    }

    private PosixFileAttributes attributes(Path name) throws IOException {
        return disk.look(this, name);
    }

    @Override
    public void close() {
        Runnable first = release.getAndSet(null);
        if (first != null) {
            first.run();
        }
    }

    private static void close(DirectoryStream<Path> stream) {
        try {
            stream.close();
        } catch (IOException nothingWasWritten) {
            // The descriptor is gone either way, and closing a directory says nothing about what is on the disk.
        }
    }
}
