package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.server.user.GroupProgram;
import io.filetransfer.server.user.UserProgram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that take their files from the settings of the server. */
class OperatorSettingsTest {
    @TempDir
    Path directory;

    private Path config;
    private Path audit;

    @BeforeEach
    void settings() throws Exception {
        Files.createDirectories(directory.resolve("files/home/alice/d"));
        audit = directory.resolve("audit.log");
        config = Files.writeString(
                directory.resolve("server.toml"),
                "root = \"files\"\nusers = \"users.toml\"\naudit-log = \"audit.log\"\n");
    }

    private record Ended(int status, String said) {}

    private Ended run(Map<String, String> environment, String... words) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
        List<String> rest = new ArrayList<>(List.of(words)).subList(1, words.length);
        int status = switch (words[0]) {
            case "user" ->
                UserProgram.run(
                        rest,
                        OperatorSettings::read,
                        environment,
                        new ByteArrayInputStream("the secret\n".getBytes(StandardCharsets.UTF_8)),
                        out,
                        out,
                        question -> null);
            case "group" -> GroupProgram.run(rest, OperatorSettings::read, environment, out, out);
            default -> ScrubProgram.run(rest, environment, out, out, false);
        };
        return new Ended(status, text.toString(StandardCharsets.UTF_8).strip());
    }

    private String done(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config.toString()));
        Ended ended = run(Map.of(), all.toArray(String[]::new));
        assertEquals(0, ended.status, ended.said);
        return ended.said;
    }

    @Test
    void theFileOfUsersIsTheOneOfTheSettings() throws Exception {
        done("user", "add", "alice", "--no-password");
        assertTrue(Files.readString(directory.resolve("users.toml")).contains("alice"));
        assertTrue(run(Map.of("FTP_SERVER_CONFIG", config.toString()), "user", "list")
                .said
                .startsWith("alice"));
        Path other = directory.resolve("other.toml");
        done("user", "add", "bob", "--no-password", "--users", other.toString());
        assertTrue(Files.readString(other).contains("bob"));
        assertFalse(done("user", "list").contains("bob"));
        assertEquals(2, run(Map.of(), "user", "list").status);
        Files.writeString(config, "users = \"users.toml\"\nno-such-key = 1\n");
        Ended wrong = run(Map.of(), "user", "list", "--config", config.toString());
        assertTrue(wrong.status == 2 && wrong.said.contains("no-such-key"), wrong.said);
    }

    @Test
    void eachChangeHasALineInTheAuditAndNoSecret() throws Exception {
        done("group", "add", "staff", "--quota", "1G");
        done("user", "add", "alice", "--group", "staff", "--password-file", "-");
        String token = done("user", "token", "alice", "--label", "la\"ptop", "--expires", "90d");
        done("user", "set", "alice", "--allow", "read", "--path", "a", "--root", "/home/%u");
        done("user", "disable", "alice");
        done("user", "list");
        done("group", "list");
        assertEquals(1, run(Map.of(), "user", "remove", "nobody", "--config", config.toString()).status);
        List<String> lines = Files.readAllLines(audit);
        String operator = "\"event\":\"users\",\"operator\":\"" + System.getProperty("user.name") + "\",\"command\":";
        assertEquals(
                List.of(
                        operator + "\"group add\",\"name\":\"staff\",\"quota\":\"1G\"}",
                        operator + "\"user add\",\"name\":\"alice\",\"groups\":\"staff\"}",
                        operator + "\"user token\",\"name\":\"alice\",\"expires\":\"90d\",\"label\":\"la\\\"ptop\"}",
                        operator
                                + "\"user set\",\"name\":\"alice\",\"allow\":\"read\",\"path\":\"a\",\"root\":\"/home/%u\"}",
                        operator + "\"user disable\",\"name\":\"alice\"}"),
                lines.stream()
                        .map(line -> line.replaceFirst("^\\{\"time\":\"[^\"]*\",", ""))
                        .toList());
        assertFalse(lines.toString().contains(token) || lines.toString().contains("the secret"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(audit)));
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() throws Exception {
        done("user", "add", "alice", "--no-password");
        String before = Files.readString(directory.resolve("users.toml"));
        Files.delete(audit);
        Files.createDirectory(audit);
        Ended refused = run(Map.of(), "user", "remove", "alice", "--config", config.toString());
        assertEquals(1, refused.status);
        assertTrue(refused.said.contains("the audit cannot be written"), refused.said);
        assertEquals(before, Files.readString(directory.resolve("users.toml")));
    }

    /** Whoever changes users is often root, and the server is not. */
    @Test
    void aNewAuditBelongsToWhoseTheFileOfUsersIs() throws Exception {
        done("user", "add", "alice", "--no-password");
        Files.delete(audit);
        Path users = directory.resolve("users.toml");
        try {
            Files.setAttribute(users, "unix:uid", 12_345);
        } catch (FileSystemException notRoot) {
            assumeTrue(false, "needs root");
        }
        done("user", "disable", "alice");
        assertEquals(12_345, Files.getAttribute(audit, "unix:uid"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(audit)));
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        done("user", "add", "alice", "--no-password");
        Files.delete(audit);
        assumeTrue(new ProcessBuilder("mkfifo", audit.toString()).start().waitFor() == 0, "needs mkfifo");
        Ended refused = run(Map.of(), "user", "remove", "alice", "--config", config.toString());
        assertEquals(1, refused.status);
        assertTrue(refused.said.contains("it is not a file"), refused.said);
    }

    @Test
    void theListTellsWhatIsStored() throws Exception {
        Files.write(directory.resolve("files/home/alice/a"), new byte[1000]);
        Files.write(directory.resolve("files/home/alice/d/b"), new byte[234]);
        done("group", "add", "staff", "--quota", "2K");
        done("user", "add", "alice", "--group", "staff", "--quota-files", "10", "--no-password", "--root", "/home/%u");
        done("user", "add", "bob", "--no-password", "--root", "/home/bob", "--quota", "5");
        done("user", "add", "free", "--no-password");
        String[] lines = done("user", "list").split("\n");
        assertTrue(lines[0].endsWith("  stored 1234 of 2048 bytes, 2 of 10 files"), lines[0]);
        assertTrue(lines[1].endsWith("  stored 0 of 5 bytes, 0 files"), lines[1]);
        assertFalse(lines[2].contains("stored"), lines[2]);
        lines = done("user", "list", "--json").split("\n");
        assertEquals(
                "{\"name\":\"alice\",\"disabled\":false,\"password\":false,\"root\":\"/home/%u\",\"groups\":[\"staff\"],"
                        + "\"rules\":[],\"quotaBytes\":2048,\"quotaFiles\":10,\"storedBytes\":1234,\"storedFiles\":2,"
                        + "\"tokens\":[]}",
                lines[0]);
        Files.writeString(config, "root = \"none\"\nusers = \"users.toml\"\n");
        lines = done("user", "list").split("\n");
        assertTrue(lines[0].contains("  stored: what lies in /home/alice cannot be counted: "), lines[0]);
    }

    @Test
    void theScrubLooksWhereTheServerServes() throws Exception {
        Files.write(directory.resolve("files/home/alice/a"), new byte[1000]);
        assertTrue(done("scrub", "--json").contains("\"files\":1,"));
        Ended elsewhere = run(
                Map.of("FTP_SERVER_CONFIG", config.toString()),
                "scrub",
                "--json",
                "--root",
                directory.resolve("files/home/alice/d").toString());
        assertTrue(elsewhere.said.contains("\"files\":0,"), elsewhere.said);
    }
}
