package io.filetransfer.server.storage;

/**
 * One part of an upload on its way in. Appending is for one thread at a time, and so are the other methods, which may run
 * beside it.
 */
public interface Part extends IncomingContent {
    /**
     * Makes what was appended so far part of the upload: syncs it, then notes it durably. With relaxed durability it is only
     * noted. For a back end that cannot, nothing needs to happen before the last call.
     *
     * @param end all before this position of the whole file was appended before this call
     * @param crc32c of the content from the end of the last checkpoint, or the part's begin, to {@code end}
     */
    void checkpoint(long end, int crc32c) throws StorageException;

    /** The content of this part turned out to be damaged: none of it is held any more. */
    void reject() throws StorageException;

    /** Ends the use of this object; what was not in a checkpoint is not held. */
    @Override
    void close();
}
