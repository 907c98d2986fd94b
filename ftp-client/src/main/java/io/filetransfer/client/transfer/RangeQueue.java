package io.filetransfer.client.transfer;

import io.filetransfer.client.content.Range;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What of a file is to be moved and that nobody has taken yet. Of the event loop. */
final class RangeQueue {
    /** A second of a fast network; a server syncs it in less. */
    private static final long PIECE = 64 << 20;

    private static final long SMALLEST_PIECE = 8 << 20;

    /** Across a distance: a fraction of a second there, too. */
    private static final long FINE_PIECE = 8 << 20;

    private static final long SMALLEST_FINE_PIECE = 1 << 20;

    private final Deque<Range> ranges = new ArrayDeque<>();
    private long length;

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Bytes in all. */
    long length() {
        return length;
    }

    /** These come before all others. */
    void addFirst(List<Range> first) {
        for (int i = first.size() - 1; i >= 0; i--) {
            ranges.addFirst(first.get(i));
            length += first.get(i).length();
        }
    }

    /**
     * The next piece, or null if nothing is left. Towards the end pieces get smaller, so that all streams end together.
     *
     * @param streams that share what is left
     * @param finely in smaller pieces: streams across a distance are not equally fast
     */
    Range take(int streams, boolean finely) {
        Range next = ranges.poll();
        if (next == null) {
            return null;
        }
        long size = finely ? FINE_PIECE : PIECE;
        long smallest = finely ? SMALLEST_FINE_PIECE : SMALLEST_PIECE;
        while (streams > 1 && size > smallest && size * 2 * streams > length) {
            size /= 2;
        }
        long taken = Math.min(next.length(), size - next.offset() % size);
        if (taken < next.length()) {
            ranges.addFirst(new Range(next.offset() + taken, next.length() - taken));
        }
        length -= taken;
        return new Range(next.offset(), taken);
    }
}
