package io.filetransfer.server.quota;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.HeldContent;
import io.filetransfer.server.storage.NextPiece;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.UploadUnderWay;
import io.filetransfer.server.user.Quota;
import java.util.List;

/** Uploads in parts of one user with a quota. Each counts with its whole size from its first part on. */
final class QuotaParts implements Parts {
    private final Parts parts;
    private final Account account;
    private final Quota quota;

    QuotaParts(Parts parts, Account account, Quota quota) {
        this.parts = parts;
        this.account = account;
        this.quota = quota;
    }

    @Override
    public Part open(UploadId id, SafePath target, long size, long offset, long length, Durability durability)
            throws StorageException {
        Account.Holding holding = account.hold(quota, parts, new UploadUnderWay(id, target, size));
        try {
            return parts.open(id, target, size, offset, length, durability);
        } finally {
            holding.close();
        }
    }

    @Override
    public void begin(UploadId id, Destination destination, long size, Options begun, Durability durability)
            throws StorageException {
        UploadUnderWay upload = new UploadUnderWay(id, destination.target(), Math.max(0, size));
        Account.Holding holding = account.hold(quota, parts, upload);
        try {
            parts.begin(id, destination, size, begun, durability);
        } finally {
            holding.close();
        }
    }

    @Override
    public Part append(UploadId id, SafePath target, NextPiece next, Durability durability) throws StorageException {
        long more = parts.status(id, target) instanceof PartsStatus.Open open ? next.sizeAfter(open) - open.size() : 0;
        if (more <= 0) {
            return parts.append(id, target, next, durability);
        }
        // Until the storage knows that the upload is longer, that counts here.
        Account.Reservation reservation = account.reserve(quota, parts, target, new Use(more, 0));
        try {
            return parts.append(id, target, next, durability);
        } finally {
            reservation.release();
        }
    }

    @Override
    public HeldContent read(UploadId id, SafePath target) throws StorageException {
        return parts.read(id, target);
    }

    @Override
    public PartsStatus commit(UploadId id, Destination destination, long size, Commit commit) throws StorageException {
        for (UploadUnderWay upload : parts.underWay()) {
            if (upload.id().equals(id)) {
                return commit(upload, destination, size, commit);
            }
        }
        return parts.commit(id, destination, size, commit); // it was committed, or is unknown
    }

    private PartsStatus commit(UploadUnderWay upload, Destination destination, long size, Commit commit)
            throws StorageException {
        Account.Holding holding = account.committing(upload);
        try {
            return parts.commit(upload.id(), destination, size, commit);
        } finally {
            holding.close();
        }
    }

    @Override
    public PartsStatus status(UploadId id, SafePath target) throws StorageException {
        return parts.status(id, target);
    }

    @Override
    public List<UploadUnderWay> underWay() {
        return parts.underWay();
    }

    @Override
    public void abort(UploadId id, SafePath target) throws StorageException {
        parts.abort(id, target);
    }
}
