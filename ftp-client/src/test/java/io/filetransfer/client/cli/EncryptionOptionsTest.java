package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections are encrypted, and how their servers are known. */
class EncryptionOptionsTest {
    private static final String KEY = "SHA256:" + "K".repeat(43);
    private static final String OTHER = "SHA256:" + "O".repeat(43);

    @TempDir
    Path directory;

    private KnownServers known;

    @BeforeEach
    void emptyList() {
        known = new KnownServers(directory.resolve("known-servers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls", "--ca=a.pem", "--fingerprint=SHA256:", "--certificate=a.pem --key=a.key"})
    void eachEncryptsWhateverTheNameSays(String options) throws UsageException {
        String words = options.replaceAll("SHA256:$", KEY);
        for (String name : new String[] {"h/x", "ft://h/x", "fts://h/x"}) {
            GetCommand before = (GetCommand) parse(words + " get " + name);
            assertTrue(before.sources().get(0).tls());
            GetCommand after = (GetCommand) parse("get " + name + " " + words.replace('=', ' '));
            assertTrue(after.sources().get(0).tls());
        }
        assertTrue(parse("mv " + words + " h/a fts://h/b").serverSettings().encrypts(), "of one server");
    }

    @Test
    void withoutAWordNothingIs() throws UsageException {
        assertNull(tls("get h/x"));
        assertNull(tls("get ft://h/x"));
        assertEquals(ClientTls.system(), tls("get fts://h/x"));
        assertEquals(ClientTls.system(), tls("get --tls h/x"));
    }

    @Test
    void theOptionsSayHowTheServerIsKnown() throws UsageException {
        assertEquals(ClientTls.authorities(Path.of("a.pem")), tls("get --ca a.pem h/x"));
        assertEquals(ClientTls.fingerprints(KEY), tls("get --fingerprint " + KEY + " h/x"));
        ClientTls own = ClientTls.system().withCertificate(Path.of("c.pem"), Path.of("c.key"));
        assertEquals(own, tls("get --certificate c.pem --key c.key h/x"));
        known.store("h:50000", OTHER);
        assertEquals(ClientTls.authorities(Path.of("a.pem")), tls("get --ca a.pem h/x"));
        assertEquals(ClientTls.fingerprints(KEY), tls("get --fingerprint " + KEY + " h/x"));
        assertEquals(
                Set.of(OTHER), tls("get --certificate c.pem --key c.key h/x").fingerprints());
    }

    @Test
    void aKnownServerIsNeverSpokenToInPlain() throws UsageException {
        known.store("h:50000", KEY);
        for (String name : new String[] {"h/x", "H:50000/x", "ft://h/x", "fts://h/x"}) {
            assertEquals(ClientTls.fingerprints(KEY), tls("get " + name));
        }
        assertNull(tls("get h:50001/x"));
        FileTransferException.Untrusted refused =
                assertThrows(FileTransferException.Untrusted.class, () -> tls("get --legacy h/x"));
        assertEquals(ExitCode.UNTRUSTED, FailureReport.of(refused).exitCode());
        assertNull(tls("get --legacy h:50001/x"));
    }

    @Test
    void onlyWhatNobodyVouchesForIsUnknown() throws UsageException {
        assertTrue(isUnknown("get fts://h/x"));
        assertTrue(isUnknown("get --certificate c.pem --key c.key h/x"));
        assertFalse(isUnknown("get h/x"));
        assertFalse(isUnknown("get --ca a.pem h/x"));
        assertFalse(isUnknown("get --fingerprint " + KEY + " h/x"));
        known.store("h:50000", KEY);
        assertFalse(isUnknown("get fts://h/x"));
    }

    private ClientTls tls(String line) throws UsageException {
        GetCommand get = (GetCommand) parse(line);
        return new ServerTrust(get, known).of(get.sources().get(0));
    }

    private boolean isUnknown(String line) throws UsageException {
        GetCommand get = (GetCommand) parse(line);
        return new ServerTrust(get, known).isUnknown(get.sources().get(0));
    }

    private static Command parse(String line) throws UsageException {
        return CommandLine.parse(Map.of(), line.split(" ")).command();
    }
}
