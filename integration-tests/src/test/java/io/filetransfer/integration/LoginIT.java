package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a user of a server: by options, by the environment, and by what login keeps. */
@Timeout(120)
class LoginIT {
    private static final int REFUSED = 4;
    private static final int LOCAL_FILE = 7;
    private static final int USAGE = 2;

    @TempDir
    Path root;

    @TempDir
    Path directory;

    private FileTransferServer server;
    private String host;
    private String token;

    @BeforeEach
    void serve() throws Exception {
        Path file = directory.resolve("users.toml");
        UsersMade users = new UsersMade(file);
        users.run("add", "alice", "--allow", "all");
        token = users.run("token", "alice");
        Files.write(root.resolve("name"), new byte[9]);
        server = FileTransferServer.start(
                ServerConfig.builder(root).port(0).users(file).build());
        host = "127.0.0.1:" + server.port();
    }

    @AfterEach
    void end() {
        server.close();
    }

    /** @return what it said on both streams */
    private String client(int expected, Map<String, String> environment, String... arguments) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("XDG_CONFIG_HOME", directory.resolve("config").toString());
        Ended program = CommandInProcess.run(all, arguments);
        String said = program.out() + program.err();
        assertEquals(expected, program.exit(), said);
        assertFalse(said.contains(token) || said.contains("secret"), said);
        return said;
    }

    @Test
    void aPasswordOrATokenLetsIn() throws Exception {
        String told = client(REFUSED, Map.of(), "stat", host + "/name");
        assertTrue(told.contains("ftp-client login"), told);
        client(0, Map.of("FTP_CLIENT_PASSWORD", "secret"), "stat", "--user", "alice", host + "/name");
        client(0, Map.of("FTP_CLIENT_PASSWORD", "secret", "FTP_CLIENT_USER", "alice"), "stat", host + "/name");
        client(REFUSED, Map.of("FTP_CLIENT_PASSWORD", "wrong"), "stat", "--user", "alice", host + "/name");
        client(0, Map.of("FTP_CLIENT_TOKEN", token), "stat", host + "/name");
        told = client(LOCAL_FILE, Map.of(), "stat", "--user", "alice", host + "/name");
        assertTrue(told.contains("There is no password") || told.contains("there is no password"), told);
    }

    /** What a script gives and has not ends in a sentence, and what it has is taken without a terminal. */
    @Test
    void theEnvironmentAloneIsEnoughForScripts() throws Exception {
        String told = client(LOCAL_FILE, Map.of("FTP_CLIENT_TOKEN", ""), "stat", host + "/name");
        assertTrue(told.contains("FTP_CLIENT_TOKEN is empty"), told);
        told = client(LOCAL_FILE, Map.of("FTP_CLIENT_TOKEN", ""), "login", host);
        assertTrue(told.contains("FTP_CLIENT_TOKEN is empty"), told);

        client(0, Map.of("FTP_CLIENT_TOKEN", token), "login", host);
        client(0, Map.of(), "stat", host + "/name");
        told = client(LOCAL_FILE, Map.of("FTP_CLIENT_USER", "bob"), "stat", host + "/name");
        assertTrue(told.contains("here is no password"), told);
    }

    @Test
    void aTokenFileIsForItsOwnerAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), token + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        String told = client(LOCAL_FILE, Map.of(), "stat", "--token-file", file.toString(), host + "/name");
        assertTrue(told.contains("chmod 600"), told);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        client(0, Map.of(), "stat", "--token-file", file.toString(), host + "/name");
        Files.writeString(file, "\n");
        client(LOCAL_FILE, Map.of(), "stat", "--token-file", file.toString(), host + "/name");
    }

    /** What options say goes before the profile, and that before the environment. */
    @Test
    void aProfileNamesAServerAndItsUser() throws Exception {
        Path file = Files.writeString(directory.resolve("to ken"), token);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        client(0, Map.of(), "profile", "add", "prod", "--token-file", file.toString(), host);
        client(0, Map.of(), "profile", "add", "other", "--user", "alice", host);
        Path profiles = directory.resolve("config/file-transfer/profiles");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(profiles)));

        client(0, Map.of("FTP_CLIENT_TOKEN", "ftt_wrong"), "stat", "prod:/name");
        client(0, Map.of("FTP_CLIENT_PASSWORD", "secret"), "stat", "other:/name");
        client(REFUSED, Map.of("FTP_CLIENT_PASSWORD", "wrong"), "stat", "--user", "alice", "prod:/name");
        Files.writeString(directory.resolve("sent"), "sent");
        client(0, Map.of(), "put", directory + "/sent", "prod:");
        assertEquals("sent", Files.readString(root.resolve("sent")));
        String listed = client(0, Map.of(), "ls", "prod:");
        assertTrue(listed.contains("sent\n"), listed);
        String shown = client(0, Map.of(), "profile", "show", "--json", "prod");
        assertTrue(shown.contains("\"server\":\"" + host + "\",\"tls\":false") && shown.contains("/to ken\""), shown);
        client(0, Map.of(), "login", "--token-file", file.toString(), "prod:");
        client(0, Map.of(), "stat", host + "/name");

        String told = client(USAGE, Map.of(), "stat", "prd:/name");
        assertTrue(told.contains("did you mean 'prod'?"), told);
        client(USAGE, Map.of(), "profile", "remove", "prd");
        Files.writeString(profiles, "other " + host + " usr=alice\n");
        told = client(LOCAL_FILE, Map.of(), "stat", "--json", "other:/name");
        assertTrue(told.contains("profiles:1: ") && told.contains("\"code\":\"LOCAL_FILE\""), told);
    }

    @Test
    void loginKeepsATokenThatTheServerKnows() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "ftt_wrong");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path logins = directory.resolve("config/file-transfer/logins");
        String told = client(REFUSED, Map.of(), "login", "--token-file", file.toString(), host);
        assertTrue(told.contains("nothing was stored"), told);
        assertFalse(Files.exists(logins));
        client(USAGE, Map.of(), "login", host);

        Files.writeString(file, token);
        client(0, Map.of(), "login", "--token-file", file.toString(), host);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(logins)));
        client(0, Map.of(), "stat", host + "/name");

        Files.setPosixFilePermissions(logins, PosixFilePermissions.fromString("rw-r-----"));
        told = client(LOCAL_FILE, Map.of(), "stat", host + "/name");
        assertTrue(told.contains("chmod 600"), told);
        Files.setPosixFilePermissions(logins, PosixFilePermissions.fromString("rw-------"));

        client(0, Map.of(), "login", "--remove", host);
        client(USAGE, Map.of(), "login", "--remove", host);
        client(REFUSED, Map.of(), "stat", host + "/name");
        assertEquals("", Files.readString(logins));
    }
}
