package io.filetransfer.server.storage;

import io.filetransfer.codec.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of an upload in parts is held, for storages to keep account. A checksum holds for a whole piece only, so a piece
 * is removed whole when a byte of it is written again; therefore pieces are not joined to more than a checkpoint's
 * size.
 *
 * <p>The same calls in the same order give the same pieces, which the journal relies on. One thread at a time.
 */
public final class HeldExtents {
    /** The most that is lost by a write of one byte; in bytes. */
    public static final long MAX_JOINED = 64L << 20;

    private final TreeMap<Long, Extent> pieces = new TreeMap<>();

    /** Takes in a piece; what it overlaps with is removed. */
    public void add(Extent piece) {
        remove(piece.offset(), piece.length());
        Extent added = piece;
        Map.Entry<Long, Extent> before = pieces.floorEntry(piece.offset());
        if (before != null
                && before.getValue().end() == piece.offset()
                && before.getValue().length() + piece.length() <= MAX_JOINED) {
            added = before.getValue().plus(piece);
        }
        if (added.length() > 0) {
            pieces.put(added.offset(), added);
        }
    }

    /** Removes each piece of which a byte lies in the range. */
    public void remove(long offset, long length) {
        for (Extent overlapped : overlapping(offset, length)) {
            pieces.remove(overlapped.offset());
        }
    }

    public boolean overlaps(long offset, long length) {
        return !overlapping(offset, length).isEmpty();
    }

    private List<Extent> overlapping(long offset, long length) {
        List<Extent> found = new ArrayList<>();
        if (length == 0) {
            return found;
        }
        Map.Entry<Long, Extent> before = pieces.lowerEntry(offset);
        if (before != null && before.getValue().end() > offset) {
            found.add(before.getValue());
        }
        found.addAll(pieces.subMap(offset, offset + length).values());
        return found;
    }

    /** Sorted, with neighbours joined to one. */
    public List<Extent> joined() {
        List<Extent> joined = new ArrayList<>();
        for (Extent piece : pieces.values()) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).end() == piece.offset()) {
                joined.set(last, joined.get(last).plus(piece));
            } else {
                joined.add(piece);
            }
        }
        return List.copyOf(joined);
    }

    /** Bytes held. */
    public long bytes() {
        return pieces.values().stream().mapToLong(Extent::length).sum();
    }
}
