package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.storage.SafePath;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups, by the commands that make them and by what their members may do. */
class GroupsTest {
    @TempDir
    Path directory;

    private int status;

    private String run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--users", directory.resolve("users.toml").toString()));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
        status = command.equals("group")
                ? GroupProgram.run(all, Map.of(), out, out)
                : UserProgram.run(all, Map.of(), InputStream.nullInputStream(), out, out, question -> null);
        return text.toString(StandardCharsets.UTF_8).strip();
    }

    private void done(String command, String... arguments) {
        String said = run(command, arguments);
        assertEquals(0, status, said);
    }

    private Principal member(String name) throws Exception {
        return LiveUsers.read(directory.resolve("users.toml"))
                .users()
                .byCertificate("CN=" + name)
                .orElseThrow();
    }

    private void assertMay(Principal principal, String path, String words) throws Exception {
        SafePath name = SafePath.parse(path);
        String may = Permission.words(Permission.ALL.stream()
                .filter(permission -> principal.may(permission, name))
                .collect(Collectors.toSet()));
        assertEquals(words, may, path);
    }

    @Test
    void rulesOfAUserAndOfAllGroupsAreOneList() throws Exception {
        done("group", "add", "readers", "--allow", "read,list");
        done("group", "set", "readers", "--path", "drop", "--allow", "create");
        done("group", "add", "writers", "--allow", "write");
        done("user", "add", "both", "--no-password", "--certificate", "CN=both", "--group", "readers,writers");
        done("user", "add", "one", "--no-password", "--certificate", "CN=one", "--root", "h/%u", "--group", "readers");
        done("user", "set", "one", "--path", "drop/own", "--allow", "all");
        done("user", "set", "one", "--path", "drop", "--allow", "list");
        assertMay(member("both"), "a", "read,list,write");
        assertMay(member("both"), "drop/a", "create"); // the longest path decides, whoever's rule it is
        assertMay(member("one"), "h/one/a", "read,list");
        assertMay(member("one"), "h/one/drop/a", "list,create"); // for one path they add up
        assertMay(member("one"), "h/one/drop/own/a", "read,list,write,create,delete");
        assertMay(member("one"), "a", "none");
        assertFalse(member("both").mayBelow(Permission.READ, SafePath.ROOT));
        assertTrue(member("one").mayBelow(Permission.DELETE, SafePath.parse("h/one/drop/own")));
    }

    /** As before there were groups: of two rules of one owner for one path the first counts. */
    @Test
    void ofOneOwnerTheFirstRuleForAPathCounts() throws Exception {
        Rule first = new Rule(SafePath.ROOT, Set.of(Permission.READ));
        Rule second = new Rule(SafePath.ROOT, Permission.ALL);
        User user = new User(
                "u", false, null, null, SafePath.ROOT, List.of(first, second), List.of(), List.of(), Quota.NONE);
        assertFalse(user.rules(List.of()).allow(Permission.WRITE, SafePath.parse("a")));
        assertTrue(user.rules(List.of(new Group("g", List.of(second), Quota.NONE)))
                .allow(Permission.WRITE, SafePath.parse("a")));
    }

    @Test
    void whatTheCommandsSay() {
        done("group", "add", "staff", "--allow", "all");
        done("user", "add", "alice", "--no-password", "--group", "staff");
        done("user", "add", "bob", "--no-password", "--group", "staff", "--allow", "read", "--path", "a");
        assertEquals("staff  / read,list,write,create,delete  members alice,bob", run("group", "list"));
        assertEquals("alice  root /  groups staff\nbob  root /  groups staff  /a read", run("user", "list"));
        assertEquals(
                "ftp-server group: in the group staff are alice, bob; 'ftp-server user set' takes them out",
                run("group", "remove", "staff"));
        assertEquals(1, status);
        done("user", "set", "alice", "--group", "none");
        done("user", "remove", "bob");
        done("group", "set", "staff", "--allow", "read");
        assertEquals("staff  / read", run("group", "list"));
        done("group", "remove", "staff");
        assertEquals("", run("group", "list"));
    }

    @Test
    void quotasAreTheUsersOwnOrTheMostOfTheGroups() throws Exception {
        done("group", "add", "small", "--quota", "1K", "--quota-files", "10");
        done("group", "add", "large", "--quota", "2K");
        done("user", "add", "u", "--no-password", "--certificate", "CN=u", "--group", "small,large", "--root", "h/%u");
        assertEquals(new Quota(2048, 10), member("u").quota());
        done("user", "set", "u", "--quota", "5");
        assertEquals(new Quota(5, 10), member("u").quota());
        assertEquals("u  certificate CN=u  root /h/%u  groups small,large  quota 5 bytes", run("user", "list"));
        done("user", "set", "u", "--quota", "none", "--quota-files", "7");
        assertEquals(new Quota(2048, 7), member("u").quota());
        done("group", "set", "large", "--quota", "none");
        done("group", "set", "small", "--quota", "none", "--quota-files", "none");
        assertEquals(new Quota(Long.MAX_VALUE, 7), member("u").quota());
        run("user", "set", "u", "--quota", "8388608T");
        assertEquals(2, status);
        run("user", "set", "u", "--quota", "-1");
        assertEquals(2, status);
        done("user", "set", "u", "--quota-files", "none");
        assertEquals(Quota.NONE, member("u").quota());
    }

    @Test
    void whatIsWrong() {
        done("group", "add", "staff");
        for (String[] wrong : List.of(
                new String[] {"group", "add", "staff"},
                new String[] {"group", "add", "none"},
                new String[] {"group", "add", "a/b"},
                new String[] {"group", "set", "staff"},
                new String[] {"group", "set", "other", "--allow", "all"},
                new String[] {"group", "remove", "other"},
                new String[] {"user", "add", "alice", "--no-password", "--group", "other"},
                new String[] {"user", "set", "alice", "--allow", "all"})) {
            String said = run(wrong[0], Arrays.copyOfRange(wrong, 1, wrong.length));
            assertEquals(1, status, said);
            assertTrue(said.startsWith("ftp-server " + wrong[0] + ": "), said);
        }
        for (String[] usage : List.of(
                new String[] {"group"},
                new String[] {"group", "add"},
                new String[] {"group", "list", "staff"},
                new String[] {"group", "passwd", "staff"},
                new String[] {"group", "add", "x", "--group", "staff"},
                new String[] {"group", "add", "x", "--allow", "reed"})) {
            run(usage[0], Arrays.copyOfRange(usage, 1, usage.length));
            assertEquals(2, status, List.of(usage).toString());
        }
        assertEquals("staff  / read,list", run("group", "list"));
        assertEquals("", run("user", "list"));
    }
}
