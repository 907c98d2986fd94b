package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.RunningDigest;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Takes the digest of a stored file that is read from its first byte to its last, and compares it with the one that was
 * stored with it, whatever its algorithm. Every way on which a whole file leaves the storage passes one of these, or
 * ends in the stored digest itself, which the receiver compares. One thread at a time.
 */
public final class StoredCheck {
    private final StoredFile file;
    private final Digest stored;
    private final RunningDigest found;

    /**
     * @param file to be read whole
     * @param stored as {@link #stored} returned it; {@link Digest#NONE} to compare with nothing
     */
    public StoredCheck(StoredFile file, Digest stored) {
        this.file = file;
        this.stored = stored;
        this.found = new RunningDigest(stored.algorithm());
    }

    /**
     * The digest that was stored with a file.
     *
     * @throws StorageException CORRUPT when one was stored with a content of another length
     */
    public static Optional<Digest> stored(StoredFile file) throws StorageException {
        Optional<Digest> stored = file.storedDigest();
        if (stored.isEmpty() && file.hasOtherLength()) {
            throw new StorageException(
                    ErrorCode.CORRUPT, "The content on the disk has another length than what was stored.");
        }
        return stored;
    }

    /** Takes in what was read into {@code content} from {@code start} to its position, which stays. */
    public void read(ByteBuffer content, int start) {
        if (stored.algorithm() != DigestAlgorithm.NONE) {
            found.update(content.duplicate().flip().position(start));
        }
    }

    /**
     * Compares, after the last byte.
     *
     * @throws StorageException CORRUPT when the content is not what was stored, CHANGED when another one is stored now
     */
    public void finish() throws StorageException {
        compare(file, stored, found.digest());
    }

    /** As {@link #finish}, of a digest that was taken otherwise. */
    static void compare(StoredFile file, Digest stored, Digest found) throws StorageException {
        if (found.equals(stored)) {
            return;
        }
        if (!file.storedDigest().equals(Optional.of(stored))) {
            throw new StorageException(ErrorCode.CHANGED, "The file changed while it was read; ask again.");
        }
        throw new StorageException(
                ErrorCode.CORRUPT,
                "The content on the disk is not what was stored: " + found + " in place of " + stored + ".");
    }
}
