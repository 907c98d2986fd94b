package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The permission bits that this process takes from what it makes, as the operator has set them. */
final class Umask {
    private static final String LINE = "Umask:";
    private static final int USUAL = 0022;

    private Umask() {}

    static int read() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(LINE)) {
                return Integer.parseInt(line.substring(LINE.length()).strip(), 8);
            }
        }
        return USUAL;
    }
}
