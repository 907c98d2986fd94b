package io.filetransfer.server.user;

import java.util.Collection;
import java.util.stream.LongStream;

/**
 * How much may lie below a user's root.
 *
 * @param bytes of content
 * @param files without directories
 */
public record Quota(long bytes, long files) {
    public static final Quota NONE = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);

    /**
     * Of a user: what is said for the user, or else the most that a group gives its members, for each of the two.
     *
     * @param groups where nothing is said, {@link #NONE}
     */
    Quota or(Collection<Quota> groups) {
        return new Quota(
                or(bytes, groups.stream().mapToLong(Quota::bytes)),
                or(files, groups.stream().mapToLong(Quota::files)));
    }

    private static long or(long own, LongStream groups) {
        return own != Long.MAX_VALUE
                ? own
                : groups.filter(group -> group != Long.MAX_VALUE).max().orElse(Long.MAX_VALUE);
    }

    /** For people; empty if there is none. */
    String shown() {
        return (bytes == Long.MAX_VALUE ? "" : "  quota " + bytes + " bytes")
                + (files == Long.MAX_VALUE ? "" : "  quota " + files + " files");
    }

    public Quota {
        if (bytes < 0 || files < 0) {
            throw new IllegalArgumentException("a quota is never negative");
        }
    }
}
