package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whatever is in a file of settings, it is refused with a sentence or gives keys that there are. */
public final class SettingsFuzz {
    private static final Settings SETTINGS = ServerOptions.SETTINGS;
    private static final Path FILE = Path.of("/etc/ftp-server.toml");

    private SettingsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            for (String key : SettingsFile.parse(SETTINGS, FILE, new String(data, StandardCharsets.UTF_8))
                    .keySet()) {
                if (SETTINGS.row(key) == null) {
                    throw new AssertionError(key);
                }
            }
        } catch (ParameterException refused) {
            // With a sentence.
        }
    }
}
