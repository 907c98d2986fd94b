package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.AddressRange;
import io.filetransfer.server.Bandwidth;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerLimits;
import io.filetransfer.server.ServerTls;
import io.filetransfer.server.storage.local.Modes;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptionsTest {
    private static ServerConfig config(String... arguments) {
        return ServerOptions.parse(arguments, Map.of()).config();
    }

    @Test
    void anAudit() {
        assertFalse(config("d").audit());
        assertTrue(config("d", "--audit-log", "a").audit());
        assertTrue(config("--audit-log", "-").audit());
        assertEquals(
                new LogFile(LogFile.Part.AUDIT, Path.of("a"), 2048, 3),
                ServerOptions.parse(
                                new String[] {"--audit-log", "a", "--audit-log-size", "2K", "--audit-log-files", "3"},
                                Map.of())
                        .audit());
        assertThrows(IllegalArgumentException.class, () -> config("d", "--audit-log", "a%i"));
        assertThrows(IllegalArgumentException.class, () -> config("d", "--audit-log=a", "--transfer-log=./a"));
        assertThrows(IllegalArgumentException.class, () -> config("d", "--audit-log", "a", "--audit-log-files", "0"));
    }

    @Test
    void whatIsTheServersOwnIsNotServed(@TempDir Path root) {
        for (String option : List.of("--audit-log", "--transfer-log")) {
            String inside = root.resolve("f").toString();
            String refusal = assertThrows(IllegalArgumentException.class, () -> config(root.toString(), option, inside))
                    .getMessage();
            assertTrue(refusal.startsWith("a log, " + inside + ", lies in the root"), refusal);
        }
        for (String option : List.of("--users", "--tls-client-ca")) {
            String refusal = assertThrows(
                            IllegalArgumentException.class,
                            () -> config("d", "--audit-log=a", option + "=./a", "--tls-certificate=c", "--tls-key=k"))
                    .getMessage();
            assertEquals("lines of a log cannot go to a, which has something else in it", refusal);
        }
    }

    /** But for lines in the log, which is a program's own where it embeds the library. */
    @Test
    void withoutOptionsTheDefaultsOfTheLibrary() {
        assertEquals(
                ServerConfig.builder(Path.of("."))
                        .limits(ServerLimits.DEFAULTS.withLoggedTransfers(50_000))
                        .build(),
                config());
    }

    @Test
    void anOldName() {
        assertFalse(config("--no-seed").legacyDialect());
    }

    @Test
    void everyOption() {
        ServerConfig config = config(
                "--root",
                "/srv/x",
                "--address",
                "0.0.0.0",
                "--port",
                "1",
                "--insecure",
                "--read-only",
                "--durability",
                "relaxed",
                "--umask",
                "027",
                "--file-mode",
                "640",
                "--directory-mode",
                "0750",
                "--no-legacy",
                "--max-connections",
                "7",
                "--max-connections-per-address",
                "6",
                "--max-unauthenticated",
                "11",
                "--login-timeout",
                "12",
                "--command-timeout",
                "13",
                "--max-uploads-per-user",
                "14",
                "--log-transfers",
                "15",
                "--reserve",
                "2G",
                "--proxy-protocol-from",
                "10.0.0.0/8,2001:db8::1",
                "--max-file-size",
                "3M",
                "--first-frame-timeout",
                "8",
                "--idle-timeout",
                "9",
                "--min-rate",
                "0",
                "--drain-timeout",
                "0",
                "--disk-threads",
                "5",
                "--log-level",
                "Debug");
        assertEquals(Path.of("/srv/x"), config.root());
        assertEquals("/0.0.0.0:1", config.address().toString());
        assertTrue(config.insecure());
        assertTrue(config.readOnly());
        assertEquals(Durability.RELAXED, config.durability());
        assertEquals(new Modes(0027, 0640, 0750), config.modes());
        assertFalse(config.legacyDialect());
        assertEquals(7, config.maxConnections());
        assertEquals(
                ServerLimits.DEFAULTS
                        .withConnectionsPerAddress(6)
                        .withUnauthenticated(11)
                        .withLoginTimeout(Duration.ofSeconds(12))
                        .withCommandTimeout(Duration.ofSeconds(13))
                        .withUploadsPerUser(14)
                        .withReserve(2L << 30)
                        .withLoggedTransfers(15),
                config.limits());
        assertEquals(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("2001:db8::1")), config.proxies());
        assertEquals(3 << 20, config.maxFileSize());
        assertEquals(Duration.ofSeconds(8), config.firstFrameTimeout());
        assertEquals(Duration.ofSeconds(9), config.idleTimeout());
        assertEquals(0, config.minRate());
        assertEquals(Duration.ZERO, config.drainTimeout());
        assertEquals(5, config.diskThreads());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', false",
        "127.0.0.1, --tls=offered, false",
        "127.0.0.1, --tls=required, true",
        "0.0.0.0, '', true",
        "0.0.0.0, --tls=offered, false",
        "0.0.0.0, --tls=required, true",
    })
    void beyondThisMachineEncryptionIsRequired(String address, String when, boolean required) {
        List<String> words = new ArrayList<>(
                List.of("--address", address, "--insecure", "--tls-certificate", "c.pem", "--tls-key=c.key"));
        if (!when.isEmpty()) {
            words.add(when);
        }
        ServerTls tls = new ServerTls(Path.of("c.pem"), Path.of("c.key"), null, required);
        assertEquals(tls, config(words.toArray(String[]::new)).tls());
        words.addAll(List.of("--tls-client-ca", "ca.pem"));
        tls = new ServerTls(Path.of("c.pem"), Path.of("c.key"), Path.of("ca.pem"), required);
        assertEquals(tls, config(words.toArray(String[]::new)).tls());
    }

    @Test
    void anEqualsSignIsAsGoodAsABlank() {
        assertEquals(config("--port", "5", "--root", "a=b"), config("--port=5", "--root=a=b"));
    }

    @Test
    void aDirectoryNeedsNoOption() {
        assertEquals(config("--root", "/srv/x", "--port=5"), config("/srv/x", "--port=5"));
        assertEquals(config("--root", "/srv/x", "--port=5"), config("--port", "5", "/srv/x"));
        assertEquals(config("--root", "@srv"), config("@srv"));
    }

    @Test
    void anAtSignIsAnOrdinaryCharacter() {
        assertEquals(Path.of("@srv"), config("--root", "@srv").root());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1k, 1024",
        "2K, 2048",
        "3m, 3145728",
        "1G, 1073741824",
        "1T, 1099511627776",
        "9223372036854775807, 9223372036854775807"
    })
    void sizes(String text, long size) {
        assertEquals(size, config("--max-file-size", text).maxFileSize());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=-1",
                "--port=65536",
                "--port=x",
                "--port",
                "--port=1 --port=2",
                "--max-connections=0",
                "--max-connections-per-address=0",
                "--max-unauthenticated=0",
                "--login-timeout=0",
                "--command-timeout=0",
                "--proxy-protocol-from=localhost",
                "--proxy-protocol-from=10.0.0.0/33",
                "--proxy-protocol-from=10.0.0.1,",
                "--proxy-protocol-from=127.0.0.1", // users, required encryption or --insecure
                "--first-frame-timeout=0",
                "--idle-timeout=0",
                "--idle-timeout=-1",
                "--drain-timeout=-1",
                "--disk-threads=0",
                "--disk-threads=10001",
                "--max-file-size=-1",
                "--max-file-size=+1",
                "--max-file-size=1.5",
                "--max-file-size=K",
                "--max-file-size=1KB",
                "--max-file-size=9223372036854775808",
                "--max-file-size=18446744073709551615",
                "--max-file-size=9999999T",
                "--min-rate=\u0661",
                "--durability=fast",
                "--log-level=loud",
                "--unknown",
                "--unknown=1",
                "-x",
                "one two",
                "--root=one two",
                "one --root=two",
                "--insecure=false",
                "--tls=required",
                "--tls=offered",
                "--tls-client-ca=a",
                "--tls-certificate=a",
                "--tls-key=a",
                "--tls-certificate=a --tls-key=b --tls=sometimes",
                "--address=0.0.0.0",
                "--address=192.0.2.1",
                "--address=no.such.host.invalid",
                "--root=\0"
            })
    void wrongOnesAreRefusedWithASentence(String arguments) {
        RuntimeException refused = assertThrows(RuntimeException.class, () -> config(arguments.split(" ")));
        assertTrue(
                refused instanceof ParameterException || refused instanceof IllegalArgumentException,
                refused.toString());
        assertFalse(refused.getMessage().isBlank());
        assertFalse(refused.getMessage().contains("com.beust"), refused.getMessage());
    }

    @Test
    void theSentenceNamesOptionAndValue() {
        for (String argument : List.of("--max-file-size=1X", "--min-rate=1X", "--port=1X", "--durability=1X")) {
            String message = assertThrows(ParameterException.class, () -> config(argument))
                    .getMessage();
            assertTrue(message.contains(argument.split("=")[0]) && message.contains("1X"), message);
        }
        assertTrue(assertThrows(ParameterException.class, () -> config("--colour"))
                .getMessage()
                .contains("--colour"));
    }

    @Test
    void ratesAreSizes() {
        assertEquals(
                new Bandwidth(3L << 20, 500 << 10),
                config("--rate-limit", "3M", "--user-rate-limit=500k").bandwidth());
        assertThrows(ParameterException.class, () -> config("--rate-limit", "-1"));
        assertThrows(ParameterException.class, () -> config("--user-rate-limit", "fast"));
    }

    /** As the table in the code says it: after a change, what this test shows is to be put there. */
    @Test
    void theManualHasTheTable() throws Exception {
        String manual = Files.readString(Path.of("OPERATIONS.md"));
        String begin = "<!-- settings -->\n";
        String end = "<!-- end of settings -->";
        assertEquals(
                SettingsText.markdown(), manual.substring(manual.indexOf(begin) + begin.length(), manual.indexOf(end)));
    }

    @Test
    void everyOptionIsASetting() throws Exception {
        Set<String> options = new TreeSet<>();
        for (Class<?> type : List.of(
                ServerOptions.class,
                TlsOptions.class,
                StorageOptions.class,
                LimitOptions.class,
                LogOptions.class,
                AuditOptions.class,
                AdminOptions.class)) {
            for (Field field : type.getDeclaredFields()) {
                Parameter parameter = field.getAnnotation(Parameter.class);
                if (parameter != null && parameter.names().length > 0 && !parameter.help()) {
                    options.add(parameter.names()[0]);
                }
            }
        }
        assertEquals(
                options,
                new TreeSet<>(ServerOptions.SETTINGS.rows().stream()
                        .map(Settings.Row::option)
                        .toList()));
    }

    @Test
    void helpLinesFitATerminal() {
        assertTrue(ServerHelp.TEXT.lines().allMatch(line -> line.length() <= 108), ServerHelp.TEXT);
    }
}
