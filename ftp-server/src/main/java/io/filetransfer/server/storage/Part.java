package io.filetransfer.server.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * One part of an upload on its way in. {@link #write} is for one thread at a time, and so are the other methods, which may
 * run beside it.
 */
public interface Part extends Closeable {
    /** Where the kernel may put content past memory, through {@link #transfer}; owned by this object. */
    default Optional<FileChannel> channel() {
        return Optional.empty();
    }

    /** Writes all of {@code content} at {@code position} of the whole file, which lies within the part. */
    void write(ByteBuffer content, long position) throws StorageException;

    /** Lets {@code transfer} write {@code length} bytes at {@code position} into {@link #channel}. */
    void transfer(long position, long length, Transfer transfer) throws StorageException;

    /**
     * Makes what was written so far part of the upload: syncs it, then notes it durably. With relaxed durability it is only
     * noted. For a back end that cannot, nothing needs to happen before the last call.
     *
     * @param end all before this position of the file was written before this call
     * @param crc32c of the content from the end of the last checkpoint, or the part's begin, to {@code end}
     */
    void checkpoint(long end, int crc32c) throws StorageException;

    /** The content of this part turned out to be damaged: none of it is held any more. */
    void reject() throws StorageException;

    /** Ends the use of this object; what was not in a checkpoint is not held. */
    @Override
    void close();

    /** Writes into a file, past memory. */
    @FunctionalInterface
    interface Transfer {
        void run() throws IOException;
    }
}
