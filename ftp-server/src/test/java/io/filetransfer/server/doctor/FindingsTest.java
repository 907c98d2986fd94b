package io.filetransfer.server.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.ServerTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor makes of what it sees. */
class FindingsTest {
    private static void is(Finding.State state, Finding finding) {
        assertEquals(state, finding.state(), finding.line());
    }

    private static Finding openFiles(String hard) {
        return MachineCheck.openFiles("Max open files            1024                 " + hard + "    files");
    }

    @Test
    void openFiles() {
        is(Finding.State.OK, openFiles("1048576"));
        is(Finding.State.OK, openFiles("unlimited"));
        is(Finding.State.WARNING, openFiles("1024"));
        is(Finding.State.FAILED, openFiles("100"));
        is(Finding.State.WARNING, MachineCheck.openFiles(""));
    }

    @Test
    void theClock() {
        Instant now = Instant.parse("2026-12-01T00:00:00Z");
        is(Finding.State.OK, MachineCheck.clock(now, ""));
        is(Finding.State.OK, MachineCheck.clock(now, "yes"));
        is(Finding.State.WARNING, MachineCheck.clock(now, "no"));
        is(Finding.State.FAILED, MachineCheck.clock(Instant.EPOCH, "yes"));
    }

    @Test
    void fileSystems() {
        Path root = Path.of("/srv");
        is(Finding.State.OK, RootCheck.fileSystem(root, "ext4"));
        is(Finding.State.WARNING, RootCheck.fileSystem(root, "nfs4"));
        is(Finding.State.WARNING, RootCheck.fileSystem(root, "tmpfs"));
        is(Finding.State.OK, RootCheck.inodes("100 50"));
        is(Finding.State.WARNING, RootCheck.inodes("100 1"));
        is(Finding.State.OK, RootCheck.inodes("0 0"));
        is(Finding.State.OK, RootCheck.inodes("stat: what is that"));
        is(Finding.State.WARNING, RootCheck.share("room", "bytes", 1, 1000));
    }

    @Test
    void certificates(@TempDir Path directory) throws Exception {
        Instant now = Instant.now();
        X509Bundle authority = builder(now)
                .setIsCertificateAuthority(true)
                .subject("CN=authority")
                .buildSelfSigned();
        X509Bundle server = builder(now).subject("CN=server").buildIssuedBy(authority);
        Path key = Files.writeString(directory.resolve("key"), server.getPrivateKeyPEM());
        Path own = Files.writeString(directory.resolve("own"), server.getCertificatePEM());
        Path chain = Files.writeString(
                directory.resolve("chain"), server.getCertificatePEM() + "\n" + authority.getCertificatePEM());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        List<Finding> good = findings(chain, key, now);
        assertTrue(good.stream().allMatch(each -> each.state() == Finding.State.OK), good::toString);
        is(Finding.State.WARNING, findings(own, key, now).get(1));
        is(
                Finding.State.WARNING,
                findings(chain, key, now.plus(Duration.ofDays(25))).get(0));
        is(
                Finding.State.FAILED,
                findings(chain, key, now.plus(Duration.ofDays(40))).get(0));
        Path wrong = Files.writeString(
                directory.resolve("wrong"), server.getCertificatePEM() + "\n" + server.getCertificatePEM());
        assertTrue(findings(wrong, key, now).stream().anyMatch(each -> each.state() == Finding.State.FAILED));
        Path others = Files.writeString(directory.resolve("others"), authority.getPrivateKeyPEM());
        is(Finding.State.FAILED, findings(chain, others, now).get(0));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        is(Finding.State.WARNING, findings(chain, key, now).get(2));
    }

    private static CertificateBuilder builder(Instant now) {
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .notBefore(now.minusSeconds(60))
                .notAfter(now.plus(Duration.ofDays(30)));
    }

    private static List<Finding> findings(Path certificates, Path key, Instant now) {
        return new CertificateCheck(new ServerTls(certificates, key, null, false), now).all();
    }
}
