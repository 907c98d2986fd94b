package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The private directory in which everything new is made, to be moved to its name when it is whole. Names in it are
 * random and no request can reach them.
 *
 * <p>Java makes directories, sets times to the nanosecond and writes extended attributes by path only. Here, the path goes
 * through {@code /proc/self/fd} to the directory that is held open, and cannot be led elsewhere.
 */
final class Staging implements Closeable {
    private static final Set<OpenOption> NEW = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int PERMISSION_BITS = 0777;
    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();

    private final Directory directory;
    private final Path path;

    /** @param directory taken over */
    Staging(Directory directory) throws IOException {
        this(directory, directory.path());
    }

    private Staging(Directory directory, Path path) {
        this.directory = directory;
        this.path = path;
    }

    /** The same, for a user who closes what he uses while this one stays open. */
    Staging lent() {
        return new Staging(directory.shared(), path);
    }

    Directory directory() {
        return directory;
    }

    /** Need not be hard to guess: whoever may enter the directory sees the names. */
    static Path newName() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Path.of(new UUID(random.nextLong(), random.nextLong()).toString());
    }

    /** Makes an empty file that only the server's user can open. */
    FileChannel newFile(Path name) throws IOException {
        return directory.openFile(name, NEW, PRIVATE);
    }

    /** Makes an empty directory with those of the permission bits that the process's umask leaves. */
    void newDirectory(Path name, int mode) throws IOException {
        FileAttribute<?> permissions = PosixFilePermissions.asFileAttribute(permissions(mode));
        directory.disk().makeDirectory(directory, path.resolve(name), permissions);
    }

    /** Sets the low nine bits; a set-group-ID bit, which came from the directory above, stays. */
    void setDirectoryMode(Path name, int mode) throws IOException {
        int kept = directory.look(name).mode() & ~PERMISSION_BITS;
        directory.disk().setMode(directory, path.resolve(name), kept | mode);
    }

    void setModified(Path name, FileTime modified) throws IOException {
        setModified(name, null, modified);
    }

    /** @param open the same file, or null */
    void setModified(Path name, FileChannel open, FileTime modified) throws IOException {
        directory.disk().setModified(directory, path.resolve(name), open, modified);
    }

    /** @param open the same file, or null */
    void setDigest(Path name, FileChannel open, Digest digest, Snapshot content) throws IOException {
        ByteBuffer value = DigestAttribute.encode(digest, content);
        directory.disk().setAttribute(directory, path.resolve(name), open, DigestAttribute.NAME, value);
    }

    /**
     * @param open the same file, or null
     * @param mode of which the low nine bits count
     */
    void setMode(Path name, FileChannel open, int mode) throws IOException {
        directory.setPermissions(name, open, permissions(mode));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        // The constants are in the order of the bits, from OWNER_READ (0400) to OTHERS_EXECUTE (0001).
        for (PosixFilePermission permission : PERMISSIONS) {
            if ((mode & (0400 >> permission.ordinal())) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    /** Bytes that uploads may still take of the file system; the greatest number where it does not say. */
    long room() {
        return directory.disk().room(path);
    }

    /** Whether some of it is to stay free, so that each upload has to look. */
    boolean keepsFree() {
        return directory.disk().keepsFree();
    }

    /** Removes what a server that is gone has left. Only when no other server can be using it. */
    void clear() throws IOException {
        try (Directory content = directory.again()) {
            TreeRemoval.empty(content, null, (parent, name, path) -> parent.deleteFile(name), key -> {});
        }
    }

    /** Removes something of whatever kind, with all that is in it. */
    void remove(Path name) throws IOException {
        if (!directory.isDirectory(name)) {
            directory.deleteFile(name);
            return;
        }
        try (Directory content = directory.enter(name)) {
            TreeRemoval.empty(content, null, (parent, file, path) -> parent.deleteFile(file), key -> {});
        }
        directory.deleteDirectory(name);
    }

    @Override
    public void close() {
        directory.close();
    }
}
