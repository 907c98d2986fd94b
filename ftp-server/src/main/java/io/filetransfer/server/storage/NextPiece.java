package io.filetransfer.server.storage;

import io.filetransfer.codec.ErrorCode;

/**
 * What is about to be appended to an upload.
 *
 * @param offset where what is held ends, as whoever sends it knows it
 * @param length the most that comes, or -1 where that is all that the size leaves room for
 * @param size of the whole file, or -1 if it is not told
 */
public record NextPiece(long offset, long length, long size) {
    /**
     * How long the file becomes, as far as is known then.
     *
     * @throws StorageException as {@link Parts#append}
     */
    public long sizeAfter(PartsStatus.Open upload) throws StorageException {
        if (upload.growth() == null) {
            throw StorageException.unknownUpload();
        }
        if (offset != upload.end()) {
            throw mismatch("The upload goes on at " + upload.end() + ".");
        }
        if (upload.growth().sized() && size >= 0 && size != upload.size()) {
            throw mismatch("The upload was begun with a size of " + upload.size() + ".");
        }
        if (!isSizedAfter(upload)) {
            return growing(upload.size());
        }
        long whole = size >= 0 ? size : upload.size();
        if (whole < offset) {
            throw mismatch("Of the upload " + offset + " bytes are held already.");
        }
        if (length > whole - offset) {
            throw new StorageException(ErrorCode.LENGTH_EXCEEDED, "More is to come than the file's size has room for.");
        }
        return whole;
    }

    /** Whether that is the size of the whole file, and not only the least that it can be. */
    public boolean isSizedAfter(PartsStatus.Open upload) {
        return size >= 0 || upload.growth().sized();
    }

    /** Room is kept for what comes, so its length has to be known. */
    private long growing(long before) throws StorageException {
        if (length < 0) {
            throw new StorageException(
                    ErrorCode.BAD_REQUEST, "While the size of the file is not known, that of each piece has to be.");
        }
        if (length > Long.MAX_VALUE - offset) {
            throw new StorageException(ErrorCode.LENGTH_EXCEEDED, "No file is that long.");
        }
        return Math.max(before, offset + length);
    }

    private static StorageException mismatch(String sentence) {
        return new StorageException(ErrorCode.OFFSET_MISMATCH, sentence);
    }
}
