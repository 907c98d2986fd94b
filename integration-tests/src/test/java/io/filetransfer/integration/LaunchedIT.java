package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs under test get the signals that a shell would give them, whoever starts the build. */
class LaunchedIT {
    /** The bits of HUP, INT, QUIT, PIPE and TERM in the kernel's mask of ignored signals. */
    private static final long SIGNALS = bit(1) | bit(2) | bit(3) | bit(13) | bit(15);

    @Test
    void aBuildThatIgnoresSignalsStartsProgramsThatDoNot() throws Exception {
        List<String> build = new ArrayList<>(List.of("sh", "-c", "trap '' HUP INT QUIT PIPE TERM; exec \"$@\"", "sh"));
        build.addAll(Launched.java(List.of(), Build.class.getName()));
        try (Launched launched = Launched.start(build)) {
            assertEquals(0, launched.exit(), launched.err());
            long ignored = Long.parseUnsignedLong(launched.out().strip(), 16);
            assertEquals(0, ignored & SIGNALS, launched.out());
        }
    }

    private static long bit(int signal) {
        return 1L << (signal - 1);
    }

    /** Stands for a build: starts a program and tells which signals that one ignores. */
    static final class Build {
        public static void main(String[] arguments) throws Exception {
            try (Launched program = Launched.run("sed", "-n", "s/^SigIgn:.//p", "/proc/self/status")) {
                System.out.println(program.out().strip());
            }
        }
    }
}
