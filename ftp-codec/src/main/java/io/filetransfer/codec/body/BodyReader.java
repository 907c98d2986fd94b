package io.filetransfer.codec.body;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.RunningDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where the bytes of a body come from. One thread at a time calls, always a disk thread. */
public interface BodyReader {
    /**
     * Reads at {@code position}.
     *
     * @return bytes read; 0 only at the end
     */
    int read(ByteBuffer target, long position) throws IOException;

    /** As {@link #read}, of bytes that were read or known before: they count for nothing but being sent. */
    default int readAgain(ByteBuffer target, long position) throws IOException {
        return read(target, position);
    }

    /** The file to send regions of, or null. Stays open until {@link #close}. */
    FileChannel channel();

    /** What the end frame is to say, whatever is read: the digest that was stored with just this content; or null. */
    default Digest knownDigest() {
        return null;
    }

    /** Called after each read that counts. {@code soFar} is of this body, and not to be kept. */
    default void passed(RunningDigest soFar) throws IOException {}

    /** Called after the last byte: fails if the content is not what it was when it was opened. */
    void checkUnchanged() throws IOException;

    void close();

    /**
     * What it lies on: equal for content whose reading waits for the same disk. Null if that is not known, or nobody knows.
     */
    default Object disk() {
        return null;
    }

    /** A file that was opened with a length and ended before it. */
    final class ShortenedException extends IOException {
        private static final long serialVersionUID = 1L;

        ShortenedException() {
            super("The file became shorter while it was sent");
        }
    }
}
