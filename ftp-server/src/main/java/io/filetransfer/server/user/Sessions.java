package io.filetransfer.server.user;

import io.filetransfer.codec.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of browsers: who logged in by a form is known by a random id until the session ends. It ends when nobody used
 * it for a while, some hours after it began in any case, and when what the user logged in with counts no more. Held in memory
 * alone, by hashes of their ids, and bounded: one that is too many ends the oldest. Safe for use by many threads.
 */
public final class Sessions {
    /** Since the last request. */
    static final Duration IDLE = Duration.ofHours(1);
    /** Since the login. */
    static final Duration LIFETIME = Duration.ofHours(12);

    static final int MAX = 10_000;
    static final int MAX_OF_USER = 16;
    private static final int ID_BYTES = 32;

    /** @param principal as the login found it */
    private record Session(Principal principal, Instant began, Instant used) {
        boolean isOver(Instant now) {
            return !now.isBefore(used.plus(IDLE)) || !now.isBefore(began.plus(LIFETIME));
        }

        String user() {
            return principal.user();
        }
    }

    private final LiveUsers accounts;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** By the hash of the id; the oldest first. Guarded by this. */
    private final Map<String, Session> byHash = new LinkedHashMap<>();

    public Sessions(LiveUsers accounts) {
        this(accounts, Clock.systemUTC());
    }

    Sessions(LiveUsers accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * A new session of who has just logged in.
     *
     * @return its id, which nobody else is to see
     */
    public synchronized String begin(Principal principal) {
        Instant now = clock.instant();
        byHash.values().removeIf(session -> session.isOver(now));
        long own = byHash.values().stream()
                .filter(session -> session.user().equals(principal.user()))
                .count();
        if (own >= MAX_OF_USER) {
            endOldest(principal.user());
        } else if (byHash.size() >= MAX) {
            endOldest(null);
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byHash.put(Token.hash(id), new Session(principal, now, now));
        return id;
    }

    /** @param user null for whoever it is of */
    private void endOldest(String user) {
        Iterator<Session> oldestFirst = byHash.values().iterator();
        while (oldestFirst.hasNext()) {
            String owner = oldestFirst.next().user();
            if (user == null || owner.equals(user)) {
                oldestFirst.remove();
                return;
            }
        }
    }

    /** Whose session it is, as the users are now; it is used by that. Empty if there is none, or none any more. */
    public Optional<Principal> find(Credentials credentials) {
        String hash = hash(credentials);
        Instant now = clock.instant();
        synchronized (this) {
            Session session = byHash.get(hash);
            if (session == null) {
                return Optional.empty();
            }
            Optional<Principal> principal =
                    session.isOver(now) ? Optional.empty() : accounts.users().renewed(session.principal(), now);
            if (principal.isPresent()) {
                byHash.replace(hash, new Session(principal.get(), session.began(), now)); // keeps its place
            } else {
                byHash.remove(hash);
            }
            return principal;
        }
    }

    /** Ends one. Whose it was; empty if there was none. */
    public synchronized Optional<String> end(Credentials credentials) {
        return Optional.ofNullable(byHash.remove(hash(credentials))).map(Session::user);
    }

    private static String hash(Credentials credentials) {
        return Token.hash(new String(credentials.secret(), StandardCharsets.ISO_8859_1));
    }
}
