package io.filetransfer.codec;

/**
 * What a server makes of the permission bits that files are to get.
 *
 * @param never bits that none gets, whatever is asked for: of the low twelve of POSIX
 * @param always bits that each gets; none of {@code never}
 */
public record ModeRule(int never, int always) {
    /** All bits as they are asked for. */
    public static final ModeRule NONE = new ModeRule(0, 0);

    private static final int BITS = 07777;

    public ModeRule {
        if (((never | always) & ~BITS) != 0 || (never & always) != 0) {
            throw new IllegalArgumentException("Not a rule for permission bits: never " + never + ", always " + always);
        }
    }

    /** The bits that come of {@code mode}. */
    public int apply(int mode) {
        return mode & ~never | always;
    }
}
