package io.filetransfer.codec;

import java.nio.file.Path;
import java.util.Map;

/** Where programs keep what is one user's, as the XDG base directory specification has it; relative paths do not count. */
public final class UserDirectory {
    private static final String OURS = "file-transfer";

    private UserDirectory() {}

    /** What the user has said; null where there is no place for it. */
    public static Path configuration(Map<String, String> environment) {
        return find(environment, "XDG_CONFIG_HOME", ".config");
    }

    /** What programs have noted; null where there is no place for it. */
    public static Path state(Map<String, String> environment) {
        return find(environment, "XDG_STATE_HOME", ".local/state");
    }

    private static Path find(Map<String, String> environment, String variable, String below) {
        String said = environment.get(variable);
        Path base = isAbsolute(said) ? Path.of(said) : home(environment).resolve(below);
        return base.isAbsolute() ? base.resolve(OURS) : null;
    }

    /** As other programs find it; the JVM asks the list of the machine's users only. */
    private static Path home(Map<String, String> environment) {
        String home = environment.get("HOME");
        return Path.of(isAbsolute(home) ? home : System.getProperty("user.home"));
    }

    private static boolean isAbsolute(String path) {
        return path != null && path.startsWith("/");
    }
}
