package io.filetransfer.server.user;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The users of a running server. A file that changed is taken up by {@link #refresh}; one that cannot be used is reported,
 * and the last that could stays. Safe for use by many threads.
 */
public final class Accounts {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Path path;
    private final UsersFile file;
    private Object seen;
    /** A file that the log has as useless. */
    private Object reported;

    private volatile Users users;

    private Accounts(Path path) {
        this.path = path;
        this.file = new UsersFile(path);
    }

    /** @throws IOException with a sentence for the operator */
    public static Accounts read(Path path) throws IOException {
        Accounts accounts = new Accounts(path);
        accounts.seen = accounts.look();
        accounts.users = accounts.file.read();
        LOG.info("{} users in {}", accounts.users.all().size(), path);
        return accounts;
    }

    public Users users() {
        return users;
    }

    /** Takes up a file that changed since it was looked at last. Reads it: not for event loops. */
    public synchronized void refresh() {
        Object now = look();
        if (now.equals(seen)) {
            return;
        }
        try {
            users = file.read();
            seen = now;
            LOG.info("{} users in {}", users.all().size(), path);
        } catch (IOException | RuntimeException e) { // tried again next time: what failed may pass
            if (now.equals(reported)) {
                return;
            }
            reported = now;
            LOG.error("the file of users changed and cannot be used, what was read before stays: {}", e.getMessage());
        }
    }

    /** Identity, size and time of the file. */
    private Object look() {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return java.util.List.of(String.valueOf(found.fileKey()), found.size(), found.lastModifiedTime());
        } catch (IOException e) {
            return "missing";
        }
    }
}
