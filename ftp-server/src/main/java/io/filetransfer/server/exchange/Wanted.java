package io.filetransfer.server.exchange;

import io.filetransfer.codec.ByteSpan;
import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.StorageException;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a file's content a request is to get.
 *
 * @param spans one after the other; at least one
 * @param ranged whether ranges were asked for, and count
 */
record Wanted(List<ByteSpan> spans, boolean ranged) {
    /**
     * Compares the conditions of a request that reads with what was found.
     *
     * @throws RefusedException NOT_MODIFIED, with what was found, or VERSION_MISMATCH
     */
    static void require(Options asked, Attributes found) throws RefusedException {
        Conditions conditions = asked.get(Option.CONDITIONS, Conditions.NONE);
        switch (conditions.forReading(found.version(), found.modified())) {
            case GO_ON -> {}
            case NOT_MODIFIED -> throw refused(ErrorCode.NOT_MODIFIED, "It is as it was.", Replies.describe(found));
            case FAILED ->
                throw refused(
                        ErrorCode.VERSION_MISMATCH, "The file is not what was expected.", Replies.describe(found));
        }
    }

    /** @throws RefusedException RANGE_NOT_SATISFIABLE, with the file's size */
    static Wanted of(Options asked, Attributes found) throws RefusedException, StorageException {
        boolean range = asked.has(Option.OFFSET) || asked.has(Option.LENGTH);
        List<ByteSpan> ranges = asked.get(Option.RANGES, List.of());
        if (range && !ranges.isEmpty()) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "Either one range is asked for, or a list of them.");
        }
        long size = found.size();
        boolean counts = asked.get(Option.CONDITIONS, Conditions.NONE).rangeCounts(found.version(), found.modified());
        if (!counts || !range && ranges.isEmpty()) {
            return new Wanted(List.of(new ByteSpan(0, size)), false);
        }
        return range ? new Wanted(List.of(one(asked, size)), true) : several(ranges, size);
    }

    private static ByteSpan one(Options asked, long size) throws RefusedException {
        long offset = asked.get(Option.OFFSET, 0L);
        if (offset > size) {
            throw outside(size);
        }
        return new ByteSpan(offset, Math.min(asked.get(Option.LENGTH, Long.MAX_VALUE), size - offset));
    }

    /** Those that are there; the whole content in place of ranges that are more than it. */
    private static Wanted several(List<ByteSpan> ranges, long size) throws RefusedException {
        List<ByteSpan> spans = new ArrayList<>(ranges.size());
        long total = 0;
        for (ByteSpan range : ranges) {
            ByteSpan there = range.within(size);
            if (there == null) {
                continue;
            }
            spans.add(there);
            if (there.length() > size - total) {
                return new Wanted(List.of(new ByteSpan(0, size)), false);
            }
            total += there.length();
        }
        if (spans.isEmpty()) {
            throw outside(size);
        }
        return new Wanted(List.copyOf(spans), true);
    }

    private static RefusedException outside(long size) {
        return refused(
                ErrorCode.RANGE_NOT_SATISFIABLE,
                "The range begins after the end: the file has " + size + " bytes.",
                Options.NONE.with(Option.SIZE, size));
    }

    private static RefusedException refused(ErrorCode code, String sentence, Options options) {
        return new RefusedException(new Failure(code, code.mayRetry(), sentence, options));
    }

    /** Whether it is one piece of the file. */
    boolean isOne() {
        return spans.size() == 1;
    }

    /** Where it begins. */
    long first() {
        return spans.get(0).first();
    }

    /** Bytes in all. */
    long length() {
        return spans.stream().mapToLong(ByteSpan::length).sum();
    }

    /** What a reply says of it. */
    Options in(Options head) {
        if (!ranged) {
            return head;
        }
        return isOne()
                ? head.with(Option.OFFSET, first()).with(Option.LENGTH, length())
                : head.with(Option.RANGES, spans);
    }
}
