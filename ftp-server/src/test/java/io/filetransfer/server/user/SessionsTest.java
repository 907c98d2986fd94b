package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Credentials;
import io.filetransfer.server.storage.SafePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    @TempDir
    Path directory;

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private UsersFile file;
    private LiveUsers users;
    private Sessions sessions;
    private final String hash = Passwords.OF_NOBODY;

    @BeforeEach
    void users() throws Exception {
        Path path = directory.resolve("users.toml");
        file = new UsersFile(path);
        file.change(none -> List.of(user("alice", false, hash), user("bob", false, hash)));
        users = LiveUsers.read(path);
        sessions = new Sessions(users, new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
    }

    private static User user(String name, boolean disabled, String password) {
        List<Rule> all = List.of(new Rule(SafePath.ROOT, Permission.ALL));
        return new User(name, disabled, password, null, SafePath.ROOT, all, List.of(), List.of(), Quota.NONE);
    }

    private String begin(String name) {
        return sessions.begin(users.users().byPassword(name, hash).orElseThrow());
    }

    private static Credentials named(String id) {
        return new Credentials(Credentials.SESSION, id.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Optional<String> find(String id) {
        return sessions.find(named(id)).map(Principal::user);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void isKnownByItsIdAlone() {
        String alice = begin("alice");
        String bob = begin("bob");
        assertNotEquals(alice, bob);
        assertEquals(Optional.of("alice"), find(alice));
        assertEquals(Optional.of("bob"), find(bob));
        assertEquals(Optional.empty(), find(alice + "x"));
        assertEquals(Optional.empty(), find(Token.hash(alice)));
        assertEquals(Optional.of("alice"), sessions.end(named(alice)));
        assertEquals(Optional.empty(), sessions.end(named(alice)));
        assertEquals(Optional.empty(), find(alice));
    }

    @Test
    void endsWhenNobodyUsesItAndAfterItsLifetimeInAnyCase() {
        String idle = begin("alice");
        pass(Sessions.IDLE);
        assertEquals(Optional.empty(), find(idle));

        String used = begin("alice");
        Duration step = Sessions.IDLE.minusSeconds(1);
        for (Duration age = step; age.compareTo(Sessions.LIFETIME) < 0; age = age.plus(step)) {
            pass(step);
            assertTrue(find(used).isPresent());
        }
        pass(step);
        assertFalse(find(used).isPresent());
    }

    @Test
    void endsWithTheUserAndWithThePassword() throws Exception {
        String alice = begin("alice");
        String bob = begin("bob");
        file.change(before -> List.of(user("alice", true, hash), user("bob", false, Passwords.hash("other"))));
        users.again();
        assertEquals(Optional.empty(), find(alice));
        assertEquals(Optional.empty(), find(bob));
        file.change(before -> List.of(user("alice", false, hash)));
        users.again();
        assertEquals(Optional.empty(), find(alice), "it does not come back");
    }

    @Test
    void theOldestOfTooManyEnds() {
        String bob = begin("bob");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i <= Sessions.MAX_OF_USER; i++) {
            ids.add(begin("alice"));
        }
        assertEquals(Optional.empty(), find(ids.get(0)));
        assertTrue(find(ids.get(1)).isPresent());
        assertTrue(find(bob).isPresent());
        assertEquals(ids.size(), Set.copyOf(ids).size());
    }
}
