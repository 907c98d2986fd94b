package io.filetransfer.server;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.Users;
import java.util.HashSet;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Makes the directories that users' names begin in, so that a new user finds one. On a disk thread, one at a time. */
final class Homes {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Storage storage;
    private final Durability durability;
    private final Set<SafePath> refused = new HashSet<>();
    private Users last;

    Homes(Storage storage, Durability durability) {
        this.storage = storage;
        this.durability = durability;
    }

    /** Does nothing while these are the same and all of them have theirs. What fails is logged once. */
    void make(Users users) {
        if (users == last) {
            return;
        }
        Set<SafePath> roots = users.roots();
        refused.retainAll(roots);
        try {
            for (SafePath root : roots) {
                make(root);
            }
        } catch (StorageException readOnly) {
            refused.clear(); // then users find what is there
        }
        if (refused.isEmpty()) {
            last = users;
        }
    }

    /** @throws StorageException READ_ONLY */
    private void make(SafePath root) throws StorageException {
        try {
            storage.makeDirectory(root, true, durability);
            refused.remove(root);
        } catch (StorageException e) {
            if (e.code() == ErrorCode.READ_ONLY) {
                throw e;
            }
            if (refused.add(root)) {
                LOG.error("the root {} of a user cannot be made: {}", root, e.getMessage());
            }
        }
    }
}
