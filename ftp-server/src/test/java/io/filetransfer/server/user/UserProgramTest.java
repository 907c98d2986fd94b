package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that keeps users, as an operator types it. */
class UserProgramTest {
    @TempDir
    Path directory;

    private Path users;

    @BeforeEach
    void alice() {
        users = directory.resolve("users.toml");
        done("add", "alice", "--no-password", "--allow", "all");
    }

    private record Ended(int status, String said) {}

    private Ended run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--users", users.toString()));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
        byte[] in = "the secret\n".getBytes(StandardCharsets.UTF_8);
        int status = UserProgram.run(all, Map.of(), new ByteArrayInputStream(in), out, out, question -> null);
        return new Ended(status, text.toString(StandardCharsets.UTF_8).strip());
    }

    private String done(String... arguments) {
        Ended ended = run(arguments);
        assertEquals(0, ended.status, ended.said);
        return ended.said;
    }

    private void refused(String reason, String... arguments) throws Exception {
        String before = Files.readString(users);
        Ended ended = run(arguments);
        assertNotEquals(0, ended.status, ended.said);
        assertTrue(ended.said.contains(reason), ended.said);
        assertEquals(before, Files.readString(users));
    }

    @Test
    void aPasswordIsSetAndNeverShown() throws Exception {
        assertFalse(done("list").contains("password"));
        done("passwd", "alice", "--password-file", "-");
        String list = done("list");
        assertTrue(list.contains("alice  password"), list);
        assertFalse(Files.readString(users).contains("the secret"));
        refused("there is no user bob", "passwd", "bob", "--password-file", "-");
        refused("there is no terminal", "passwd", "alice");
    }

    @Test
    void tokensAreShownOnceAndRevokedByTheirLabel() throws Exception {
        String free = done("token", "alice");
        String bounded =
                done("token", "alice", "--label", "laptop", "--expires", "2w", "--allow", "read", "--path", "a/b");
        assertTrue(free.startsWith("ftt_") && bounded.startsWith("ftt_") && !free.equals(bounded));
        String list = done("list");
        assertTrue(list.contains("token -  never expires  / "), list);
        assertTrue(list.contains("token laptop  expires 2"), list);
        assertTrue(list.endsWith("/a/b read"), list);
        assertFalse(list.contains(free) || Files.readString(users).contains(free));
        refused("alice has no token phone", "token", "alice", "--revoke", "phone");
        done("token", "alice", "--revoke", "laptop");
        assertFalse(done("list").contains("laptop"));
        refused("there is no user bob", "token", "bob");
    }

    @Test
    void timesOfTokens() throws Exception {
        for (String time : List.of("5m", "1h", "90d", "2w", "1000y")) {
            done("token", "alice", "--label", time, "--expires", time);
        }
        String list = done("list");
        for (String time : List.of("5m", "1h", "90d", "2w", "1000y")) {
            assertTrue(list.contains("token " + time + "  expires "), list);
        }
        refused("1000 years at most", "token", "alice", "--expires", "1001y");
        refused("1000 years at most", "token", "alice", "--expires", "999999999y");
        for (String wrong : List.of("90", "d", "-1d", "1.5h", "1000000000m", "1D")) {
            refused("is a number with m, h, d, w or y", "token", "alice", "--expires", wrong);
        }
    }

    @Test
    void whoIsDisabledIsShownAndComesBack() throws Exception {
        done("disable", "alice");
        assertTrue(done("list").startsWith("alice  disabled"));
        done("enable", "alice");
        assertFalse(done("list").contains("disabled"));
        done("remove", "alice");
        assertEquals("", done("list"));
        for (String command : List.of("disable", "enable", "remove")) {
            refused("there is no user alice", command, "alice");
        }
    }

    @Test
    void rootAndCertificateOfOneWhoIsThere() throws Exception {
        done("set", "alice", "--root", "/home/%u", "--certificate", "CN=alice,O=Example");
        String list = done("list");
        assertTrue(list.contains("certificate CN=alice,O=Example  root /home/%u  / read,list,write"), list);
        done("set", "alice", "--certificate", "none");
        assertFalse(done("list").contains("certificate"));
        assertTrue(done("list").contains("root /home/%u"), "what is not said stays");
        refused("%u stands for the name only as a whole part", "set", "alice", "--root", "/x%u");
        refused("", "set", "alice", "--certificate", "no subject");
        done("add", "bob", "--no-password", "--certificate", "CN=bob");
        refused("two users have the certificate", "set", "alice", "--certificate", "CN=bob");
    }

    @Test
    void whatMakesNoSenseChangesNothing() throws Exception {
        refused("there is a user alice already", "add", "alice", "--no-password");
        refused("reed", "add", "bob", "--no-password", "--allow", "reed");
        refused("set what?", "set", "alice");
        refused("", "frobnicate", "alice");
        refused("", "add");
    }
}
