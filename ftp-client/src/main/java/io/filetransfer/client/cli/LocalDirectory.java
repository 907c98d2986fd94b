package io.filetransfer.client.cli;

import io.filetransfer.client.RemoteFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A local directory that is got from a server: it gets its time and permission bits when all is in it. */
final class LocalDirectory {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final RemoteFile remote;
    private final boolean posix;

    /** @param remote what the server says of it; null if it said nothing */
    LocalDirectory(Path path, RemoteFile remote) {
        this.path = path;
        this.remote = remote;
        this.posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes it, or takes the one that is there, but never goes through a link, which may lead anywhere. */
    void make() throws IOException {
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
        }
    }

    /** With permission bits to come, nobody else may look into it before. */
    private FileAttribute<?>[] atFirst() {
        return hasMode()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /** One that was got before may be read-only by its bits, which it gets again in the end. */
    private void makeWritable() {
        if (!hasMode()) {
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
    void finish() {
        try {
            if (remote != null && remote.modified() != null) {
                Files.setLastModifiedTime(path, FileTime.from(remote.modified()));
            }
            if (hasMode()) {
                Files.setPosixFilePermissions(path, permissions(remote.mode()));
            }
        } catch (IOException e) {
            // Nobody has lost anything.
        }
    }

    private boolean hasMode() {
        return posix && remote != null && remote.mode() >= 0;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
