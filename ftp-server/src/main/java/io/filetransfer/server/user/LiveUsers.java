package io.filetransfer.server.user;

import io.filetransfer.server.watch.FileWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The users of a running server. A file that changed is taken up by {@link #refresh}; one that cannot be used is reported,
 * and the last that could stays. Safe for use by many threads.
 */
public final class LiveUsers {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Path path;
    private final FileWatch watch;
    private volatile Users users;

    private LiveUsers(Path path) {
        this.path = path;
        this.watch = new FileWatch(List.of(path));
    }

    /** @throws IOException with a sentence for the operator */
    public static LiveUsers read(Path path) throws IOException {
        LiveUsers accounts = new LiveUsers(path);
        accounts.take();
        return accounts;
    }

    public Users users() {
        return users;
    }

    /** Takes up a file that changed since it was looked at last. Reads it: not for event loops. */
    public void refresh() {
        watch.refresh("the file of users", this::take);
    }

    /** Takes the file up, also if it seems to be the same. */
    public void again() {
        watch.again("the file of users", this::take);
    }

    private void take() throws IOException {
        users = new UsersFile(path).read();
        LOG.info("{} users in {}", users.all().size(), path);
    }
}
