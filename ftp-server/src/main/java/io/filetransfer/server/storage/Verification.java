package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.RunningDigest;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads stored files whole, from the disk itself where the system lets it, to see whether they are what was stored. */
public final class Verification {
    /** More than any disk's block; bytes. */
    private static final int ALIGNMENT = 4096;

    /** Size of the buffer that the caller lends, if memory is not short; bytes. A few KiB do, slowly. */
    public static final int SCRATCH = (512 << 10) + ALIGNMENT;

    /** Hears how far it is; on the caller's thread. */
    @FunctionalInterface
    public interface ReadProgress {
        /**
         * @param soFar bytes read of this file
         * @throws StorageException to end it
         */
        void read(long soFar) throws StorageException;
    }

    private Verification() {}

    /**
     * Compares a file with its stored digest.
     *
     * @param scratch direct, best of {@link #SCRATCH} bytes
     * @return the digest, which the file agrees with; empty without reading when none is stored
     * @throws StorageException CORRUPT when it is damaged, CHANGED when it is being changed
     */
    public static Optional<Digest> verify(StoredFile file, ByteBuffer scratch, ReadProgress progress)
            throws StorageException {
        Optional<Digest> stored = StoredCheck.stored(file);
        if (stored.isPresent()) {
            Digest found = read(file, stored.get().algorithm(), scratch, progress);
            StoredCheck.compare(file, stored.get(), found);
        }
        return stored;
    }

    /**
     * Takes the digest of what is on the disk.
     *
     * @param scratch direct, best of {@link #SCRATCH} bytes
     * @throws StorageException CHANGED when it is being changed
     */
    public static Digest read(StoredFile file, DigestAlgorithm algorithm, ByteBuffer scratch, ReadProgress progress)
            throws StorageException {
        ByteBuffer aligned = scratch.duplicate().clear().alignedSlice(ALIGNMENT);
        RunningDigest digest = new RunningDigest(algorithm);
        long size = file.attributes().size();
        while (digest.length() < size) {
            int count = file.readFromDisk(aligned.clear(), digest.length());
            if (count == 0) {
                throw changed();
            }
            digest.update(aligned.flip());
            progress.read(digest.length());
        }
        if (file.changed()) {
            throw changed();
        }
        return digest.digest();
    }

    private static StorageException changed() {
        return new StorageException(ErrorCode.CHANGED, "The file changed while it was read; ask again.");
    }
}
