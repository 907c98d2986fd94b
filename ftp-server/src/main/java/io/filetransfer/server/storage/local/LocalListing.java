package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Walks a directory, and those below it if asked. The server's own directory is never an entry. What no request could name
 * (the rules of {@link SafePath}) and what cannot be read is left out, counted, and reported after all else: a listing that
 * lacks something never looks like a whole one. One thread at a time.
 */
final class LocalListing implements Listing {
    /** A directory on the way down; {@code prefix} goes before its entries' names. */
    private record ListedLevel(Directory directory, SafePath path, String prefix, Iterator<Path> entries) {
        String directoryName() {
            return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
        }
    }

    private final boolean recursive;
    private final Deque<ListedLevel> levels = new ArrayDeque<>();

    /** Why the first of what is left out is; null while nothing is. */
    private StorageException failure;

    private String firstLeftOut;
    private long leftOut;

    /** @param directory freshly opened; taken over */
    LocalListing(Directory directory, SafePath path, boolean recursive) {
        this.recursive = recursive;
        levels.push(new ListedLevel(directory, path, "", directory.iterator()));
    }

    @Override
    public Item next() throws StorageException {
        while (!levels.isEmpty()) {
            ListedLevel level = levels.peek();
            Path entry = nextOrNull(level);
            if (entry == null) {
                levels.pop().directory.close();
                continue;
            }
            Item item = itemOrNull(level, entry);
            if (item != null) {
                return item;
            }
        }
        if (failure != null) {
            throw incomplete();
        }
        return null;
    }

    /** @param name as the entry has it, or would have; empty for the listed directory itself */
    private void leaveOut(String name, IOException cause) {
        leftOut++;
        if (failure == null) {
            failure = DiskFailures.of(cause);
            firstLeftOut = name;
        }
    }

    private StorageException incomplete() {
        String where = firstLeftOut.isEmpty() ? ": " : "; " + NameText.shown(firstLeftOut) + ": ";
        String more = leftOut == 1 ? "" : " (" + (leftOut - 1) + " more are left out.)";
        return new StorageException(
                failure.code(), "Not all could be listed" + where + failure.getMessage() + more, failure.getCause());
    }

    private Path nextOrNull(ListedLevel level) {
        try {
            return level.entries.hasNext() ? level.entries.next() : null;
        } catch (DirectoryIteratorException e) {
            leaveOut(level.directoryName(), e.getCause());
            return null;
        }
    }

    private Item itemOrNull(ListedLevel level, Path entry) {
        try {
            return item(level, entry);
        } catch (IOException e) {
            leaveOut(level.prefix + NameText.of(entry), e);
            return null;
        }
    }

    private Item item(ListedLevel level, Path entry) throws IOException {
        if (level.path.isRoot() && entry.equals(ReservedEntries.DATA)) {
            return null;
        }
        if (ReservedEntries.isOnMount(level.directory, entry) || StagingRemains.areIn(level.directory, entry)) {
            return null;
        }
        SafePath path = level.path.resolve(NameText.of(entry));
        Snapshot found = level.directory.lookOrNull(entry);
        if (found == null) {
            return null;
        }
        String name = level.prefix + path.name();
        if (recursive && found.kind() == Kind.DIRECTORY && !descend(level, entry, path, name)) {
            return null;
        }
        return new Item(name, found.attributes());
    }

    private boolean descend(ListedLevel level, Path entry, SafePath path, String name) throws IOException {
        try {
            Directory child = level.directory.enter(entry);
            levels.push(new ListedLevel(child, path, name + "/", child.iterator()));
            return true;
        } catch (NoSuchFileException | NotDirectoryException vanished) {
            return false;
        } catch (IOException unreadable) {
            leaveOut(name, unreadable);
            return true;
        }
    }

    @Override
    public void close() {
        levels.forEach(level -> level.directory.close());
        levels.clear();
    }
}
