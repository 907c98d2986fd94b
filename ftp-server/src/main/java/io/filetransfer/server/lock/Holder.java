package io.filetransfer.server.lock;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.StateConditions;
import io.filetransfer.codec.Version;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.util.HashSet;
import java.util.Set;

/**
 * Who asks, and which locks it says that it holds.
 *
 * @param user empty where there are no users
 * @param root that the user's names begin in
 * @param tokens of the locks
 */
public record Holder(String user, SafePath root, Set<String> tokens) {
    /** The same with one more lock. */
    public Holder with(String token) {
        Set<String> more = new HashSet<>(tokens);
        more.add(token);
        return new Holder(user, root, more);
    }

    /**
     * Compares with what is there now; a change that follows is not one step with it.
     *
     * @param path that the request is about
     * @throws StorageException VERSION_MISMATCH
     */
    public void require(StateConditions conditions, SafePath path, Storage storage, Locks locks)
            throws StorageException {
        for (StateConditions.StateList list : conditions.lists()) {
            if (holds(list, path, storage, locks)) {
                return;
            }
        }
        throw new StorageException(ErrorCode.VERSION_MISMATCH, "It is not as the request expects it.");
    }

    private boolean holds(StateConditions.StateList list, SafePath path, Storage storage, Locks locks)
            throws StorageException {
        SafePath about = list.name() == null ? path : named(list.name());
        for (StateConditions.State state : list.states()) {
            boolean is = about != null
                    && (state.token() != null
                            ? locks.has(about, state.token())
                            : state.version() != null && state.version().equals(version(about, storage)));
            if (is == state.not()) {
                return false;
            }
        }
        return true;
    }

    /** Null for what nothing can have as its name. */
    private SafePath named(String name) {
        try {
            return SafePath.parse(name).below(root);
        } catch (StorageException e) {
            return null;
        }
    }

    private static Version version(SafePath path, Storage storage) throws StorageException {
        try {
            return storage.stat(path).version();
        } catch (StorageException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }
}
