package io.filetransfer.server;

import io.filetransfer.codec.body.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** How many connections there may be: what was asked for, or what open files and memory have room for. */
final class ConnectionLimit {
    private static final Logger LOG = LogManager.getLogger("server");

    /** Open files that are not connections' (jars, logs, the root), and those that each connection may need besides. */
    private static final int OTHER_FILES = 64;

    private static final int FILES_PER_CONNECTION = 2;

    private ConnectionLimit() {}

    static int of(int wanted, MemoryBudget memory) {
        int files = Math.max(1, (openFileLimit() - OTHER_FILES) / FILES_PER_CONNECTION);
        if (files < wanted) {
            LOG.info("the limit on open files leaves room for {} connections, not {}", files, wanted);
        }
        if (memory.holders() < wanted) {
            LOG.info("the limit on direct memory leaves room for {} connections, not {}", memory.holders(), wanted);
        }
        return Math.min(wanted, Math.min(files, memory.holders()));
    }

    private static int openFileLimit() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    String soft =
                            line.substring("Max open files".length()).strip().split("\\s+")[0];
                    return soft.equals("unlimited") ? Integer.MAX_VALUE : (int) Math.min(Long.parseLong(soft), 1 << 30);
                }
            }
        } catch (IOException | NumberFormatException e) {
            LOG.debug("the limit on open files is not known", e);
        }
        return Integer.MAX_VALUE;
    }
}
