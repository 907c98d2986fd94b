package io.filetransfer.client.tree;

import io.filetransfer.client.FileMode;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.ModifiedTime;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

/**
 * A local directory that is got from a server: it gets its time and permission bits when all is in it, that is when nobody
 * holds it any more. Who makes it holds it first; then those who put something into it do. For one thread.
 */
final class LocalDirectory {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final LocalDirectory parent;
    private final Instant modified;
    private final int mode;
    private boolean there;
    private boolean made;
    private int holders = 1;

    /**
     * @param parent is held until this one is finished; null if there is none
     * @param modified time to give it in the end, or null
     * @param mode permission bits to give it in the end, or -1
     */
    LocalDirectory(Path path, LocalDirectory parent, Instant modified, int mode) {
        this.path = path;
        this.parent = parent;
        this.modified = modified;
        this.mode = FileMode.isKnownBy(path) ? mode : -1;
        if (parent != null) {
            parent.hold();
        }
    }

    /** @param remote what the server says of it; null if it said nothing, or nothing is to be kept */
    static LocalDirectory of(Path path, LocalDirectory parent, RemoteFile remote, boolean times, boolean mode) {
        return new LocalDirectory(
                path,
                parent,
                remote != null && times ? remote.modified() : null,
                remote != null && mode ? remote.mode() : -1);
    }

    /**
     * Makes it, or takes the one that is there, but never goes through a link, which may lead anywhere.
     *
     * @return whether it is new
     */
    boolean make() throws IOException {
        try {
            Files.createDirectory(path, atFirst());
        } catch (FileAlreadyExistsException e) {
            if (Files.isSymbolicLink(path)) {
                throw new IOException("a local symbolic link '" + path + "' is in the place of a directory");
            }
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException("the local '" + path + "' is no directory");
            }
            makeWritable();
            there = true;
            return false;
        }
        there = true;
        made = true;
        return true;
    }

    /** Whether it was just made here, so that nothing was in it. */
    boolean isNew() {
        return made;
    }

    void hold() {
        holders++;
    }

    void release() {
        if (--holders == 0) {
            if (there) {
                finish();
            }
            if (parent != null) {
                parent.release();
            }
        }
    }

    /** With permission bits to come, nobody else may look into it before. */
    private FileAttribute<?>[] atFirst() {
        return mode >= 0
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /** One that was got before may be read-only by its bits, which it gets again in the end. */
    private void makeWritable() {
        if (mode < 0) {
            return;
        }
        try {
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
            if (!now.containsAll(OWNER_ONLY)) {
                now.addAll(OWNER_ONLY);
                Files.setPosixFilePermissions(path, now);
            }
        } catch (IOException e) {
            // The files that cannot be written tell it.
        }
    }

    /** As well as the file system can: the content is there all the same. */
    private void finish() {
        try {
            if (modified != null) {
                Files.setLastModifiedTime(path, ModifiedTime.settable(modified));
            }
            if (mode >= 0) {
                Files.setPosixFilePermissions(path, FileMode.permissions(mode));
            }
        } catch (IOException e) {
            // Nobody has lost anything.
        }
    }
}
