package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KnownServersTest {
    private static final String KEY = "SHA256:" + "K".repeat(43);
    private static final String OTHER = "SHA256:" + "O".repeat(43);

    @TempDir
    Path home;

    private Path file;
    private KnownServers known;

    @BeforeEach
    void noFile() {
        file = home.resolve("config/file-transfer/known-servers");
        known = new KnownServers(file);
    }

    /** Whoever can change it decides which server is the right one. */
    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
    void aFileThatOthersCanChangeIsRefused(String permissions) throws Exception {
        known.store("h:50000", KEY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(KEY, known.fingerprint("h:50000"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        for (Executable use : List.<Executable>of(
                () -> known.fingerprint("h:50000"),
                () -> known.store("h:50000", OTHER),
                () -> new Profiles(file).all())) {
            String told =
                    assertThrows(FileTransferException.LocalFile.class, use).getMessage();
            assertEquals(file + ": others can change it; chmod go-w", told);
        }
    }

    @Test
    void withoutAFileNothingIsKnownAndNothingIsMade() throws Exception {
        assertNull(known.fingerprint("h:50000"));
        assertEquals(Map.of(), known.all());
        assertFalse(Files.exists(home.resolve("config")));
        assertNull(new KnownServers(null).fingerprint("h:50000"));
        assertThrows(FileTransferException.LocalFile.class, () -> new KnownServers(null).store("h:50000", KEY));
    }

    @Test
    void whatIsStoredIsKnownAndReadByTheUserAlone() throws Exception {
        known.store("h:50000", KEY);
        known.store("[::1]:9", OTHER);
        assertEquals(KEY, known.fingerprint("h:50000"));
        assertNull(known.fingerprint("h:50001"));
        assertEquals("h:50000 " + KEY + "\n[::1]:9 " + OTHER + "\n", Files.readString(file));
        assertEquals("rw-------", mode(file));
        assertEquals("rwx------", mode(file.getParent()));
        known.store("h:50000", OTHER);
        assertEquals("[::1]:9 " + OTHER + "\nh:50000 " + OTHER + "\n", Files.readString(file));
        assertTrue(known.remove("[::1]:9"));
        assertFalse(known.remove("[::1]:9"));
        assertTrue(known.remove("h:50000"));
        assertEquals("", Files.readString(file));
    }

    @Test
    void commentsAndEmptyLinesStay() throws Exception {
        String before = "# ours\n\n  Host.Example:50000\t" + KEY + "  \n   # h:1 " + KEY + "\n";
        write(before);
        assertEquals(Map.of("host.example:50000", KEY), known.all());
        known.store("h:1", OTHER);
        assertEquals(before + "h:1 " + OTHER + "\n", Files.readString(file));
        assertTrue(known.remove("host.example:50000"));
        assertEquals("# ours\n\n   # h:1 " + KEY + "\nh:1 " + OTHER + "\n", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h:50000",
                "h KEY",
                "KEY",
                "KEY h:50000",
                "h:50000 KEY x",
                "h:50000 KEY # mine",
                "h:50000KEY",
                "h:0 KEY",
                "h:70000 KEY",
                "h:050 KEY",
                "h:1/x KEY",
                "ft://h:1 KEY",
                "fts://h:1 KEY",
                "user@h:1 KEY",
                "::1:50000 KEY",
                "-h:1 KEY",
                "h:50000 SHA256:short",
                "h:50000 KEYA",
                "h:50000 sha256:KEY",
                "h:50000,KEY",
                "\u0000",
            })
    void aMalformedLineIsAnErrorThatNamesIt(String line) throws Exception {
        String text = "# first\n" + "g:1 " + KEY + "\n" + line.replace("KEY", KEY) + "\n";
        write(text);
        List<Runnable> uses = List.of(
                () -> known.fingerprint("g:1"), known::all, () -> known.store("i:1", KEY), () -> known.remove("g:1"));
        for (Runnable use : uses) {
            FileTransferException.LocalFile wrong = assertThrows(FileTransferException.LocalFile.class, use::run);
            assertTrue(wrong.getMessage().startsWith(file + ":3: "), wrong.getMessage());
        }
        assertEquals(text, Files.readString(file));
    }

    @Test
    void aServerHasOneLine() throws Exception {
        write("h:1 " + KEY + "\nH:1 " + OTHER + "\n");
        FileTransferException.LocalFile wrong =
                assertThrows(FileTransferException.LocalFile.class, () -> known.fingerprint("h:1"));
        assertTrue(wrong.getMessage().startsWith(file + ":2: "), wrong.getMessage());
    }

    @Test
    void whatCannotBeReadIsAnErrorAndNotAnEmptyList() throws Exception {
        Files.createDirectories(file);
        assertThrows(FileTransferException.LocalFile.class, () -> known.fingerprint("h:1"));
        Files.delete(file);
        Files.delete(file.getParent());
        Files.createFile(file.getParent());
        FileTransferException.LocalFile wrong =
                assertThrows(FileTransferException.LocalFile.class, () -> known.fingerprint("h:1"));
        assertEquals(file + ": Not a directory", wrong.getMessage());
        Files.delete(file.getParent());
        write("#".repeat((1 << 20) + 1));
        assertThrows(FileTransferException.LocalFile.class, () -> known.fingerprint("h:1"));
    }

    @Test
    void aLinkStaysOne() throws Exception {
        Path elsewhere = Files.writeString(home.resolve("dotfiles"), "# ours\n");
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-r--r--"));
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, elsewhere);
        known.store("h:1", KEY);
        assertTrue(Files.isSymbolicLink(file));
        assertEquals("# ours\nh:1 " + KEY + "\n", Files.readString(elsewhere));
    }

    /** One that was killed in the middle leaves its new file. */
    @Test
    void whatAKilledProcessLeftIsInNobodysWay() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file.resolveSibling("known-servers.new"), "h:1 " + OTHER);
        known.store("g:1", KEY);
        assertEquals(Map.of("g:1", KEY), known.all());
    }

    @Test
    void severalProcessesAtOnceLoseNothing() throws Exception {
        List<Process> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            file.toString(),
                            Integer.toString(i))
                    .inheritIO()
                    .start());
        }
        for (Process writer : writers) {
            assertTrue(writer.waitFor(50, TimeUnit.SECONDS));
            assertEquals(0, writer.exitValue());
        }
        assertEquals(4 * Writer.ENTRIES, known.all().size());
    }

    static final class Writer {
        static final int ENTRIES = 20;

        private Writer() {}

        public static void main(String[] args) {
            KnownServers known = new KnownServers(Path.of(args[0]));
            for (int i = 0; i < ENTRIES; i++) {
                known.store("h" + args[1] + ":" + (i + 1), KEY);
                known.store("gone" + args[1] + ":1", KEY);
                known.remove("gone" + args[1] + ":1");
            }
        }
    }

    private void write(String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--")); // whatever the umask is
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
