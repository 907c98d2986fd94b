package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
    private static final String HASH =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @TempDir
    Path directory;

    private Path path;
    private UsersFile file;

    @BeforeEach
    void file() {
        path = directory.resolve("users.toml");
        file = new UsersFile(path);
    }

    private static User user(String name) throws Exception {
        return new User(name, false, null, null, SafePath.ROOT, List.of(), List.of(), List.of(), Quota.NONE);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Token bounded = new Token(
                "lap\"top\\ \u0007",
                Token.hash("secret"),
                Instant.parse("2030-01-02T03:04:05Z"),
                EnumSet.of(Permission.READ),
                SafePath.parse("a/b"));
        Token free = new Token("", Token.hash("other"), null, Permission.ALL, SafePath.ROOT);
        User full = new User(
                "alice.b@example-1",
                true,
                HASH,
                "CN=alice,O=\"x\"",
                SafePath.parse("home/%u"),
                List.of(
                        new Rule(SafePath.ROOT, EnumSet.of(Permission.READ, Permission.LIST)),
                        new Rule(SafePath.parse("ä \"/x"), Set.of())),
                List.of(bounded, free),
                List.of("staff"),
                new Quota(5, Long.MAX_VALUE));
        Group staff = new Group(
                "staff",
                List.of(new Rule(SafePath.ROOT, Permission.ALL), new Rule(SafePath.parse("a/b"), Set.of())),
                new Quota(1L << 40, 7));
        file.changeGroups(none -> List.of(staff));
        file.change(none -> {
            assertEquals(List.of(), none);
            return List.of(full);
        });
        assertEquals(List.of(full), List.copyOf(file.read().all()));
        assertEquals(List.of(staff), List.copyOf(file.read().groups()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals("home/alice.b@example-1", full.root().toString());
    }

    @Test
    void whatCannotBeUnderstoodIsAnErrorThatNamesThePlace() throws Exception {
        assertRefused("users = 1", "");
        assertRefused("[users.alice", "line 1");
        assertRefused("[user.alice]", "user is not known");
        assertRefused("[users.alice]\npasword = \"x\"", "users.alice.pasword is not known");
        assertRefused("[users.alice]\npassword = \"secret\"", "users.alice.password is not a hash");
        assertRefused("[users.alice]\ndisabled = 1", "users.alice.disabled is of another type");
        assertRefused("[users.alice]\nroot = \"../x\"", "users.alice.root");
        assertRefused("[users.alice]\nroot = \"/\"\nrules = [1]", "users.alice.rules are tables");
        assertRefused("[[users.alice.rules]]\npath = \"/\"\nallow = [\"reed\"]", "reed is not one of read, list");
        assertRefused("[[users.alice.tokens]]\nsha256 = \"00\"", "64 hexadecimal digits");
        assertRefused("[users.\"..\"]", "a user's name");
        assertRefused("[users.\"a/b\"]", "a user's name");
        assertRefused("[users.\"%u\"]", "a user's name");
        assertRefused("[users.q5]\nroot = \"/x%u\"", "q5: %u stands for the name only as a whole part");
        assertRefused("[users.\"\"]", "");
        assertRefused("[users.\"" + "a".repeat(65) + "\"]", "a user's name");
        assertRefused("[groups.none]", "a group's name");
        assertRefused("[groups.\"a/b\"]", "a group's name");
        assertRefused("[groups.staff]\nquotas = 1", "groups.staff.quotas is not known");
        assertRefused("[users.alice]\nquota-bytes = -1", "users.alice.quota-bytes is never negative");
        assertRefused("[groups.staff]\nquota-files = \"5\"", "groups.staff.quota-files is of another type");
        assertRefused("groups = 1", "groups is of another type");
        assertRefused(
                "[groups.staff]\n[users.alice]\ngroups = [\"staff\", \"stuff\"]",
                "line 3: users.alice.groups: there is no group stuff");
        assertRefused("[users.alice]\ngroups = \"staff\"", "users.alice.groups is of another type");
        String twice = "[users.%s]\ncertificate = \"CN=x\"\n";
        assertRefused(twice.formatted("a") + twice.formatted("b"), "two users have the certificate");
        String spelled = twice.formatted("b").replace("CN=x", "cn = X");
        assertRefused(twice.formatted("a") + spelled, "two users have the certificate");
        assertRefused(twice.formatted("a").replace("CN=x", "x"), "is written as CN=alice,O=Example, not as x");
        String token = "[[users.%s.tokens]]\nsha256 = \"" + "0".repeat(64) + "\"\n";
        assertRefused(token.formatted("a") + token.formatted("b"), "there twice");
    }

    private void assertRefused(String text, String reason) {
        IOException refusal = assertThrows(IOException.class, () -> file.parse(text), text);
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(path.toString()), refusal.getMessage());
    }

    @Test
    void aFileThatIsOpenToOthersIsRefused() throws Exception {
        file.change(none -> List.of());
        for (String mode : List.of("rw-r--r--", "rw--w----", "rw-----w-")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            IOException refusal = assertThrows(IOException.class, file::read);
            assertTrue(refusal.getMessage().contains("chmod 600"), refusal.getMessage());
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(0, file.read().all().size());
        file.change(none -> List.of());
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws Exception {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(path, new byte[] {'a', (byte) 0xE9, '\n'});
        IOException noText = assertThrows(IOException.class, file::read);
        assertEquals(path + " is not UTF-8", noText.getMessage());
        try (FileChannel large = FileChannel.open(path, StandardOpenOption.WRITE)) {
            large.write(ByteBuffer.allocate(1), UsersFile.MAX_BYTES);
        }
        IOException tooLarge = assertThrows(IOException.class, file::read);
        assertEquals(path + " is too large for a file of users", tooLarge.getMessage());
    }

    @Test
    void aMissingFileIsAnError() {
        IOException refusal = assertThrows(IOException.class, file::read);
        assertTrue(refusal.getMessage().contains("there is no file of users"), refusal.getMessage());
    }

    /** A change that fails leaves what was there, and nothing beside it. */
    @Test
    void aChangeIsWholeOrNone() throws Exception {
        User alice = user("alice");
        file.change(none -> List.of(alice));
        assertThrows(
                IllegalStateException.class,
                () -> file.change(users -> {
                    throw new IllegalStateException();
                }));
        assertThrows(IllegalArgumentException.class, () -> file.change(users -> List.of(alice, alice)));
        assertEquals(List.of(alice), List.copyOf(file.read().all()));
        try (var all = Files.list(directory)) {
            assertFalse(all.anyMatch(entry -> entry.toString().endsWith(".tmp")));
        }
    }
}
