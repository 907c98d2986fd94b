package io.filetransfer.server;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.Users;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Makes the directories that users' names begin in, so that a new user finds one. On a disk thread, one at a time. */
final class Homes {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Storage storage;
    private final Durability durability;
    private Users last;

    Homes(Storage storage, Durability durability) {
        this.storage = storage;
        this.durability = durability;
    }

    /** Does nothing while these are the same. */
    void make(Users users) {
        if (users == last) {
            return;
        }
        last = users;
        for (SafePath root : users.roots()) {
            try {
                storage.makeDirectory(root, true, durability);
            } catch (StorageException e) {
                if (e.code() == ErrorCode.READ_ONLY) {
                    return; // then users find what is there
                }
                LOG.error("the root {} of a user cannot be made: {}", root, e.getMessage());
            }
        }
    }
}
