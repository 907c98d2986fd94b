package io.filetransfer.server.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * The file that {@link IncomingContent} goes to, if it is one of this machine: the kernel can put content there past memory,
 * and zeros can be left out where nothing is yet. All bytes are at the places that they have in the whole file. The thread
 * that appends calls.
 */
public interface IncomingFile {
    /** Open for reading and writing. Owned by the content's object, as is the right to write to it: see {@link #transfer}. */
    FileChannel channel();

    /**
     * The next {@code length} bytes come by way of {@code fill}, which writes them to the channel or leaves them out as
     * zeros that read as such already. With a length of 0 it may change what has come before.
     */
    void transfer(long length, Fill fill) throws StorageException;

    /** Makes the file as long as all that has come, if zeros at its end were left out. */
    void extend() throws StorageException;

    /** Puts bytes into a file, past memory. */
    @FunctionalInterface
    interface Fill {
        void run() throws IOException;
    }
}
