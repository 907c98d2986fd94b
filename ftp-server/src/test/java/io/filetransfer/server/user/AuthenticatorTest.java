package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.SafePath;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AuthenticatorTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InetAddress SOURCE = InetAddress.getLoopbackAddress();

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private UsersFile file;
    private LiveUsers accounts;
    private Authenticator authenticator;
    /** The hashes that passwords were compared with. */
    private final List<String> compared = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void users() throws Exception {
        Path path = directory.resolve("users.toml");
        file = new UsersFile(path);
        Token valid = new Token("valid", Token.hash("right"), NOW.plusSeconds(1), Permission.ALL, SafePath.ROOT);
        Token expired = new Token("expired", Token.hash("late"), NOW, Permission.ALL, SafePath.ROOT);
        User alice = new User(
                "alice",
                false,
                Passwords.hash("secret"),
                "CN=alice",
                SafePath.parse("home/%u"),
                List.of(new Rule(SafePath.ROOT, EnumSet.of(Permission.READ))),
                List.of(valid, expired),
                List.of(),
                Quota.NONE);
        User tokens = new User("tokens", false, null, null, SafePath.ROOT, List.of(), List.of(), List.of(), Quota.NONE);
        file.change(none -> List.of(alice, tokens));
        accounts = LiveUsers.read(path);
        authenticator =
                new Authenticator(accounts, null, timer, Clock.fixed(NOW, ZoneOffset.UTC), 1, (password, hash) -> {
                    compared.add(hash);
                    return Passwords.matches(password, hash);
                });
    }

    @AfterEach
    void end() {
        authenticator.close();
        timer.shutdownNow();
    }

    private static Credentials password(String user, String password) {
        return new Credentials(Credentials.PASSWORD, (user + '\0' + password).getBytes(StandardCharsets.UTF_8));
    }

    private static Credentials token(String token) {
        return new Credentials(Credentials.TOKEN, token.getBytes(StandardCharsets.UTF_8));
    }

    private CompletableFuture<Principal> begin(Credentials credentials) {
        CompletableFuture<Principal> found = new CompletableFuture<>();
        authenticator.authenticate(credentials, SOURCE, found::complete);
        return found;
    }

    private Principal login(Credentials credentials) throws Exception {
        return begin(credentials).get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatIsRightLetsIn() throws Exception {
        for (Credentials right : List.of(password("alice", "secret"), password("alice", "secret"), token("right"))) {
            Principal alice = login(right);
            assertNull(alice.refusal());
            assertEquals("alice", alice.user());
            assertEquals("home/alice", alice.root().toString());
            assertTrue(alice.may(Permission.READ, SafePath.parse("home/alice/x")));
            assertTrue(!alice.may(Permission.READ, SafePath.parse("home/bob")));
            assertTrue(!alice.may(Permission.WRITE, SafePath.parse("home/alice/x")));
        }
    }

    /** All of these look the same. */
    @Test
    void whatIsWrongLooksTheSame() throws Exception {
        String sentence = null;
        for (Credentials wrong : List.of(
                password("alice", "Secret"),
                password("bob", "secret"),
                password("tokens", "secret"),
                password("alice", "s".repeat(3000)),
                token("wrong"),
                token("late"))) {
            Principal nobody = login(wrong);
            assertEquals(ErrorCode.UNAUTHENTICATED, nobody.refusal().code());
            assertTrue(!nobody.may(Permission.READ, SafePath.ROOT));
            sentence = sentence == null ? nobody.refusal().sentence() : sentence;
            assertEquals(sentence, nobody.refusal().sentence());
        }
        assertEquals(
                ErrorCode.UNSUPPORTED,
                login(new Credentials(77, new byte[9])).refusal().code());
    }

    /** One comparison each, of the same kind: the time tells nothing. */
    @Test
    void anUnknownUserIsAsMuchWorkAsAWrongPassword() throws Exception {
        String kind = null;
        for (String user : List.of("alice", "bob", "tokens", "")) {
            compared.clear();
            assertEquals(
                    ErrorCode.UNAUTHENTICATED,
                    login(password(user, "wrong")).refusal().code());
            assertEquals(1, compared.size(), user);
            String[] parts = compared.get(0).split("\\$");
            String now = parts[1] + parts[2] + parts[3] + parts[4].length() + parts[5].length();
            kind = kind == null ? now : kind;
            assertEquals(kind, now, user);
        }
    }

    /** As many as a client opens connections: one comparison, and nobody is slowed down by the others. */
    @Test
    void theSameOnManyConnectionsIsComparedOnce() throws Exception {
        List<CompletableFuture<Principal>> logins = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            logins.add(begin(password("alice", "secret")));
        }
        for (CompletableFuture<Principal> login : logins) {
            assertNull(login.get(30, TimeUnit.SECONDS).refusal());
        }
    }

    /** The clock of a test: what is to wait is noted, and runs at once. */
    private static final class Waits extends ScheduledThreadPoolExecutor {
        private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());

        Waits() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            millis.add(unit.toMillis(delay));
            return super.schedule(command, 0, unit);
        }
    }

    @Test
    void whoMistypesAgainAndAgainWaitsLongerEachTime() throws Exception {
        Waits waits = new Waits();
        try (Authenticator slow = new Authenticator(
                accounts, null, waits, Clock.fixed(NOW, ZoneOffset.UTC), 1, (password, hash) -> false)) {
            for (int i = 0; i < FailedLogins.FREE + 3; i++) {
                CompletableFuture<Principal> found = new CompletableFuture<>();
                slow.authenticate(password("alice", "guess" + i), SOURCE, found::complete);
                assertEquals(
                        ErrorCode.UNAUTHENTICATED,
                        found.get(30, TimeUnit.SECONDS).refusal().code());
            }
            assertEquals(List.of(500L, 1000L, 2000L), waits.millis);
        } finally {
            waits.shutdownNow();
        }
    }

    @Test
    void ofOneSourceOnlySoManyAreLookedAt() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Authenticator gated = GatedLogins.of(accounts, timer, gate)) {
            for (int i = 0; i < FailedLogins.MAX_PENDING; i++) {
                gated.authenticate(password("alice", "guess" + i), SOURCE, found -> {});
            }
            CompletableFuture<Principal> found = new CompletableFuture<>();
            gated.authenticate(password("alice", "one more"), SOURCE, found::complete);
            assertEquals(ErrorCode.BUSY, found.getNow(null).refusal().code());
        } finally {
            gate.countDown();
        }
    }

    @Test
    void tooManyAtOnceAreToldToComeLater() throws Exception {
        List<CompletableFuture<Principal>> logins = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            CompletableFuture<Principal> found = new CompletableFuture<>();
            InetAddress source = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
            authenticator.authenticate(password("user" + i, "guess"), source, found::complete);
            logins.add(found);
        }
        Principal busy = logins.get(1199).get(1, TimeUnit.SECONDS);
        assertEquals(ErrorCode.BUSY, busy.refusal().code());
        assertTrue(busy.refusal().mayRetry());
    }

    @Test
    void whatProvedItEndsWithItsProof() throws Exception {
        Principal byPassword = login(password("alice", "secret"));
        Principal byToken = login(token("right"));
        Principal byCertificate = accounts.users().byCertificate("CN=alice").orElseThrow();
        for (Principal principal : List.of(byPassword, byToken, byCertificate)) {
            assertTrue(accounts.users().renewed(principal, NOW).isPresent());
        }
        assertTrue(accounts.users().renewed(byToken, NOW.plusSeconds(1)).isEmpty());

        String other = Passwords.hash("other");
        change(alice -> alice.with(other).with(List.of()));
        assertTrue(accounts.users().renewed(byPassword, NOW).isEmpty());
        assertTrue(accounts.users().renewed(byToken, NOW).isEmpty());
        assertTrue(accounts.users().renewed(byCertificate, NOW).isPresent());
        assertNotNull(login(password("alice", "secret")).refusal());
        Principal again = login(password("alice", "other"));
        assertNull(again.refusal());

        change(alice -> alice.with(true));
        assertTrue(accounts.users().renewed(again, NOW).isEmpty());
        assertTrue(accounts.users().renewed(byCertificate, NOW).isEmpty());
        assertNotNull(login(password("alice", "other")).refusal());
        file.change(users -> List.of());
        accounts.refresh();
        assertNotNull(login(password("alice", "other")).refusal());
    }

    private void change(java.util.function.UnaryOperator<User> change) throws Exception {
        file.change(users -> users.stream()
                .map(user -> user.name().equals("alice") ? change.apply(user) : user)
                .toList());
        accounts.refresh();
    }

    @Test
    void aTokenNarrowsItsUser() throws Exception {
        Token narrow = new Token("", Token.hash("narrow"), null, Set.of(Permission.READ), SafePath.parse("a"));
        User user = new User(
                "u",
                false,
                null,
                null,
                SafePath.parse("r"),
                List.of(new Rule(SafePath.ROOT, Permission.ALL), new Rule(SafePath.parse("a/no"), Set.of())),
                List.of(narrow),
                List.of(),
                Quota.NONE);
        Principal principal =
                new Users(List.of(user), List.of()).byToken("narrow", NOW).orElseThrow();
        assertTrue(principal.may(Permission.READ, SafePath.parse("r/a/x")));
        assertTrue(!principal.may(Permission.WRITE, SafePath.parse("r/a/x")));
        assertTrue(!principal.may(Permission.READ, SafePath.parse("r/b")));
        assertTrue(!principal.may(Permission.READ, SafePath.parse("r/a/no/x")));
        assertTrue(!principal.mayBelow(Permission.READ, SafePath.parse("r/a")));
        assertTrue(principal.mayBelow(Permission.READ, SafePath.parse("r/a/yes")));
    }
}
