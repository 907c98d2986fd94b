package io.filetransfer.server.quota;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.UploadUnderWay;
import io.filetransfer.server.user.Quota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What lies below one directory: what has a name there, what is reserved for uploads on their way, and what uploads in parts
 * will come to, which are asked for each time, as the storage alone knows which of them still are. Nothing of it is ever in
 * two of these at once, and in none only before or after it is all of it stored. Safe for use by many threads.
 */
final class Account {
    private final SafePath root;
    private final boolean countable;

    // All guarded by this.
    private Use used = Use.NOTHING;
    private Use reserved = Use.NOTHING;
    private final List<Reservation> publishing = new ArrayList<>();
    /** Uploads in parts that are reserved for at this moment; the storage may or may not know them. */
    private final Map<UploadUnderWay, Holding> holdings = new HashMap<>();

    private boolean counted;
    private long changes;
    private int changing;
    /** Came under names since the counting began. */
    private Use grown = Use.NOTHING;

    /** @param countable whether the storage tells what comes and goes */
    Account(SafePath root, boolean countable) {
        this.root = root;
        this.countable = countable;
    }

    SafePath root() {
        return root;
    }

    synchronized boolean isCounted() {
        return counted;
    }

    /** What has a name, as far as it is known. */
    synchronized Use used() {
        return used;
    }

    /** What is reserved for uploads on their way. */
    synchronized Use reserved() {
        return reserved;
    }

    /**
     * For a file on its way.
     *
     * @param parts null where there are no uploads in parts
     * @throws StorageException QUOTA_EXCEEDED; BUSY while it is not known what lies there; UNSUPPORTED if it never will be
     */
    synchronized Reservation reserve(Quota quota, Parts parts, SafePath target, Use wanted) throws StorageException {
        require(quota, parts, wanted);
        return new Reservation(target, wanted);
    }

    private void require(Quota quota, Parts parts, Use wanted) throws StorageException {
        if (!countable) {
            throw new StorageException(
                    ErrorCode.UNSUPPORTED, "This server cannot hold this user to a quota, and stores nothing.");
        }
        if (!counted) {
            throw new StorageException(ErrorCode.BUSY, "What this user has stored is being counted; try again soon.");
        }
        Use taken = used.plus(reserved).plus(inParts(parts));
        Use then = taken.plus(wanted);
        if (wanted.bytes() > 0 && then.bytes() > quota.bytes()) {
            throw new StorageException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "The quota of this user: of " + quota.bytes() + " bytes " + taken.bytes() + " are taken.");
        }
        if (wanted.files() > 0 && then.files() > quota.files()) {
            throw new StorageException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "The quota of this user: of " + quota.files() + " files " + taken.files() + " are taken.");
        }
    }

    private Use inParts(Parts parts) {
        Use sum = Use.NOTHING;
        for (UploadUnderWay upload : parts == null ? List.<UploadUnderWay>of() : parts.underWay()) {
            if (upload.target().startsWith(root) && !holdings.containsKey(upload)) {
                sum = sum.plus(Use.file(upload.size()));
            }
        }
        return sum;
    }

    /** With another name or size an id is another upload, which the storage is going to refuse or to begin. */
    private static boolean isUnderWay(Parts parts, UploadUnderWay upload) {
        return parts.underWay().contains(upload);
    }

    /**
     * For an upload in parts, while a part of it is opened: with the first one, the upload begins.
     *
     * @return to be closed when the storage knows the upload, or has refused it
     */
    synchronized Holding hold(Quota quota, Parts parts, UploadUnderWay upload) throws StorageException {
        Holding holding = holdings.get(upload);
        if (holding == null) {
            if (!isUnderWay(parts, upload)) {
                require(quota, parts, Use.file(upload.size()));
            }
            holding = new Holding(upload);
        }
        holding.users++;
        return holding;
    }

    /** For an upload in parts, while it is committed: from then on it is used. */
    synchronized Holding committing(UploadUnderWay upload) {
        Holding holding = holdings.get(upload);
        if (holding == null) {
            holding = new Holding(upload);
        }
        holding.users++;
        holding.reservation.publishing(upload.size());
        return holding;
    }

    synchronized void begins() {
        changes++;
        changing++;
    }

    synchronized void ends() {
        changing--;
    }

    synchronized void published(SafePath name, long size, long replaced) {
        Use came = Use.file(size);
        for (Reservation reservation : publishing) {
            if (reservation.target.equals(name) && reservation.size == size) {
                reservation.release();
                break;
            }
        }
        used = used.plus(came);
        grown = grown.plus(came);
        if (replaced >= 0) {
            used = used.minus(Use.file(replaced));
        }
    }

    synchronized void removed(long size) {
        used = used.minus(Use.file(size));
    }

    /** A tree came or left, nobody knows of what size. */
    synchronized void lose() {
        changes++;
        counted = false;
    }

    /** @return for {@link #count} */
    synchronized long startCounting() {
        grown = Use.NOTHING;
        return changing > 0 ? -1 : changes;
    }

    /**
     * @param found by a walk that began with {@link #startCounting}
     * @param before what that has returned
     * @param last whether there is no other attempt: then a walk in which something changed counts with all that came
     *     meanwhile, and nothing that went, unless more is known already
     * @return false if something changed meanwhile
     */
    synchronized boolean count(Use found, long before, boolean last) {
        boolean exact = before == changes && changing == 0;
        if (exact) {
            used = found;
            counted = true;
        } else if (last && !counted) {
            used = found.plus(grown);
            counted = true;
        }
        return exact;
    }

    /** Room for one file on its way. */
    final class Reservation {
        private final SafePath target;
        private Use amount;
        /** What it is going to be under its name; -1 before. */
        private long size = -1;

        /** The caller holds the account's lock. */
        private Reservation(SafePath target, Use amount) {
            this.target = target;
            this.amount = amount;
            reserved = reserved.plus(amount);
        }

        /** @throws StorageException as {@link #reserve} */
        void grow(Quota quota, Parts parts, long bytes) throws StorageException {
            synchronized (Account.this) {
                Use more = new Use(bytes, 0);
                require(quota, parts, more);
                amount = amount.plus(more);
                reserved = reserved.plus(more);
            }
        }

        /** It is about to get its name; then it is used and not reserved any more, in one step. */
        void publishing(long bytes) {
            synchronized (Account.this) {
                if (size < 0) {
                    size = bytes;
                    publishing.add(this);
                }
            }
        }

        /** Gives back what was not used. */
        void release() {
            synchronized (Account.this) {
                reserved = reserved.minus(amount);
                amount = Use.NOTHING;
                publishing.remove(this);
            }
        }
    }

    /** An upload in parts that is reserved for here, so that it does not count where the storage lists it. */
    final class Holding implements AutoCloseable {
        private final UploadUnderWay upload;
        private final Reservation reservation;
        private int users;

        private Holding(UploadUnderWay upload) {
            this.upload = upload;
            this.reservation = new Reservation(upload.target(), Use.file(upload.size()));
            holdings.put(upload, this);
        }

        @Override
        public void close() {
            synchronized (Account.this) {
                users--;
                if (users == 0) {
                    holdings.remove(upload);
                    reservation.release();
                }
            }
        }
    }
}
