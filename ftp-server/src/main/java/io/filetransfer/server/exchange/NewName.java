package io.filetransfer.server.exchange;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Moves and copies: what is there gets a name in place of its own, or beside it. On a disk thread. */
final class NewName {
    private final QueryExchange query;
    private final Storage storage;
    private final Options asked;
    private final SafePath from;
    private final SafePath to;

    /** Where what had the new name waits until the other has it; null if nothing does. */
    private SafePath aside;

    /** Whether something of ours has the new name, though perhaps not all. */
    private boolean begun;

    private interface Making {
        Attributes make() throws StorageException;
    }

    private NewName(QueryExchange query, Storage storage) {
        this.query = query;
        this.storage = storage;
        this.asked = query.request.options();
        this.from = query.path();
        this.to = query.target();
    }

    static Options move(QueryExchange query, Storage storage) throws StorageException {
        return new NewName(query, storage).move();
    }

    static Options copy(QueryExchange query, Storage storage) throws StorageException {
        return new NewName(query, storage).copy();
    }

    private Options move() throws StorageException {
        Destination destination = QueryExchange.destination(to, asked);
        boolean looks = asked.has(Option.NEW_NAME) || asked.has(Option.REPLACE);
        boolean isNew = looks && takePlace(storage.stat(from), destination);
        return reply(inItsPlace(() -> storage.move(from, destination, query.durability())), isNew);
    }

    private Options copy() throws StorageException {
        Attributes source = storage.stat(from);
        if (from.equals(to) || source.kind() == Kind.DIRECTORY && to.startsWith(from)) {
            throw new StorageException(ErrorCode.BAD_NAME, "Nothing can be copied onto or into itself.");
        }
        Destination destination = QueryExchange.destination(to, asked);
        boolean isNew = takePlace(source, destination);
        Copy copy = new Copy(query, storage);
        return reply(
                inItsPlace(() -> source.kind() == Kind.DIRECTORY
                        ? copy.directory(from, destination, asked.has(Option.RECURSIVE), () -> begun = true)
                        : copy.file(from, destination)),
                isNew);
    }

    /** What had the name goes when the other has it, or comes back. */
    private Attributes inItsPlace(Making making) throws StorageException {
        Attributes made;
        try {
            made = making.make();
        } catch (StorageException | RuntimeException e) {
            putBack(e);
            throw e;
        }
        if (aside != null) {
            storage.delete(aside, true, Expectation.ANY, query.durability());
        }
        return made;
    }

    /** If that fails too, it stays where it is: nothing is lost. */
    private void putBack(Exception cause) {
        if (aside == null) {
            return;
        }
        try {
            if (begun) {
                storage.delete(to, true, Expectation.ANY, query.durability());
            }
            storage.move(aside, new Destination(to, false, Expectation.ABSENT), query.durability());
        } catch (StorageException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Puts aside what has the new name where a directory goes or is in the way, if that is wanted; a file that replaces a
     * file does so in its one step.
     *
     * @return whether nothing had the name
     */
    private boolean takePlace(Attributes source, Destination destination) throws StorageException {
        if (!destination.parents() && !to.isRoot()) {
            requireDirectory(to.parent());
        }
        Attributes present = present();
        if (present == null) {
            return true;
        }
        boolean isTree = source.kind() == Kind.DIRECTORY || present.kind() == Kind.DIRECTORY;
        if (isTree && asked.has(Option.REPLACE)) {
            if (destination.expectation().wantsNothing()) {
                throw new StorageException(ErrorCode.EXISTS, "The name is taken.");
            }
            if (areNested()) {
                throw new StorageException(ErrorCode.BAD_NAME, "What is to go would take the other with it.");
            }
            putAside();
        }
        return false;
    }

    private void putAside() throws StorageException {
        String name = "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".replaced";
        SafePath place = to.parent().resolve(name);
        storage.move(to, new Destination(place, false, Expectation.ABSENT), query.durability());
        aside = place;
    }

    private Attributes present() throws StorageException {
        try {
            return storage.stat(to);
        } catch (StorageException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return null;
        }
    }

    /** So that it is told apart from a source that is not there. */
    private void requireDirectory(SafePath parent) throws StorageException {
        try {
            if (storage.stat(parent).kind() == Kind.DIRECTORY) {
                return;
            }
        } catch (StorageException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
        throw new StorageException(ErrorCode.NOT_A_DIRECTORY, "The directory of the new name is not there.");
    }

    /** Also on a file system that does not distinguish cases. */
    private boolean areNested() {
        String source = from.toString().toLowerCase(Locale.ROOT) + "/";
        String target = to.toString().toLowerCase(Locale.ROOT) + "/";
        return source.startsWith(target) || target.startsWith(source);
    }

    private Options reply(Attributes made, boolean isNew) {
        Options changed = query.changed().withFlag(Option.NEW_NAME, isNew && asked.has(Option.NEW_NAME));
        return made != null && made.kind() == Kind.FILE
                ? changed.with(Option.SIZE, made.size()).with(Option.VERSION, made.version())
                : changed;
    }
}
