package io.filetransfer.server.exchange;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * How many uploads of each user are under way, on all connections. Where there are no users nothing is counted: nobody could
 * tell one client behind an address from another. Safe for use by many threads.
 */
public final class UserUploads {
    private final IntSupplier most;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    /** @param most for one user; asked each time */
    public UserUploads(IntSupplier most) {
        this.most = most;
    }

    /** @return false if there are too many of this user; else {@link #end} follows */
    boolean begin(String user) {
        if (user.isEmpty()) {
            return true;
        }
        boolean[] begun = {false};
        underWay.compute(user, (name, count) -> {
            int before = count == null ? 0 : count;
            begun[0] = before < most.getAsInt();
            return begun[0] ? Integer.valueOf(before + 1) : count;
        });
        return begun[0];
    }

    void end(String user) {
        underWay.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Users with uploads under way; for tests. */
    public int users() {
        return underWay.size();
    }
}
