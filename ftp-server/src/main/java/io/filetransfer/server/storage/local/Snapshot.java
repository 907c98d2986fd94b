package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Version;
import io.filetransfer.server.storage.Attributes;
import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One look at a file or directory of this machine.
 *
 * @param key identity, equal for all looks at the same file
 * @param changed when content or attributes (also name and link count) last changed; nobody can set it
 * @param mode permission bits, the low twelve
 */
record Snapshot(
        Object key, long device, long inode, Kind kind, long size, FileTime modified, FileTime changed, int mode) {
    private static final int VERSION_BYTES = 16;

    Attributes attributes() {
        boolean file = kind == Kind.FILE;
        return new Attributes(kind, file ? size : 0, modified.toInstant(), mode, file ? version() : null);
    }

    /**
     * Whether both are looks at one file with the same content. The time of change does not count here: it moves too
     * when the name is replaced or removed, which leaves those who have the file open with the content they had.
     */
    boolean hasContentOf(Snapshot earlier) {
        return key.equals(earlier.key) && size == earlier.size && modified.equals(earlier.modified);
    }

    /** Half of a SHA-256 of all that tells one content from another. An inode's number alone is soon used again. */
    private Version version() {
        ByteBuffer state = ByteBuffer.allocate(5 * Long.BYTES)
                .putLong(device)
                .putLong(inode)
                .putLong(size)
                .putLong(modified.to(TimeUnit.NANOSECONDS))
                .putLong(changed.to(TimeUnit.NANOSECONDS));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(state.array());
            return Version.of(Arrays.copyOf(digest, VERSION_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
