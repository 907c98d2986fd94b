package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the table says of a setting, that a running server takes it up, is what a running server does. */
class LiveSettingsTest {
    /** Of those whose value is neither a number nor nothing. */
    private static final Map<String, String> VALUES = Map.of(
            "address", "127.0.0.2",
            "durability", "relaxed",
            "umask", "027",
            "file-mode", "600",
            "directory-mode", "700",
            "admin-listen", "127.0.0.1:7",
            "forwarded-from", "192.0.2.7");

    /** Several are only for what others allow, or are the program's own and not the server's. */
    private static final TreeSet<String> NOT_OF_THE_CONFIGURATION = new TreeSet<>(List.of(
            "config",
            "log-level",
            "log-format",
            "proxy-protocol-from",
            "tls",
            "tls-certificate",
            "tls-client-ca",
            "tls-key",
            "transfer-log",
            "transfer-log-files",
            "transfer-log-size",
            "audit-log-files",
            "audit-log-size"));

    @Test
    void tableAndServerAgree(@TempDir Path directory) throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        ServerConfig running = config(root, List.of());
        TreeSet<String> without = new TreeSet<>();
        try (FileTransferServer server = FileTransferServer.start(running)) {
            for (Settings.Row row : ServerOptions.SETTINGS.rows()) {
                if (NOT_OF_THE_CONFIGURATION.contains(row.key())) {
                    without.add(row.key());
                    continue;
                }
                ServerConfig wanted = config(root, changed(row, directory));
                assertEquals(row.setting().live(), server.reload(wanted).isEmpty(), row.key());
                server.reload(running);
            }
        }
        assertEquals(NOT_OF_THE_CONFIGURATION, without);
    }

    private static ServerConfig config(Path root, List<String> changed) {
        List<String> arguments = new ArrayList<>(List.of("--root", root.toString(), "--port", "0"));
        for (int i = 0; i < changed.size(); i++) {
            int known = arguments.indexOf(changed.get(i));
            if (known >= 0) {
                arguments.set(known + 1, changed.get(++i));
            } else {
                arguments.add(changed.get(i));
            }
        }
        return ServerOptions.parse(arguments.toArray(new String[0]), Map.of()).config();
    }

    private static List<String> changed(Settings.Row row, Path directory) throws Exception {
        if (row.isSwitch()) {
            return List.of(row.option());
        }
        String value = VALUES.get(row.key());
        if (value == null) {
            value = row.isPath() ? directory.resolve("other-" + row.key()).toString() : "7";
        }
        if (row.key().equals("root")) {
            Files.createDirectories(Path.of(value));
        }
        if (Set.of("links", "forwarded-from").contains(row.key())) { // without users neither has a meaning
            return List.of(
                    row.option(), value, "--users", directory.resolve("users").toString());
        }
        return List.of(row.option(), value);
    }
}
