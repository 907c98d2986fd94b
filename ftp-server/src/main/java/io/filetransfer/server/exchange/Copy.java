package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredCheck;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores what is there a second time, within the server. A copied file is an upload like any other: nobody sees it before it
 * is whole, compared with its digest, synced, and counted. On a disk thread.
 */
final class Copy {
    private static final int BUFFER = 256 << 10;

    private final QueryExchange query;
    private final Storage storage;
    private SafePath leftOut;

    Copy(QueryExchange query, Storage storage) {
        this.query = query;
        this.storage = storage;
    }

    /** @return the copy; it has the time, the permission bits and the digest of what it is a copy of */
    Attributes file(SafePath from, Destination to) throws StorageException {
        try (StoredFile file = storage.open(from)) {
            Attributes source = file.attributes();
            StoringExchange.requireAllowed(query.context, source.size());
            Digest stored = StoredCheck.stored(file).orElse(Digest.NONE);
            try (Upload upload = storage.begin(to, source.size())) {
                Digest digest = query.lend(BUFFER, scratch -> content(file, stored, upload, scratch));
                return upload.commit(new Commit(
                        digest, source.modified(), source.mode(), query.durability(), storage.properties(from)));
            }
        }
    }

    private Digest content(StoredFile file, Digest stored, Upload upload, ByteBuffer scratch) throws StorageException {
        boolean compares = stored.algorithm() != DigestAlgorithm.NONE;
        StoredCheck check = new StoredCheck(file, stored);
        RunningDigest digest = new RunningDigest(compares ? DigestAlgorithm.NONE : DigestAlgorithm.CRC32C);
        long size = file.attributes().size();
        for (long position = 0; position < size; ) {
            query.onward(position);
            scratch.clear().limit((int) Math.min(scratch.capacity(), size - position));
            int count = file.read(scratch, position);
            if (count == 0) {
                throw changed();
            }
            check.read(scratch, 0);
            scratch.flip();
            if (!compares) {
                digest.update(scratch.duplicate());
            }
            upload.append(scratch);
            position += count;
        }
        if (file.changed()) {
            throw changed();
        }
        if (!compares) {
            return digest.digest();
        }
        check.finish();
        return stored;
    }

    private static StorageException changed() {
        return new StorageException(ErrorCode.CHANGED, "The file changed while it was copied; ask again.");
    }

    /**
     * @param recursive with all that is in it
     * @param made called when there is a new directory
     * @throws StorageException also NOT_A_FILE when something is neither file nor directory: all else was copied
     */
    Attributes directory(SafePath from, Destination to, boolean recursive, Runnable made) throws StorageException {
        SafePath target = to.target();
        if (to.parents() && !target.isRoot()) {
            storage.makeDirectory(target.parent(), true, query.durability());
        }
        storage.makeDirectory(target, false, query.durability());
        made.run();
        keepProperties(from, target);
        if (recursive) {
            try (Listing entries = storage.list(from, true)) {
                for (Listing.Item entry = entries.next(); entry != null; entry = entries.next()) {
                    query.onward(0);
                    copy(entry, SafePath.parse(entry.name()), from, target);
                }
            }
        }
        if (leftOut != null) {
            throw new StorageException(
                    ErrorCode.NOT_A_FILE, "All was copied but what is no file, as \"" + leftOut + "\".");
        }
        return null;
    }

    private void keepProperties(SafePath from, SafePath target) throws StorageException {
        List<PropertyChanges.Change> kept = new ArrayList<>();
        storage.properties(from).values().forEach((name, value) -> kept.add(new PropertyChanges.Change(name, value)));
        if (!kept.isEmpty()) {
            storage.annotate(target, new PropertyChanges(kept), null, query.durability());
        }
    }

    private void copy(Listing.Item entry, SafePath name, SafePath from, SafePath target) throws StorageException {
        Kind kind = entry.attributes().kind();
        if (kind == Kind.DIRECTORY) {
            storage.makeDirectory(name.below(target), false, query.durability());
            keepProperties(name.below(from), name.below(target));
        } else if (kind == Kind.FILE) {
            file(name.below(from), new Destination(name.below(target), false, Expectation.ABSENT));
        } else {
            leftOut = leftOut == null ? name : leftOut;
        }
    }
}
