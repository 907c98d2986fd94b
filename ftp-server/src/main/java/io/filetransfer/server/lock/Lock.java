package io.filetransfer.server.lock;

import io.filetransfer.codec.LockState;
import io.filetransfer.codec.LockWish;
import io.filetransfer.server.storage.SafePath;
import java.util.concurrent.TimeUnit;

/**
 * A lock that was granted.
 *
 * @param path on which it was taken
 * @param token by which its holder shows that it has it
 * @param user whose it is; with the token of another nobody does anything
 * @param wish as it was granted
 * @param until when, by the table's clock
 */
public record Lock(SafePath path, String token, String user, LockWish wish, long until) {
    private static final long NEARLY_A_SECOND = 999_999_999;

    /** Whether it is about this name, too. */
    boolean covers(SafePath name) {
        return path.equals(name) || wish.deep() && name.startsWith(path);
    }

    boolean isOver(long now) {
        return until - now <= 0;
    }

    /**
     * What is told of it to {@code asker}, of a name that it covers. Its token is its user's alone: in the hands of another it
     * is of no use, and so it is none of theirs.
     */
    LockState told(SafePath name, String asker, long now) {
        int levelsUp = name.components().size() - path.components().size();
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(until - now + NEARLY_A_SECOND));
        String shown = user.equals(asker) ? token : "";
        return new LockState(wish.exclusive(), wish.deep(), levelsUp, seconds, shown, wish.owner());
    }
}
