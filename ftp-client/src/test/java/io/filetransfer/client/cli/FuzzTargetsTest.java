package io.filetransfer.client.cli;

import io.filetransfer.codec.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the command line reads, as {@link Fuzzing} runs it. */
class FuzzTargetsTest {
    private static final String KEY = "SHA256:" + "K".repeat(43);

    @Test
    void linesOfTheUsersFilesAndRemoteNames() throws Exception {
        List<byte[]> seeds = Stream.of(
                        "# ours\nh:50000 " + KEY + "\n[::1]:9 " + KEY + "\n",
                        "h:50000 ftt_token\n",
                        "prod h:9 tls fingerprint=" + KEY + " certificate=/c%20.pem key=/k user=anna\n",
                        "two [::1]:9 ca=/ca.pem token-file=/t\n",
                        "ft://h:9/a%20b",
                        "fts://[fe80::1%25eth0]/x",
                        "ft://user:pass@h/x")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        Fuzzing.run(LinesFuzz.class, seeds);
    }
}
