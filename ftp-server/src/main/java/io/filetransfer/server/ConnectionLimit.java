package io.filetransfer.server;

import io.filetransfer.codec.body.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * How many connections there can be, whatever was asked for: what open files and memory have room for.
 *
 * @param files that connections, and what is open for them, may take
 * @param holders connections that memory has room for
 */
record ConnectionLimit(int files, int holders) {
    private static final Logger LOG = LogManager.getLogger("server");

    /** Open files that are not connections' (jars, logs, the root), and those that each connection may need besides. */
    private static final int OTHER_FILES = 64;

    private static final int FILES_PER_CONNECTION = 2;

    /** Where files are short, connections that nothing is known of yet get one part in so many. */
    private static final int STRANGERS_PART = 4;

    static final ConnectionLimit NONE = new ConnectionLimit(Integer.MAX_VALUE, Integer.MAX_VALUE);

    static ConnectionLimit of(MemoryBudget memory) {
        return new ConnectionLimit(Math.max(0, openFileLimit() - OTHER_FILES), memory.holders());
    }

    /** Those that may be served, if {@code wanted} were. */
    int served(int wanted) {
        return Math.min(wanted, Math.min(holders, Math.max(1, filesForServed() / FILES_PER_CONNECTION)));
    }

    /** Those that may be there besides. */
    int strangers(int wanted) {
        return Math.min(wanted, Math.max(1, files / STRANGERS_PART));
    }

    private int filesForServed() {
        return files - files / STRANGERS_PART;
    }

    /** Says so in the log if it is less than what was asked for. */
    void tell(int wanted) {
        if (filesForServed() / FILES_PER_CONNECTION < wanted) {
            LOG.info(
                    "the limit on open files leaves room for {} connections, not {}",
                    filesForServed() / FILES_PER_CONNECTION,
                    wanted);
        }
        if (holders < wanted) {
            LOG.info("the limit on direct memory leaves room for {} connections, not {}", holders, wanted);
        }
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
