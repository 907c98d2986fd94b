package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that the user gives to servers. */
class ProfilesTest {
    private static final String KEY = "SHA256:" + "K".repeat(43);
    private static final ServerSettings ALL =
            new ServerSettings(true, null, KEY, Path.of("/c 1%\n.pem"), Path.of("/c.key"), null, Path.of("/é/token"));

    @TempDir
    Path home;

    private Path file;
    private Profiles profiles;

    @BeforeEach
    void none() {
        file = home.resolve("file-transfer/profiles");
        profiles = new Profiles(file);
    }

    @Test
    void whatIsAddedIsAServersNameAndReadByTheUserAlone() throws Exception {
        profiles.add("Prod", new Profile("files.example:9", ALL));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                "prod files.example:9 tls fingerprint=" + KEY
                        + " certificate=/c%201%25%0A.pem key=/c.key token-file=/%C3%A9/token\n",
                Files.readString(file));
        RemoteName name = profiles.remote("PROD:/a/b c%20");
        assertEquals(new RemoteName("files.example", 9, ALL, "a/b c%20", "PROD:/a/b c%20"), name);
        assertTrue(name.tls());
        assertEquals("/", profiles.remote("prod:").request());
        assertEquals("prod:/x", profiles.remote("prod:").child("x").text());
        assertEquals("x", profiles.remote("prod:").child("x").path());
    }

    @Test
    void eachNameIsThereOnce() throws Exception {
        profiles.add("prod", new Profile("h:1", ServerSettings.NONE));
        UsageException refused =
                assertThrows(UsageException.class, () -> profiles.add("PROD", new Profile("h:2", ServerSettings.NONE)));
        assertTrue(refused.getMessage().contains("already"), refused.getMessage());
        assertEquals("prod h:1\n", Files.readString(file));
        profiles.remove("Prod");
        assertThrows(UsageException.class, () -> profiles.remove("prod"));
        assertEquals("", Files.readString(file));
    }

    /** What stands before the colon and the slash is never a host, and all else never a profile. */
    @ParameterizedTest
    @ValueSource(strings = {"prod/x", "prod:1/x", "ft://prod/x", "FTS://prod/x", "[::1]:1/x"})
    void aHostIsAHostWhateverProfilesThereAre(String text) throws Exception {
        profiles.add("prod", new Profile("elsewhere:9", ALL));
        assertEquals(RemoteName.parse(text), profiles.remote(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "prd:/x|did you mean 'prod'? For the host of that name write 'prd/x'",
                "frobnicate:/x|'ftp-client profile list' shows them; for the host of that name write 'frobnicate/x'",
                "frob:|write 'frob/'",
                "prod:x|not a colon as for scp",
                "prod://x|URLs of this program begin with ft://",
                "-x:/y|not a colon",
                "ftp:/x|there is no profile 'ftp'",
            })
    void whatIsNoProfileIsRefused(String text, String part) throws Exception {
        profiles.add("prod", new Profile("h:1", ServerSettings.NONE));
        UsageException refused = assertThrows(UsageException.class, () -> profiles.remote(text));
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
        assertTrue(refused.getMessage().startsWith("'" + text + "'"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a:1", "-a", ".a", "a@b", "é", "a\n", "[::1]", "*"})
    void aNameIsLettersAndDigits(String name) {
        for (UsageException refused : List.of(
                assertThrows(UsageException.class, () -> profiles.require(name)),
                assertThrows(UsageException.class, () -> profiles.remove(name)),
                assertThrows(
                        UsageException.class, () -> profiles.add(name, new Profile("h:1", ServerSettings.NONE))))) {
            assertTrue(refused.getMessage().contains("is not the name of a profile"), refused.getMessage());
        }
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "prod|the address is missing",
                "prod h:0|a port is a number",
                "prod h:1/x|is not the address of a server",
                "prod fts://h:1|is not the address of a server",
                "prod h usr=anna|did you mean 'user'?",
                "prod h password=secret|there is no 'password' in a profile",
                "prod h user|'user' needs a value",
                "prod h user=|'user' needs a value",
                "prod h tls=yes|'tls' takes no value",
                "prod h tls tls|is there twice",
                "prod h ca=/a ca=/b|is there twice",
                "prod h ca=a.pem|begins with /",
                "prod h ca=/%zz|two hexadecimal digits",
                "prod h ca=/%00|NUL",
                "prod h fingerprint=SHA256:x|43 letters",
                "prod h fingerprint=SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ca=/a|exclude each other",
                "prod h certificate=/a|go together",
                "prod h user=a token-file=/t|exclude each other",
                "p@d h|for a name",
                "PROD2 h|is the second one of PROD2",
            })
    void aMalformedLineIsAnErrorThatNamesIt(String line, String part) throws Exception {
        Files.createDirectories(file.getParent());
        String text = "# mine\nprod2 h\n" + line + "\n";
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--")); // whatever the umask is
        List<Runnable> uses = List.of(
                () -> sneaky(() -> profiles.remote("prod2:/x")),
                () -> sneaky(() -> profiles.all()),
                () -> sneaky(() -> {
                    profiles.remove("prod2");
                    return null;
                }));
        for (Runnable use : uses) {
            FileTransferException.LocalFile wrong = assertThrows(FileTransferException.LocalFile.class, use::run);
            assertTrue(wrong.getMessage().startsWith(file + ":3: "), wrong.getMessage());
            assertTrue(wrong.getMessage().contains(part), wrong.getMessage());
            assertFalse(wrong.getMessage().contains("secret"), wrong.getMessage());
        }
        assertEquals(text, Files.readString(file));
    }

    private static void sneaky(Callable<?> call) {
        try {
            call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void optionsGoBeforeAProfileByWhatTheySay() {
        ServerSettings stored =
                new ServerSettings(true, Path.of("/ca"), null, Path.of("/c"), Path.of("/k"), "anna", null);
        assertEquals(stored, ServerSettings.NONE.over(stored));
        ServerSettings key = new ServerSettings(false, null, KEY, null, null, null, null);
        assertEquals(new ServerSettings(true, null, KEY, Path.of("/c"), Path.of("/k"), "anna", null), key.over(stored));
        ServerSettings token = new ServerSettings(true, null, null, null, null, null, Path.of("/t"));
        assertEquals(
                new ServerSettings(true, Path.of("/ca"), null, Path.of("/c"), Path.of("/k"), null, Path.of("/t")),
                token.over(stored));
        assertTrue(ServerSettings.NONE.over(key).encrypts());
    }

    @Test
    void profileAddKeepsFilesByTheirWholeNames() throws Exception {
        for (String wrong : List.of(
                "profile",
                "profile ad prod h",
                "profile add prod",
                "profile add prod h x",
                "profile add prod h/x",
                "profile add prod fts://h",
                "profile add --connections 3 prod h",
                "profile add --limit-rate 5K prod h",
                "profile add --literal prod h",
                "profile add --token-file - prod h",
                "profile add --user a --token-file t prod h",
                "profile add --ca a --fingerprint " + KEY + " prod h",
                "profile list x",
                "profile show",
                "profile remove a b")) {
            UsageException refused =
                    assertThrows(UsageException.class, () -> CommandLine.parse(Map.of(), wrong.split(" ")), wrong);
            assertFalse(refused.getMessage().isBlank());
        }
        CommandLine.parse(Map.of(), "profile", "add", "--ca", "a", "prod", "h");
    }
}
