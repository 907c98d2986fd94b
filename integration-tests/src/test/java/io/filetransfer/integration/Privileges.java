package io.filetransfer.integration;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What only some users may do; tests that need it are skipped for the others, with the reason. */
final class Privileges {
    private Privileges() {}

    static void assumeMounts() {
        assume(succeeds("unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"), "mounting needs root");
    }

    /** A command's beginning that takes root's right to pass over permissions away; nothing for other users. */
    static List<String> assumeDropped() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        String rights = "-dac_override,-dac_read_search";
        List<String> dropping = List.of("setpriv", "--bounding-set=" + rights, "--inh-caps=" + rights);
        List<String> probe = new ArrayList<>(dropping);
        probe.add("true");
        assume(succeeds(probe.toArray(String[]::new)), "root passes over permissions, and setpriv does not help");
        return dropping;
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
