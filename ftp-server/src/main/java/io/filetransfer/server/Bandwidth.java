package io.filetransfer.server;

/**
 * How fast content may move, in bytes a second, in each direction for itself; 0 for no limit.
 *
 * @param all all transfers together
 * @param user those of each user; where there are no users, those of each address
 */
public record Bandwidth(long all, long user) {
    public static final Bandwidth UNLIMITED = new Bandwidth(0, 0);

    public Bandwidth {
        if (all < 0 || user < 0) {
            throw new IllegalArgumentException("rate limits are never negative");
        }
    }
}
