package io.filetransfer.client;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The low nine permission bits of POSIX, as a number and as Java's set. The three above them are never taken over. */
public final class FileMode {
    /** In the order of the bits, highest first, which is the order of the enum. */
    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();

    private FileMode() {}

    /** Whether the file system of a path has permission bits. */
    public static boolean isKnownBy(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    public static int bits(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (PosixFilePermission permission : permissions) {
            bits |= 0400 >> permission.ordinal();
        }
        return bits;
    }

    public static Set<PosixFilePermission> permissions(int bits) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PERMISSIONS) {
            if ((bits & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
