package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.Credentials;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLoginTest {
    private static final String LONG = "x".repeat(100_000);

    @TempDir
    Path directory;

    private InputStream in = InputStream.nullInputStream();
    private Logins logins;

    @BeforeEach
    void keepAToken() {
        logins = new Logins(directory.resolve("logins"));
        logins.store("h:50000", "ftt_kept");
    }

    private CommandLogin login(Map<String, String> environment) {
        Terminal terminal = Terminal.of(in, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        return new CommandLogin(new ListCommand(), environment, terminal, logins);
    }

    private static RemoteName server(String user, Path tokenFile) throws UsageException {
        return RemoteName.parse("h").with(new ServerSettings(false, null, null, null, null, user, tokenFile));
    }

    private static String secret(CommandLogin login, RemoteName server) {
        Credentials sent = login.of(server).encoded();
        return new String(sent.secret(), StandardCharsets.UTF_8);
    }

    private Path file(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** A secret that a script does not have is an empty variable. */
    @ParameterizedTest
    @ValueSource(strings = {"FTP_CLIENT_TOKEN", "FTP_CLIENT_USER", "FTP_CLIENT_PASSWORD"})
    void anEmptyVariableIsNamed(String variable) throws Exception {
        RemoteName server = server(variable.endsWith("PASSWORD") ? "anna" : null, null);
        assertEquals(variable + " is empty", refusal(Map.of(variable, ""), server));
    }

    @Test
    void whatIsTooLongIsNamedAndNotShown() throws Exception {
        Path file = file(LONG);
        for (String told : new String[] {
            refusal(Map.of("FTP_CLIENT_TOKEN", LONG), server(null, null)),
            refusal(Map.of("FTP_CLIENT_USER", LONG, "FTP_CLIENT_PASSWORD", "p"), server(null, null)),
            refusal(Map.of("FTP_CLIENT_PASSWORD", LONG), server("anna", null)),
            refusal(Map.of(), server(null, file))
        }) {
            assertTrue(told.contains(" cannot be used: credentials have at most 4096 bytes"), told);
            assertFalse(told.contains("xxx"), told);
        }
        assertTrue(refusal(Map.of(), server(null, file)).startsWith(file + " "));
    }

    private String refusal(Map<String, String> environment, RemoteName server) {
        CommandLogin login = login(environment);
        return assertThrows(FileTransferException.LocalFile.class, () -> login.of(server))
                .getMessage();
    }

    @Test
    void aUserAloneIsNeverAnotherOne() throws Exception {
        assertEquals("ftt_kept", secret(login(Map.of()), server(null, null)));
        String told = refusal(Map.of("FTP_CLIENT_USER", "bob"), server(null, null));
        assertTrue(told.startsWith("There is no password"), told);
    }

    @Test
    void aTokenIsReadOnce() throws Exception {
        Path file = file("ftt_first\nmore\n");
        CommandLogin login = login(Map.of());
        assertEquals("ftt_first", login.givenToken(file));
        Files.delete(file);
        assertEquals("ftt_first", secret(login, server(null, file)));
    }

    @Test
    void aTokenCanComeOnStandardInput() throws Exception {
        in = new ByteArrayInputStream("ftt_piped\r\ncontent".getBytes(StandardCharsets.UTF_8));
        CommandLogin login = login(Map.of());
        RemoteName server = server(null, Path.of("-"));
        assertEquals("ftt_piped", secret(login, server));
        assertEquals("ftt_piped", secret(login, server));
        assertEquals("content", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("standard input: its first line is empty, and should be a token", refusal(Map.of(), server));
    }

    @Test
    void loginTakesTheTokenOfTheEnvironment() {
        assertEquals("ftt_env", login(Map.of("FTP_CLIENT_TOKEN", "ftt_env")).givenToken(null));
        assertNull(login(Map.of()).givenToken(null));
        assertNotNull(logins.token("h:50000"));
        CommandLogin empty = login(Map.of("FTP_CLIENT_TOKEN", ""));
        assertThrows(FileTransferException.LocalFile.class, () -> empty.givenToken(null));
    }
}
