package io.filetransfer.server.exchange;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.Permission;
import io.filetransfer.server.user.Principal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What is in a directory and may be had of it, each directory before what is in it: files that the principal may read, and
 * directories that the principal may list. Holds one open listing for each level, so memory does not grow with their size.
 * One thread at a time; waits for the disk.
 */
final class ArchiveWalk implements AutoCloseable {
    /**
     * One of them.
     *
     * @param name as the archive has it
     */
    record Found(SafePath path, String name, Attributes attributes) {
        boolean isDirectory() {
            return attributes.kind() == Kind.DIRECTORY;
        }
    }

    /** A directory on the way down; {@code prefix} goes before its entries' names. */
    private record Level(Listing entries, SafePath directory, String prefix) {}

    private final Storage storage;
    private final Principal principal;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * @param names of what is wanted of the directory; all of it if there are none
     * @throws StorageException the directory, or one of the names, is not there
     */
    ArchiveWalk(Storage storage, Principal principal, SafePath directory, String prefix, List<String> names)
            throws StorageException {
        this.storage = storage;
        this.principal = principal;
        Listing entries = names.isEmpty() ? storage.list(directory, false) : chosen(directory, names);
        levels.push(new Level(entries, directory, prefix));
    }

    /** That all of them are there is known before anything is sent. */
    private Listing chosen(SafePath directory, List<String> names) throws StorageException {
        for (String name : names) {
            storage.stat(directory.resolve(name));
        }
        Iterator<String> rest = names.iterator();
        return new Listing() {
            @Override
            public Item next() throws StorageException {
                if (!rest.hasNext()) {
                    return null;
                }
                String name = rest.next();
                return new Item(name, storage.stat(directory.resolve(name)));
            }

            @Override
            public void close() {}
        };
    }

    /** Null after the last one. */
    Found next() throws StorageException {
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            Listing.Item item = level.entries().next();
            if (item == null) {
                levels.pop().entries().close();
                continue;
            }
            Found found =
                    new Found(level.directory().resolve(item.name()), level.prefix() + item.name(), item.attributes());
            if (isWanted(found)) {
                return found;
            }
        }
        return null;
    }

    private boolean isWanted(Found found) throws StorageException {
        return switch (found.attributes().kind()) {
            case FILE -> principal.may(Permission.READ, found.path());
            case DIRECTORY -> principal.may(Permission.LIST, found.path()) && enter(found);
            case LINK, OTHER -> false;
        };
    }

    private boolean enter(Found found) throws StorageException {
        try {
            levels.push(new Level(storage.list(found.path(), false), found.path(), found.name() + "/"));
            return true;
        } catch (StorageException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.NOT_A_DIRECTORY) {
                return false; // it went meanwhile
            }
            throw e;
        }
    }

    @Override
    public void close() {
        levels.forEach(level -> level.entries().close());
        levels.clear();
    }
}
