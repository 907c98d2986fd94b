package io.filetransfer.codec.body;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Tells whether parts of a file are in memory, so that sending them waits for no disk. The file is mapped for that, and the
 * mapping never read: a file that becomes shorter does no harm. For use by one thread at a time.
 */
class Residency {
    /** Some bytes of the file; any thread. */
    @FunctionalInterface
    interface Pages {
        /** Whether those from {@code from} to the end are in memory now. Never waits for a disk. */
        boolean loadedFrom(long from);
    }

    /** A mapping covers this much at most, in bytes. It goes when it is collected, as Java has it. */
    private static final long WINDOW = 1 << 30;

    private final FileChannel file;
    private long start;
    private MappedByteBuffer window;

    Residency(FileChannel file) {
        this.file = file;
    }

    /** The pages of these bytes, or null when nothing can be told of them. */
    Pages pages(long position, int length) {
        try {
            if (window == null || position < start || position + length > start + window.capacity()) {
                start = position;
                window = file.map(FileChannel.MapMode.READ_ONLY, position, Math.min(WINDOW, file.size() - position));
            }
            MappedByteBuffer pages = window.slice((int) (position - start), length);
            return from -> pages.slice((int) from, (int) (length - from)).isLoaded();
        } catch (IOException | IndexOutOfBoundsException e) {
            return null; // not a file that can be mapped, or shorter than it was
        }
    }
}
