package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Crc32c;
import io.filetransfer.codec.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Digests of files that cannot carry them, each in a small file of {@code .filetransfer/digests} whose name is the inode
 * number in decimal digits.
 *
 * <pre>
 * +------------------------------+----------------------------+--------------------------+
 * | time of change of the file   | as in DigestAttribute:     | CRC-32C of all before    |
 * | s64, ns since 1970           | algorithm ... digest       | u32                      |
 * +------------------------------+----------------------------+--------------------------+
 * </pre>
 *
 * A number is soon another file's, so a record counts only for the file with the very time of change in it, which nobody
 * can set: any change, also of mode or links, ends it. Records are not synced: a torn or lost one is no record. What is
 * left of files that are gone does no harm; a scrub removes it. Safe for use by many threads and processes.
 */
final class DigestRecords implements Closeable {
    private static final int MAX_LENGTH = Long.BYTES + DigestAttribute.MAX_LENGTH + Integer.BYTES;
    private static final Set<OpenOption> WRITING = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Longer than what passes between two times that a file system can tell apart. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    /** Its time of modification is when the last scrub of the whole root began. */
    private static final Path SCRUBBED = Path.of("scrubbed");

    private final Staging directory;
    private final long device;
    /** Of records, by their names. */
    private final NameLocks locks = new NameLocks();

    /** Whether any was seen here: without, nothing has to be tidied up. */
    private volatile boolean any;

    /** Time of the directory when there was nothing in it; null if it is not known that there was nothing. */
    private volatile FileTime emptyAt;

    private DigestRecords(Staging directory, long device, boolean any) {
        this.directory = directory;
        this.device = device;
        this.any = any;
    }

    /** @param directory taken over, also when this fails */
    static DigestRecords of(Directory directory) throws IOException {
        try {
            Staging staging = new Staging(directory); // while this is its only descriptor
            try (Directory content = directory.again()) {
                boolean any = content.iterator().hasNext();
                return new DigestRecords(staging, directory.lookAtItself().device(), any);
            }
        } catch (DirectoryIteratorException e) {
            directory.close();
            throw e.getCause();
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    Directory directory() {
        return directory.directory();
    }

    boolean any() {
        return any;
    }

    /** @return false for a file that is not on the data directory's file system */
    boolean put(Snapshot file, Digest digest) throws IOException {
        if (file.device() != device) {
            return false;
        }
        any = true;
        ByteBuffer record =
                ByteBuffer.allocate(MAX_LENGTH).putLong(changed(file)).put(DigestAttribute.encode(digest, file));
        record.putInt(Crc32c.of(record.duplicate().flip())).flip();
        Directory records = directory.directory();
        NameLocks.LockedName held = locks.lock(records, name(file));
        try (FileChannel written = records.openFile(name(file), WRITING, PRIVATE)) {
            records.disk().writeAll(written, record, 0);
        } finally {
            held.release();
        }
        return true;
    }

    /** What the record says of this very file, if there is one. */
    KeptDigest find(Snapshot file) {
        return KeptDigest.of(value(file), file);
    }

    /**
     * Whether there may be a record of some file. To look for one that is not there costs much more than to see that the
     * directory is as it was when it was empty; another process may put some there at any time.
     */
    private boolean mayHaveSome() {
        if (any) {
            return true;
        }
        try {
            FileTime changed = directory.directory().lookAtItself().modified();
            if (changed.equals(emptyAt)) {
                return false;
            }
            // What comes in the same moment may not move the time.
            if (Duration.between(changed.toInstant(), Instant.now()).compareTo(MOMENT) < 0) {
                return true;
            }
            try (Directory content = directory.directory().again()) {
                any = content.iterator().hasNext();
            }
            emptyAt = any ? null : changed;
            return any;
        } catch (IOException | DirectoryIteratorException unknown) {
            return true;
        }
    }

    /** What a whole record of this very file says, in the form of the attribute. */
    private Optional<ByteBuffer> value(Snapshot file) {
        if (file.device() != device || !mayHaveSome()) {
            return Optional.empty();
        }
        ByteBuffer record = ByteBuffer.allocate(MAX_LENGTH);
        try (FileChannel read = directory.directory().openFile(name(file))) {
            int count = 0;
            while (record.hasRemaining() && count >= 0) {
                count = directory.directory().disk().read(read, record, record.position());
            }
        } catch (IOException noneOrNotReadable) {
            return Optional.empty();
        }
        record.flip();
        int length = record.limit() - Integer.BYTES;
        if (length < Long.BYTES
                || record.getInt(length) != Crc32c.of(record.slice(0, length))
                || record.getLong() != changed(file)) {
            return Optional.empty();
        }
        return Optional.of(record.limit(length));
    }

    /** Removes the record of a file that is gone, but not that of another one that has its number by now. */
    void remove(Snapshot file) {
        if (!any || file.device() != device) {
            return;
        }
        NameLocks.LockedName held = locks.lock(directory.directory(), name(file));
        try {
            if (value(file).isPresent()) {
                directory.directory().deleteFile(name(file));
            }
        } catch (IOException leftForTheScrub) {
            // It certifies nothing any more.
        } finally {
            held.release();
        }
    }

    /** Marks the file's record, so that the next two sweeps leave it. */
    void seen(Snapshot file) {
        if (any && value(file).isPresent()) {
            try {
                directory.setModified(name(file), FileTime.from(Instant.now()));
            } catch (IOException notOurs) {
                // Who may not mark may not remove either.
            }
        }
    }

    /**
     * Removes what is left of files that are gone: records that were neither written nor seen since the scrub before
     * this one began. One scrub alone can miss a file that is moved meanwhile from where it has not been to where it
     * has.
     *
     * @param began when the scrub began that has seen the whole root
     * @return how many were removed
     */
    long sweep(Instant began) throws IOException {
        Directory records = directory.directory();
        Snapshot last = records.lookOrNull(SCRUBBED);
        long removed = 0;
        if (last == null) {
            records.openFile(SCRUBBED, WRITING, PRIVATE).close();
        } else {
            try (Directory content = records.again()) {
                for (Path name : content) {
                    Snapshot record = records.lookOrNull(name);
                    if (record != null && record.modified().compareTo(last.modified()) < 0) {
                        records.deleteFile(name);
                        removed++;
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        directory.setModified(SCRUBBED, FileTime.from(began));
        return removed;
    }

    @Override
    public void close() {
        directory.close();
    }

    private static long changed(Snapshot file) {
        return file.changed().to(TimeUnit.NANOSECONDS);
    }

    private static Path name(Snapshot file) {
        return Path.of(Long.toUnsignedString(file.inode()));
    }
}
