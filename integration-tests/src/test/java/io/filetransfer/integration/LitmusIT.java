package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tests of WebDAV that others have written, all groups of them. */
@Timeout(120)
class LitmusIT extends Served {
    private static final List<String> GROUPS = List.of("basic", "copymove", "props", "locks", "http");

    @BeforeAll
    static void isInstalled() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/litmus")), "litmus is not installed (Debian's package litmus)");
    }

    @Test
    void allOfItPasses() throws Exception {
        List<String> command = List.of("litmus", "-k", "http://localhost:" + server.port() + "/");
        try (Launched litmus =
                Launched.start(command, local, Path.of("/dev/null"), Map.of("TESTS", String.join(" ", GROUPS)))) {
            int exit = litmus.exit();
            String out = litmus.out();
            assertEquals(0, exit, out + litmus.err());
            for (String group : GROUPS) {
                assertTrue(out.contains("summary for `" + group + "'"), out);
            }
            assertEquals(GROUPS.size(), out.split(" 0 failed", -1).length - 1, out);
        }
    }
}
