package io.filetransfer.server.user;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Compares passwords on few threads of its own, with a queue that has an end; the same password that comes on several
 * connections is compared once, and one that was right is remembered for a while. Safe for use by many threads.
 */
final class PasswordChecks implements AutoCloseable {
    /** Passwords that wait to be compared; at 50 ms each a minute's work for one thread. */
    private static final int MAX_WAITING = 1000;

    /** Connections that wait for the same one. */
    private static final int MAX_SHARING = 1000;

    /** Passwords that were right, for connections that come soon after. */
    private static final int MAX_KNOWN = 1000;

    private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long BUSY_MILLIS = 2000;

    /**
     * What somebody says with a password.
     *
     * @param hash of the password as it is now; null if there is none
     * @param found who says so, if the password was that of the hash
     */
    record Claim(Supplier<String> hash, Function<String, Optional<Principal>> found) {}

    private record Known(String hash, long since) {}

    /** Whether a password is that of a hash; takes long. */
    private final BiPredicate<byte[], String> comparison;

    private final FailedLogins failed;
    private final ScheduledExecutorService timer;
    private final LoginThreads threads;
    /** By their fingerprint, which tells nothing without the key. Guarded by this. */
    private final Map<String, Known> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MAX_KNOWN;
        }
    };
    /** Comparisons under way, with those that wait for them. Guarded by this. */
    private final Map<String, List<Consumer<Principal>>> underWay = new HashMap<>();

    /** @param timer for logins that have to wait */
    PasswordChecks(
            FailedLogins failed, ScheduledExecutorService timer, int threads, BiPredicate<byte[], String> comparison) {
        this.failed = failed;
        this.timer = timer;
        this.threads = new LoginThreads(threads, MAX_WAITING);
        this.comparison = comparison;
    }

    /**
     * @param password taken over
     * @param fingerprint of who says it and the password; tells nothing of them
     * @param then gets the principal, or one that is refused; once, on any thread, perhaps at once
     */
    void check(Claim claim, byte[] password, String fingerprint, InetAddress source, Consumer<Principal> then) {
        Principal before = ofKnown(claim, fingerprint);
        if (before != null) {
            then.accept(before);
            return;
        }
        if (shares(fingerprint, then)) {
            return;
        }
        long delay = failed.begin(source);
        if (delay < 0) {
            tell(fingerprint, busy());
            return;
        }
        submit(() -> compare(claim, password, fingerprint, source), delay, fingerprint, source);
    }

    /** @return false for the first of them, which is to be compared */
    private synchronized boolean shares(String fingerprint, Consumer<Principal> then) {
        List<Consumer<Principal>> waiting = underWay.get(fingerprint);
        boolean first = waiting == null;
        if (first ? underWay.size() == MAX_WAITING : waiting.size() == MAX_SHARING) {
            then.accept(busy());
            return true;
        }
        underWay.computeIfAbsent(fingerprint, absent -> new ArrayList<>()).add(then);
        return !first;
    }

    private void submit(Runnable compare, long delayNanos, String fingerprint, InetAddress source) {
        try {
            if (delayNanos > 0) {
                timer.schedule(() -> submit(compare, 0, fingerprint, source), delayNanos, TimeUnit.NANOSECONDS);
            } else {
                threads.execute(compare);
            }
        } catch (RejectedExecutionException serverEnds) {
            failed.ended(source, false);
            tell(fingerprint, busy());
        }
    }

    private static Principal busy() {
        Options later = Options.NONE.with(Option.RETRY_AFTER, BUSY_MILLIS);
        return Principal.refused(new Failure(ErrorCode.BUSY, true, "Too many logins at once; try again later.", later));
    }

    private void compare(Claim claim, byte[] password, String fingerprint, InetAddress source) {
        Principal found = Principal.refused(new Failure(ErrorCode.INTERNAL, "The login failed."));
        try {
            found = compare(claim, password, fingerprint);
        } finally {
            Arrays.fill(password, (byte) 0);
            failed.ended(source, found.refusal() != null && found.refusal().code() == ErrorCode.UNAUTHENTICATED);
            tell(fingerprint, found);
        }
    }

    private Principal compare(Claim claim, byte[] password, String fingerprint) {
        String kept = claim.hash().get();
        String hash = kept == null ? Passwords.OF_NOBODY : kept;
        if (!comparison.test(password, hash)) {
            return wrong();
        }
        Principal found = claim.found().apply(hash).orElseGet(PasswordChecks::wrong);
        if (found.refusal() == null) {
            synchronized (this) {
                known.put(fingerprint, new Known(hash, System.nanoTime()));
            }
        }
        return found;
    }

    private Principal ofKnown(Claim claim, String fingerprint) {
        Known before;
        synchronized (this) {
            before = known.get(fingerprint);
        }
        boolean fresh = before != null && System.nanoTime() - before.since() < KNOWN_NANOS;
        return fresh ? claim.found().apply(before.hash()).orElse(null) : null;
    }

    private void tell(String fingerprint, Principal found) {
        List<Consumer<Principal>> waiting;
        synchronized (this) {
            waiting = underWay.remove(fingerprint);
        }
        waiting.forEach(then -> then.accept(found));
    }

    /**
     * Hashes a new password of a link, with the same care for the machine as in a login.
     *
     * @param then gets the hash, on a thread that is for logins
     * @throws IllegalArgumentException with a sentence if it cannot be a password
     * @throws RejectedExecutionException too many logins wait
     */
    void hash(String password, Consumer<String> then) {
        Passwords.check(password);
        threads.execute(() -> then.accept(Passwords.hash(password)));
    }

    /** The same words for an unknown user, a wrong password, and a token that is not, or no longer, valid. */
    static Principal wrong() {
        return Principal.refused(new Failure(ErrorCode.UNAUTHENTICATED, "The user, password or token is wrong."));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
