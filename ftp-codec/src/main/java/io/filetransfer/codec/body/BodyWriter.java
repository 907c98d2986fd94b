package io.filetransfer.codec.body;

import io.filetransfer.codec.RunningDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where the bytes of a body go. One thread at a time calls, always a disk thread. */
public interface BodyWriter {
    /** Writes all remaining bytes at {@code position}, where the bytes before have ended. */
    void write(ByteBuffer content, long position) throws IOException;

    /** The file that content goes to, open for reading and writing, or null when all of it has to be written. */
    default FileChannel channel() {
        return null;
    }

    /**
     * Lets {@code transfer} put {@code length} bytes at {@code position} of {@link #channel}, or refuses it: the next
     * ones, or such as came before.
     */
    default void transfer(long position, long length, Transfer transfer) throws IOException {
        transfer.run();
    }

    /** Zeros before {@code end} were left out of {@link #channel}, which has to be that long now. */
    default void extend(long end) throws IOException {
        write(ByteBuffer.allocate(1), end - 1);
    }

    /** Called after each piece of content. {@code soFar} is not to be kept. */
    default void written(RunningDigest soFar) throws IOException {}

    /** Puts bytes into a file, past memory. */
    @FunctionalInterface
    interface Transfer {
        void run() throws IOException;
    }
}
