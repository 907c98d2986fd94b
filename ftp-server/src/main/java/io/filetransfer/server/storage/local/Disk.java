package io.filetransfer.server.storage.local;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The calls to the file system that change something or can fail. The one place that tests replace: to let calls fail,
 * and to note what a power loss could leave of them. {@link Directory}, {@link Staging} and whatever has a file open
 * call it.
 *
 * <p>A {@code path} is where {@code name} in the directory is found by those calls that Java has for paths only; it leads
 * through {@code /proc/self/fd}.
 */
class Disk {
    private volatile long keptFree;

    /** Is told how long syncs took; null for nobody. */
    private volatile LongConsumer syncs;

    private static final Path ITSELF = Path.of(".");

    /** Null where there is none. */
    private static final OpenOption DIRECT = direct();

    /** The run of the operating system. */
    Boot boot() {
        return Boot.CURRENT;
    }

    /** Writes some of {@code content}; less than all of it is no failure. */
    int write(FileChannel file, ByteBuffer content, long position) throws IOException {
        return file.write(content, position);
    }

    final void writeAll(FileChannel file, ByteBuffer content, long position) throws IOException {
        int start = content.position();
        while (content.hasRemaining()) {
            write(file, content, position + content.position() - start);
        }
    }

    /** Reads some bytes; -1 at the end of the file. */
    int read(FileChannel file, ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    void truncate(FileChannel file, long size) throws IOException {
        file.truncate(size);
    }

    /** Waits until content and attributes of a file are on the disk. */
    void sync(FileChannel file) throws IOException {
        force(file);
    }

    private void force(FileChannel file) throws IOException {
        LongConsumer told = syncs;
        if (told == null) {
            file.force(true);
            return;
        }
        long start = System.nanoTime();
        file.force(true);
        told.accept(System.nanoTime() - start);
    }

    /** Tells {@code watcher} from now on how long each sync took, in nanoseconds. */
    final void watchSyncs(LongConsumer watcher) {
        syncs = watcher;
    }

    /** Waits until the entries of a directory are on the disk. */
    void syncDirectory(Directory directory) throws IOException {
        // Opened as a file, which is good for syncing it and nothing else.
        try (FileChannel file =
                (FileChannel) directory.stream().newByteChannel(ITSELF, Set.of(LinkOption.NOFOLLOW_LINKS))) {
            force(file);
        }
    }

    /** Closes a file whose content counts. */
    void close(FileChannel file) throws IOException {
        file.close();
    }

    FileChannel open(Directory in, Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return (FileChannel) in.stream().newByteChannel(name, options, attributes);
    }

    /**
     * Opens a file for reading past what the system holds in memory.
     *
     * @throws UnsupportedOperationException not with this JDK
     */
    FileChannel openDirect(Path path) throws IOException {
        if (DIRECT == null) {
            throw new UnsupportedOperationException();
        }
        return FileChannel.open(path, StandardOpenOption.READ, DIRECT);
    }

    /** By its name, as newer compilers warn of this class, which is the JDK's and exported, in a way nobody can stop. */
    private static OpenOption direct() {
        try {
            for (Object option :
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
                if (option.toString().equals("DIRECT")) {
                    return (OpenOption) option;
                }
            }
        } catch (ClassNotFoundException none) {
            // A JDK without it.
        }
        return null;
    }

    DirectoryStream<Path> openDirectory(Directory in, Path name) throws IOException {
        return in.stream().newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    /** @throws DirectoryIteratorException the directory cannot be read on */
    boolean hasNext(Iterator<Path> entries) {
        return entries.hasNext();
    }

    /** Identity of what a path leads to, links followed. */
    Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    PosixFileAttributes look(Directory in, Path name) throws IOException {
        return in.stream()
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    void makeDirectory(Directory in, Path path, FileAttribute<?>... attributes) throws IOException {
        Files.createDirectory(path, attributes);
    }

    /** @param open the same file, which then may spare a look; or null */
    void setPermissions(Directory in, Path name, FileChannel open, Set<PosixFilePermission> permissions)
            throws IOException {
        int number = numberOf(open);
        if (number >= 0 && OpenFileCalls.get().setMode(number, bits(permissions))) {
            return;
        }
        in.stream()
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(permissions);
    }

    /** All twelve bits of a directory, which views of held directories cannot set. */
    void setMode(Directory in, Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
    }

    /** @param open the same file, which then may spare a look; or null */
    void setModified(Directory in, Path path, FileChannel open, FileTime modified) throws IOException {
        int number = numberOf(open);
        if (number >= 0 && OpenFileCalls.get().setModified(number, modified.toInstant())) {
            return;
        }
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(modified, null, null);
    }

    /**
     * Sets the extended attribute {@code user.}{@code attribute}.
     *
     * @param open the same file, which then may spare a look; or null
     */
    void setAttribute(Directory in, Path path, FileChannel open, String attribute, ByteBuffer value)
            throws IOException {
        int number = numberOf(open);
        if (number >= 0 && OpenFileCalls.get().setAttribute(number, attribute, value)) {
            return;
        }
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .write(attribute, value);
    }

    /** The extended attribute {@code user.}{@code attribute}; empty where there is none, or none can be read. */
    byte[] attribute(Directory in, Path path, String attribute, int most) {
        ByteBuffer value = ByteBuffer.allocate(most);
        try {
            Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .read(attribute, value);
        } catch (IOException none) {
            // Java does not tell these apart.
            return new byte[0];
        }
        return Arrays.copyOf(value.array(), value.position());
    }

    void removeAttribute(Directory in, Path path, String attribute) throws IOException {
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .delete(attribute);
    }

    /** -1 unless calls on it by its number are to be had. What fails so is tried by path, which tells why. */
    private static int numberOf(FileChannel open) {
        return open == null || OpenFileCalls.get() == null ? -1 : Inspector.number(open);
    }

    private static int bits(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (PosixFilePermission permission : permissions) {
            bits |= 0400 >> permission.ordinal(); // the constants are in the order of the bits
        }
        return bits;
    }

    /** Uploads leave so many bytes free on each file system. */
    final void keepFree(long bytes) {
        keptFree = bytes;
    }

    final boolean keepsFree() {
        return keptFree > 0;
    }

    /** Bytes that uploads may still take; {@link Long#MAX_VALUE} where the file system does not say. */
    final long room(Path directory) {
        long usable = usableSpace(directory);
        return usable == Long.MAX_VALUE ? usable : Math.max(0, usable - keptFree);
    }

    /** Bytes that this process may still write; {@link Long#MAX_VALUE} where the file system does not say. */
    long usableSpace(Path directory) {
        File asked = directory.toFile();
        long usable = asked.getUsableSpace();
        // One that has no size at all, as those in memory without a limit, does not count.
        boolean told = usable > 0 || usable == 0 && asked.getTotalSpace() > 0;
        return told ? usable : Long.MAX_VALUE;
    }

    /** Bytes of the file system; {@link Long#MAX_VALUE} where it does not say. */
    final long totalSpace(Path directory) {
        long total = directory.toFile().getTotalSpace();
        return total > 0 ? total : Long.MAX_VALUE;
    }

    void move(Directory from, Path name, Directory to, Path newName) throws IOException {
        SecureDirectoryStream<Path> target = to.stream();
        from.stream().move(name, target, newName);
    }

    void deleteFile(Directory in, Path name) throws IOException {
        in.stream().deleteFile(name);
    }

    void deleteDirectory(Directory in, Path name) throws IOException {
        in.stream().deleteDirectory(name);
    }
}
