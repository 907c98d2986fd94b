package io.filetransfer.server.user;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decides who a client is by what it says of itself. Passwords are compared on few threads of its own, with a queue that
 * has an end; the same password that comes on several connections is compared once. An unknown user costs as much as a
 * wrong password and looks the same. Safe for use by many threads.
 */
public final class Authenticator implements AutoCloseable {
    /** Passwords that wait to be compared; at 50 ms each a minute's work for one thread. */
    private static final int MAX_WAITING = 1000;

    /** Connections that wait for the same one. */
    private static final int MAX_SHARING = 1000;

    /** Passwords that were right, for connections that come soon after. */
    private static final int MAX_KNOWN = 1000;

    private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long BUSY_MILLIS = 2000;

    private record Known(String hash, long since) {}

    private final LiveUsers accounts;
    private final Clock clock;
    /** Whether a password is that of a hash; takes long. */
    private final BiPredicate<byte[], String> comparison;

    private final FailedLogins failed;
    private final ScheduledExecutorService timer;
    private final LoginThreads threads;
    private final SecretKeySpec key = randomKey();
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
    public Authenticator(LiveUsers accounts, ScheduledExecutorService timer) {
        this(
                accounts,
                timer,
                Clock.systemUTC(),
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                Passwords::matches);
    }

    Authenticator(
            LiveUsers accounts,
            ScheduledExecutorService timer,
            Clock clock,
            int threads,
            BiPredicate<byte[], String> comparison) {
        this.accounts = accounts;
        this.clock = clock;
        this.comparison = comparison;
        this.timer = timer;
        this.failed = new FailedLogins(System::nanoTime);
        this.threads = new LoginThreads(threads, MAX_WAITING);
    }

    private static SecretKeySpec randomKey() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    public LiveUsers accounts() {
        return accounts;
    }

    /**
     * @param source where the client is
     * @param then gets the principal, or one that is refused; once, on any thread, perhaps at once
     */
    public void authenticate(Credentials credentials, InetAddress source, Consumer<Principal> then) {
        switch (credentials.scheme()) {
            case Credentials.TOKEN -> then.accept(token(credentials, source));
            case Credentials.PASSWORD -> password(credentials, source, then);
            default ->
                then.accept(refused(ErrorCode.UNSUPPORTED, "This server does not know this kind of credentials."));
        }
    }

    private Principal token(Credentials credentials, InetAddress source) {
        String token = new String(credentials.secret(), StandardCharsets.UTF_8);
        return accounts.users().byToken(token, clock.instant()).orElseGet(() -> {
            failed.failed(source); // nobody guesses a token: that it slows down who tries passwords too is enough
            return wrong();
        });
    }

    private static String name(byte[] secret) {
        return new String(secret, 0, nul(secret), StandardCharsets.UTF_8);
    }

    private static int nul(byte[] secret) {
        int nul = 0;
        while (secret[nul] != 0) {
            nul++; // the decoder lets none pass without one
        }
        return nul;
    }

    /**
     * Which user is meant, right or wrong; for those who look after the server. Empty if there is no such user: what came as a
     * name may be a password in the wrong place.
     */
    public String claimed(Credentials credentials) {
        Users users = accounts.users();
        return switch (credentials.scheme()) {
            case Credentials.TOKEN -> users.owner(new String(credentials.secret(), StandardCharsets.UTF_8));
            case Credentials.PASSWORD -> {
                String name = name(credentials.secret());
                yield users.named(name) == null ? "" : name;
            }
            default -> "";
        };
    }

    private void password(Credentials credentials, InetAddress source, Consumer<Principal> then) {
        byte[] secret = credentials.secret();
        String name = name(secret);
        String fingerprint = fingerprint(credentials);
        Principal before = ofKnown(name, fingerprint);
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
        byte[] password = Arrays.copyOfRange(secret, nul(secret) + 1, secret.length);
        submit(() -> compare(name, password, fingerprint, source), delay, fingerprint, source);
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

    private void compare(String name, byte[] password, String fingerprint, InetAddress source) {
        Principal found = refused(ErrorCode.INTERNAL, "The login failed.");
        try {
            found = compare(name, password, fingerprint);
        } finally {
            Arrays.fill(password, (byte) 0);
            failed.ended(source, found.refusal() != null && found.refusal().code() == ErrorCode.UNAUTHENTICATED);
            tell(fingerprint, found);
        }
    }

    private Principal compare(String name, byte[] password, String fingerprint) {
        User user = accounts.users().named(name);
        String hash = user == null || user.password() == null ? Passwords.OF_NOBODY : user.password();
        if (!comparison.test(password, hash)) {
            return wrong();
        }
        Principal found = accounts.users().byPassword(name, hash).orElseGet(Authenticator::wrong);
        if (found.refusal() == null) {
            synchronized (this) {
                known.put(fingerprint, new Known(hash, System.nanoTime()));
            }
        }
        return found;
    }

    private Principal ofKnown(String name, String fingerprint) {
        Known before;
        synchronized (this) {
            before = known.get(fingerprint);
        }
        boolean fresh = before != null && System.nanoTime() - before.since() < KNOWN_NANOS;
        return fresh ? accounts.users().byPassword(name, before.hash()).orElse(null) : null;
    }

    private void tell(String fingerprint, Principal found) {
        List<Consumer<Principal>> waiting;
        synchronized (this) {
            waiting = underWay.remove(fingerprint);
        }
        waiting.forEach(then -> then.accept(found));
    }

    /** The same for the same credentials as long as this lives; tells nothing of them to others. */
    public String fingerprint(Credentials credentials) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((byte) credentials.scheme());
            return HexFormat.of().formatHex(mac.doFinal(credentials.secret()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-256", e);
        }
    }

    /** The same words for an unknown user, a wrong password, and a token that is not, or no longer, valid. */
    private static Principal wrong() {
        return refused(ErrorCode.UNAUTHENTICATED, "The user, password or token is wrong.");
    }

    private static Principal refused(ErrorCode code, String sentence) {
        return Principal.refused(new Failure(code, sentence));
    }

    /** Nobody is let in after this. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
