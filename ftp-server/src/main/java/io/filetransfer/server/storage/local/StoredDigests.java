package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The digests that are kept with files: in an extended attribute, or, where a file cannot have one, in a record of the
 * data directory. That none can be kept, as the disk is full, is no failure for whoever stores a file. Safe for use by
 * many threads.
 */
final class StoredDigests implements Closeable {
    private static final Logger LOG = LogManager.getLogger("server");

    private final boolean attributes;

    /** Null where there are none and none can be made. */
    private volatile DigestRecords records;

    /** Said once until one is kept again: a full disk would say it for every file. */
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * @param attributes whether files can have the attribute, as far as is known
     * @param records taken over; null for none
     */
    StoredDigests(boolean attributes, DigestRecords records) {
        this.attributes = attributes;
        this.records = records;
    }

    /** Uses the records of another one from now on. */
    void follow(StoredDigests other) {
        records = other.records;
    }

    /** Whether files carry their digests. */
    boolean attaches() {
        return attributes;
    }

    /**
     * Sets the attribute of a file that is not published, if files here can have it and there is room for it.
     *
     * @return whether there is nothing left to be kept
     */
    boolean attach(Staging staging, Path name, FileChannel open, Digest digest, Snapshot content) {
        if (digest.algorithm() == DigestAlgorithm.NONE) {
            return true;
        }
        if (!attributes) {
            return false;
        }
        try {
            staging.setDigest(name, open, digest, content);
            return true;
        } catch (IOException | UnsupportedOperationException noRoomForIt) {
            return false;
        }
    }

    /**
     * Keeps the digest of a file that is open, in its attribute or else as {@link #record} does.
     *
     * @return false if it cannot be kept
     */
    boolean keep(FileChannel channel, Digest digest, Snapshot content) throws IOException {
        try {
            DigestAttribute.write(Inspector.path(channel, content.key()), DigestAttribute.encode(digest, content));
            return true;
        } catch (FileSystemException | UnsupportedOperationException noneOrNotAllowed) {
            return record(content, digest);
        }
    }

    /** Keeps the digest of a file that could not carry it. Any change of the file, also of its name, ends this. */
    boolean record(Snapshot file, Digest digest) {
        try {
            if (records != null && records.put(file, digest)) {
                told.set(false);
                return true;
            }
        } catch (IOException e) {
            if (told.compareAndSet(false, true)) {
                LOG.warn(
                        "digests of stored files cannot be kept: {}",
                        DiskFailures.of(e).getMessage());
            }
        }
        return false;
    }

    /** What is kept about the content that was seen. */
    KeptDigest of(FileChannel channel, Snapshot opened) {
        KeptDigest carried = KeptDigest.of(DigestAttribute.value(channel, opened.key()), opened);
        return !carried.equals(KeptDigest.NONE) || records == null ? carried : records.find(opened);
    }

    /** A file was met: its record, if there is one, is still useful. */
    void seen(Snapshot file) {
        if (records != null) {
            records.seen(file);
        }
    }

    /** A file got another name, and with it another time of change. */
    void moved(Snapshot before, Snapshot after) {
        if (records != null && after != null && after.hasContentOf(before)) {
            records.find(before).digest().ifPresent(digest -> record(after, digest));
        }
    }

    /** @param file that lost its name, or null */
    void removed(Snapshot file) {
        if (records != null && file != null) {
            records.remove(file);
        }
    }

    /** As {@link #removed}, for a file that is about to lose its name. */
    void removing(Directory parent, Path name) throws IOException {
        if (records != null && records.any()) {
            records.remove(parent.look(name));
        }
    }

    /** The records, or null. */
    DigestRecords records() {
        return records;
    }

    @Override
    public void close() {
        if (records != null) {
            records.close();
        }
    }
}
