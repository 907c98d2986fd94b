package io.filetransfer.client.content;

import io.filetransfer.codec.Extent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What of a file is there: extents that do not overlap. */
public final class ExtentMap {
    private final NavigableMap<Long, Extent> extents = new TreeMap<>();

    public void put(Extent extent) {
        extents.put(extent.offset(), extent);
    }

    public void putAll(Collection<Extent> more) {
        more.forEach(this::put);
    }

    /** The one that begins there is not there after all, if there was one. */
    public void remove(long offset) {
        extents.remove(offset);
    }

    /**
     * Those that begin in the range are not there after all.
     *
     * @return bytes that they had
     */
    public long remove(Range range) {
        NavigableMap<Long, Extent> there = extents.subMap(range.offset(), true, range.end(), false);
        long bytes = sum(there.values());
        there.clear();
        return bytes;
    }

    public boolean isEmpty() {
        return extents.isEmpty();
    }

    /** By their offsets. */
    public List<Extent> extents() {
        return List.copyOf(extents.values());
    }

    /** Bytes of all. */
    public long length() {
        return sum(extents.values());
    }

    private static long sum(Collection<Extent> extents) {
        return extents.stream().mapToLong(Extent::length).sum();
    }

    /** What of the wanted ranges is not there. */
    public List<Range> missing(List<Range> wanted) {
        List<Range> missing = new ArrayList<>();
        for (Range range : wanted) {
            long position = range.offset();
            for (Extent next :
                    extents.subMap(range.offset(), true, range.end(), false).values()) {
                if (next.offset() > position) {
                    missing.add(new Range(position, next.offset() - position));
                }
                position = next.end();
            }
            if (position < range.end()) {
                missing.add(new Range(position, range.end() - position));
            }
        }
        return missing;
    }

    /** Neighbours joined, from the beginning of the file to the first gap. */
    public Extent joined() {
        Extent joined = Extent.NOTHING;
        for (Extent next : extents.values()) {
            if (next.offset() != joined.length()) {
                break;
            }
            joined = joined.plus(next);
        }
        return joined;
    }
}
