package io.filetransfer.server.quota;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
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
