package io.filetransfer.codec;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Tells whether parts of a file are in memory, so that sending them waits for no disk. The file is mapped for that, and the
 * mapping never read: a file that becomes shorter does no harm. For use by one thread at a time.
 */
final class Residency {
    /** A mapping covers this much at most, in bytes. It goes when it is collected, as Java has it. */
    private static final long WINDOW = 1 << 30;

    private final FileChannel file;
    private long start;
    private MappedByteBuffer window;

    Residency(FileChannel file) {
        this.file = file;
    }

    /** Whether all of these bytes are in memory now; false also when that cannot be told. */
    boolean holds(long position, int length) {
        try {
            if (window == null || position < start || position + length > start + window.capacity()) {
                start = position;
                window = file.map(FileChannel.MapMode.READ_ONLY, position, Math.min(WINDOW, file.size() - position));
            }
            return window.slice((int) (position - start), length).isLoaded();
        } catch (IOException | IndexOutOfBoundsException e) {
            return false; // not a file that can be mapped, or shorter than it was
        }
    }
}
