package io.filetransfer.server.user;

import io.filetransfer.server.address.SourceNetwork;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Slows down where wrong passwords come from: an address, or the network of an IPv6 address that one customer has. No user
 * is ever locked out: that would be a way to lock others out. Safe for use by many threads.
 */
final class FailedLogins {
    /** So many that are wrong cost nothing: people mistype. */
    static final int FREE = 5;

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** Without another one by then all is forgotten. */
    private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** The one that was not heard of for longest is forgotten for one more. */
    static final int MAX_SOURCES = 10_000;

    /** Logins of one source that wait or are looked at: it does not take the places of all others. */
    static final int MAX_PENDING = 32;

    private static final class Failures {
        private int count;
        private int pending;
        private long last;
    }

    private final LongSupplier nanoTime;
    private final Map<SourceNetwork, Failures> bySource = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SourceNetwork, Failures> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    FailedLogins(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * A login begins; it counts as failed until it has succeeded, so that many at once are as slow as one after the other.
     * {@link #ended} follows unless it has no place.
     *
     * @return nanoseconds that it has to wait; -1 if there are too many of this source
     */
    synchronized long begin(InetAddress source) {
        long now = nanoTime.getAsLong();
        Failures failures = bySource.computeIfAbsent(SourceNetwork.of(source), absent -> new Failures());
        if (failures.count > 0 && now - failures.last > MEMORY_NANOS) {
            failures.count = 0;
        }
        failures.last = now;
        if (failures.pending == MAX_PENDING) {
            return -1;
        }
        failures.pending++;
        int slow = Math.max(0, failures.count - FREE + 1);
        failures.count = Math.min(failures.count + 1, Integer.MAX_VALUE - 1);
        return slow == 0 ? 0 : Math.min(MOST_NANOS, FIRST_NANOS << Math.min(slow - 1, 10));
    }

    /** @param failed whether the login was wrong; not if it was right or could not be judged */
    synchronized void ended(InetAddress source, boolean failed) {
        Failures failures = bySource.get(SourceNetwork.of(source));
        if (failures == null) {
            return; // forgotten for another source
        }
        failures.pending = Math.max(0, failures.pending - 1);
        failures.count = failed ? failures.count : Math.max(0, failures.count - 1);
        if (failures.count == 0 && failures.pending == 0) {
            bySource.remove(SourceNetwork.of(source));
        }
    }

    /** One that was looked at at once was wrong. */
    void failed(InetAddress source) {
        if (begin(source) >= 0) {
            ended(source, true);
        }
    }

    synchronized int sources() {
        return bySource.size();
    }
}
