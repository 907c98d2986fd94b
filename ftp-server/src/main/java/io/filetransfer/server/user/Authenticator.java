package io.filetransfer.server.user;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.server.link.Link;
import io.filetransfer.server.link.Links;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decides who a client is by what it says of itself. An unknown user costs as much as a wrong password and looks the same. Safe for use by many threads.
 */
public final class Authenticator implements AutoCloseable {

    private final LiveUsers accounts;
    /** Null where there are no links. */
    private final LinkLogins links;

    private final Clock clock;
    private final FailedLogins failed = new FailedLogins(System::nanoTime);
    private final PasswordChecks checks;
    private final SecretKeySpec key = randomKey();
    /** @param timer for logins that have to wait */
    public Authenticator(LiveUsers accounts, ScheduledExecutorService timer) {
        this(accounts, null, timer);
    }

    /**
     * @param links null for none
     * @param timer for logins that have to wait
     */
    public Authenticator(LiveUsers accounts, Links links, ScheduledExecutorService timer) {
        this(
                accounts,
                links,
                timer,
                Clock.systemUTC(),
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                Passwords::matches);
    }

    Authenticator(
            LiveUsers accounts,
            Links links,
            ScheduledExecutorService timer,
            Clock clock,
            int threads,
            BiPredicate<byte[], String> comparison) {
        this.accounts = accounts;
        this.clock = clock;
        this.links = links == null ? null : new LinkLogins(links, accounts, clock, key);
        this.checks = new PasswordChecks(failed, timer, threads, comparison);
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
            case Credentials.LINK, Credentials.LINK_SESSION -> link(credentials, source, then);
            default ->
                then.accept(refused(ErrorCode.UNSUPPORTED, "This server does not know this kind of credentials."));
        }
    }

    private Principal token(Credentials credentials, InetAddress source) {
        String token = new String(credentials.secret(), StandardCharsets.UTF_8);
        return accounts.users().byToken(token, clock.instant()).orElseGet(() -> {
            failed.failed(source); // nobody guesses a token: that it slows down who tries passwords too is enough
            return PasswordChecks.wrong();
        });
    }

    private void link(Credentials credentials, InetAddress source, Consumer<Principal> then) {
        String secret = name(credentials.secret());
        Link link = links == null ? null : links.open(secret).orElse(null);
        if (link == null) {
            failed.failed(source);
            then.accept(LinkLogins.ended());
            return;
        }
        String rest = new String(rest(credentials.secret()), StandardCharsets.UTF_8);
        boolean session = credentials.scheme() == Credentials.LINK_SESSION;
        if (link.password() == null || session && links.isSession(link, rest)) {
            then.accept(links.principal(link).orElseGet(LinkLogins::ended));
        } else if (session || rest.isEmpty()) {
            then.accept(LinkLogins.asksForPassword());
        } else {
            PasswordChecks.Claim claim = new PasswordChecks.Claim(
                    link::password, hash -> links.open(secret).flatMap(links::principal));
            check(claim, credentials, source, then);
        }
    }

    private static byte[] rest(byte[] secret) {
        return Arrays.copyOfRange(secret, nul(secret) + 1, secret.length);
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
            case Credentials.LINK, Credentials.LINK_SESSION ->
                links == null ? "" : links.claimed(name(credentials.secret()));
            default -> "";
        };
    }

    private void password(Credentials credentials, InetAddress source, Consumer<Principal> then) {
        String name = name(credentials.secret());
        PasswordChecks.Claim claim = new PasswordChecks.Claim(
                () -> hashOf(name), hash -> accounts.users().byPassword(name, hash));
        check(claim, credentials, source, then);
    }

    private void check(
            PasswordChecks.Claim claim, Credentials credentials, InetAddress source, Consumer<Principal> then) {
        checks.check(claim, rest(credentials.secret()), fingerprint(credentials), source, then);
    }

    /** Null if there is no such user, or no password. */
    private String hashOf(String name) {
        User user = accounts.users().named(name);
        return user == null ? null : user.password();
    }

    /** Whether one who was let in would be again: a link may be used up or gone at any moment. */
    public boolean stands(Principal principal) {
        return principal.link() == null || links.stands(principal.link());
    }

    /** The same principal as it is now; empty once what proved it is not worth anything any more. */
    public Optional<Principal> renewed(Principal principal) {
        return principal.link() == null
                ? accounts.users().renewed(principal, Instant.now())
                : links.renewed(principal.link());
    }

    /** Null where there are no links. */
    public LinkLogins links() {
        return links;
    }

    /**
     * Hashes a new password of a link, with the same care for the machine as in a login.
     *
     * @param then gets the hash, on a thread that is for logins
     * @throws IllegalArgumentException with a sentence if it cannot be a password
     * @throws RejectedExecutionException too many logins wait
     */
    public void hash(String password, Consumer<String> then) {
        checks.hash(password, then);
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

    private static Principal refused(ErrorCode code, String sentence) {
        return Principal.refused(new Failure(code, sentence));
    }

    /** Nobody is let in after this. */
    @Override
    public void close() {
        checks.close();
    }
}
