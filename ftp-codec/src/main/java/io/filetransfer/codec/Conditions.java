package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be true of a file for a request to be carried out, as RFC 9110, section 13, has it: what is not asked for is
 * null. Times are whole seconds.
 *
 * <pre>
 * +-----------+----------------------------------------------------------+
 * | which     | for each bit of it that is set, from the lowest on:      |
 * | u8        | versions (bits 0, 1, 4) or a time, i64 (bits 2, 3, 5)    |
 * +-----------+----------------------------------------------------------+
 *   versions: u8 count, then for each u8 length, bytes; a count of 255 stands for any version, and nothing follows it
 * </pre>
 *
 * @param match it has one of these versions
 * @param noneMatch it has none of these
 * @param modifiedSince it was modified later; only asked of what is read, and only without {@code noneMatch}
 * @param unmodifiedSince it was not modified later; only asked without {@code match}
 * @param rangeMatch a range counts only if it has one of these versions; else the whole content is meant
 * @param rangeUnmodified a range counts only if it was modified at just this time
 */
public record Conditions(
        Versions match,
        Versions noneMatch,
        Instant modifiedSince,
        Instant unmodifiedSince,
        Versions rangeMatch,
        Instant rangeUnmodified) {
    public static final Conditions NONE = new Conditions(null, null, null, null, null, null);

    /** The most versions that are compared with. */
    public static final int MAX_VERSIONS = 32;

    /** The most bytes on the wire. */
    static final int MAX_LENGTH = 1 + 3 * (1 + MAX_VERSIONS * (1 + Version.MAX_LENGTH)) + 3 * Long.BYTES;

    private static final int ANY_COUNT = 255;

    /** What comes of a request that only reads. */
    public enum Verdict {
        GO_ON,
        /** Who asks has the content already. */
        NOT_MODIFIED,
        FAILED
    }

    /**
     * Versions that are compared with.
     *
     * @param any whether every version is one of them
     */
    public record Versions(boolean any, List<Version> list) {
        public static final Versions ANY = new Versions(true, List.of());

        public Versions {
            list = List.copyOf(list);
            if (list.size() > MAX_VERSIONS) {
                throw new IllegalArgumentException("Over " + MAX_VERSIONS + " versions");
            }
        }

        /** @param version null for what has none; if nothing is there at all, this is not asked */
        boolean has(Version version) {
            return any || list.contains(version);
        }
    }

    /** Whether nothing is asked for. */
    public boolean areNone() {
        return equals(NONE);
    }

    /**
     * For a request that reads what is there.
     *
     * @param version null for what has none
     */
    public Verdict forReading(Version version, Instant modified) {
        if (!isExpected(version, modified)) {
            return Verdict.FAILED;
        }
        boolean had = noneMatch != null
                ? noneMatch.has(version)
                : modifiedSince != null && seconds(modified) <= modifiedSince.getEpochSecond();
        return had ? Verdict.NOT_MODIFIED : Verdict.GO_ON;
    }

    /**
     * For a request that changes what is there.
     *
     * @param version null for what has none
     */
    public boolean allowChange(Version version, Instant modified) {
        return isExpected(version, modified) && (noneMatch == null || !noneMatch.has(version));
    }

    /** For a request that makes what is not there. */
    public boolean allowCreation() {
        return match == null;
    }

    /** Whether a range of this content is meant, not all of it. */
    public boolean rangeCounts(Version version, Instant modified) {
        return (rangeMatch == null || rangeMatch.has(version))
                && (rangeUnmodified == null || seconds(modified) == rangeUnmodified.getEpochSecond());
    }

    private boolean isExpected(Version version, Instant modified) {
        return match != null
                ? match.has(version)
                : unmodifiedSince == null || seconds(modified) <= unmodifiedSince.getEpochSecond();
    }

    private static long seconds(Instant time) {
        return time.getEpochSecond();
    }

    void write(ByteBuf out) {
        int whichAt = out.writerIndex();
        out.writeByte(0);
        int which = write(out, match, 1)
                | write(out, noneMatch, 2)
                | write(out, modifiedSince, 4)
                | write(out, unmodifiedSince, 8)
                | write(out, rangeMatch, 16)
                | write(out, rangeUnmodified, 32);
        out.setByte(whichAt, which);
    }

    private static int write(ByteBuf out, Versions versions, int bit) {
        if (versions == null) {
            return 0;
        }
        out.writeByte(versions.any() ? ANY_COUNT : versions.list().size());
        for (Version version : versions.list()) {
            byte[] bytes = version.bytes();
            out.writeByte(bytes.length).writeBytes(bytes);
        }
        return bit;
    }

    private static int write(ByteBuf out, Instant time, int bit) {
        if (time == null) {
            return 0;
        }
        out.writeLong(time.getEpochSecond());
        return bit;
    }

    /** Reads the whole of {@code in}. */
    static Conditions read(ByteBuf in) {
        int which = in.readUnsignedByte();
        if (which == 0 || which > 63) {
            throw ProtocolException.badRequest("Conditions that are not known, or none.");
        }
        Conditions read = new Conditions(
                (which & 1) != 0 ? versions(in) : null,
                (which & 2) != 0 ? versions(in) : null,
                (which & 4) != 0 ? time(in) : null,
                (which & 8) != 0 ? time(in) : null,
                (which & 16) != 0 ? versions(in) : null,
                (which & 32) != 0 ? time(in) : null);
        if (in.isReadable()) {
            throw ProtocolException.badRequest("Bytes follow the conditions.");
        }
        return read;
    }

    private static Versions versions(ByteBuf in) {
        int count = in.readUnsignedByte();
        if (count == ANY_COUNT) {
            return Versions.ANY;
        }
        if (count > MAX_VERSIONS) {
            throw ProtocolException.badRequest("Over " + MAX_VERSIONS + " versions to compare with.");
        }
        List<Version> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = in.readUnsignedByte();
            if (length == 0 || length > Version.MAX_LENGTH || length > in.readableBytes()) {
                throw ProtocolException.badRequest("A version has 1 to " + Version.MAX_LENGTH + " bytes.");
            }
            byte[] bytes = new byte[length];
            in.readBytes(bytes);
            list.add(Version.of(bytes));
        }
        return new Versions(false, list);
    }

    private static Instant time(ByteBuf in) {
        try {
            return Instant.ofEpochSecond(in.readLong());
        } catch (DateTimeException e) {
            throw ProtocolException.badRequest("A time is too far away.");
        }
    }
}
