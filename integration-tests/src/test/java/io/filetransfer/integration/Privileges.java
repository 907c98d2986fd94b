package io.filetransfer.integration;

import org.junit.jupiter.api.Assumptions;

/** What only some users may do; tests that need it are skipped for the others, with the reason. */
final class Privileges {
    private Privileges() {}

    static void assumeMounts() {
        assume(succeeds("unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"), "mounting needs root");
    }

    private static void assume(boolean holds, String reason) {
        if (!holds) {
            System.out.println("Skipped: " + reason);
        }
        Assumptions.assumeTrue(holds, reason);
    }

    private static boolean succeeds(String... command) {
        try (Launched launched = Launched.run(command)) {
            return launched.exit() == 0;
        } catch (Exception e) {
            return false;
        }
    }
}
