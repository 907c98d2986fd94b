package io.filetransfer.server;

import io.filetransfer.codec.Fuzzing;
import io.filetransfer.server.program.SettingsFuzz;
import io.filetransfer.server.storage.NamesFuzz;
import io.filetransfer.server.user.UsersFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server reads besides frames, as {@link Fuzzing} runs it. */
class FuzzTargetsTest {
    private static List<byte[]> seeds(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void names() throws Exception {
        Fuzzing.run(
                NamesFuzz.class, seeds("a", "/a/b/", "a/./../b", "..", ".filetransfer/x", "caf\u00e9/\u0001", "//"));
    }

    @Test
    void users() throws Exception {
        Fuzzing.run(UsersFuzz.class, seeds("""
                [users.alice]
                password = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                root = "/home/%u"
                groups = ["staff"]
                rules = [ { path = "/", allow = ["read", "list"] } ]

                [users.bob]
                disabled = true
                certificate = "CN=bob"
                rules = []

                [groups.staff]
                rules = [ { path = "/shared", allow = ["write"] } ]
                """, "", "[users.x]\n", "users = 1\n"));
    }

    @Test
    void settings() throws Exception {
        Fuzzing.run(
                SettingsFuzz.class,
                seeds("port = 50001\nread-only = true\n", "tls-certificate = \"server.pem\"\n", "[x]\n", "prot = 1\n"));
    }
}
