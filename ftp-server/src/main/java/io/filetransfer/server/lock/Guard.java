package io.filetransfer.server.lock;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;

/** Lets changes be made that no lock forbids to who asks for them. */
final class Guard {
    private final Storage storage;
    private final Locks locks;
    private final Holder holder;

    Guard(Storage storage, Locks locks, Holder holder) {
        this.storage = storage;
        this.locks = locks;
        this.holder = holder;
    }

    /** A change that is made while no lock comes in between. */
    interface Making<T> {
        T make() throws StorageException;
    }

    interface Removing {
        void remove() throws StorageException;
    }

    /** What is there, or is to be there, changes. */
    <T> T changed(SafePath name, boolean parents, Making<T> making) throws StorageException {
        Locks.Change change = locks.begin(name, false);
        try {
            requireMade(name, parents);
            return making.make();
        } finally {
            change.end();
        }
    }

    /** What is made is a change of the directory that gets it as an entry, too. */
    void requireMade(SafePath name, boolean parents) throws StorageException {
        locks.require(name, false, holder.user(), holder.tokens());
        for (SafePath made = name; !made.isRoot(); made = made.parent()) {
            if (locks.areOn(made.parent()) && !isThere(made)) {
                locks.require(made.parent(), false, holder.user(), holder.tokens());
            }
            if (!parents) {
                return;
            }
        }
    }

    private boolean isThere(SafePath name) throws StorageException {
        try {
            storage.stat(name);
            return true;
        } catch (StorageException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.NOT_A_DIRECTORY) {
                return false;
            }
            throw e;
        }
    }

    /** What is there goes, with all that is in it, and with the locks on it. */
    void removed(SafePath name, Removing removing) throws StorageException {
        Locks.Change change = locks.begin(name, true);
        try {
            locks.require(name, true, holder.user(), holder.tokens());
            if (!name.isRoot()) {
                locks.require(name.parent(), false, holder.user(), holder.tokens());
            }
            removing.remove();
            locks.forget(name);
        } finally {
            change.end();
        }
    }

    <T> T published(Destination destination, Making<T> making) throws StorageException {
        return changed(destination.target(), destination.parents(), making);
    }
}
