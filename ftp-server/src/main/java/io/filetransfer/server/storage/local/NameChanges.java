package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.UseWatcher;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Changes of names that bring no content: directories that are made, and whatever is renamed or removed. */
final class NameChanges {
    /** How often a directory is emptied again that others fill. */
    private static final int ATTEMPTS = 100;

    private final Root root;
    private final StoredDigests digests;
    private final NameLocks locks;
    private final Disk disk;
    private final WatchedUse use;

    NameChanges(Root root, StoredDigests digests, NameLocks locks, Disk disk, WatchedUse use) {
        this.root = root;
        this.digests = digests;
        this.locks = locks;
        this.disk = disk;
        this.use = use;
    }

    /** As {@link Storage#makeDirectory}. */
    void makeDirectory(SafePath directory, boolean parents, Durability durability) throws StorageException {
        try {
            if (!parents) {
                makeNew(directory, durability);
            }
            try (ChangedDirectory place = root.place(directory, parents, durability)) {
                place.sync();
            }
            root.require();
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    private void makeNew(SafePath directory, Durability durability) throws IOException {
        if (directory.isRoot()) {
            throw taken();
        }
        try (ChangedDirectory place = root.place(directory.parent(), false, durability)) {
            if (!root.make(place, NameText.path(directory.name()))) {
                throw taken();
            }
        }
    }

    /** As {@link Storage#move}. */
    Attributes move(SafePath from, Destination destination, Durability durability) throws StorageException {
        SafePath to = destination.target();
        if (from.isRoot() || to.isRoot()) {
            throw rootStays();
        }
        Path name = NameText.path(from.name());
        try (Directory source = root.lookUp(from.parent())) {
            requireMovable(source.look(name), from, to);
            requireSameFileSystem(source, to.parent());
            try (ChangedDirectory target = root.place(to.parent(), destination.parents(), durability)) {
                Path newName = NameText.path(to.name());
                target.syncAbove();
                Object synced = durability == Durability.SYNCED ? syncContent(source, name) : null;
                Snapshot moved;
                NameLocks.LockedName held = locks.lock(source, name, target.directory(), newName);
                try (UseWatcher.Change leaves = use.changing(from);
                        UseWatcher.Change comes = use.changing(to)) {
                    Snapshot replaced = comes.isCounted() ? target.directory().lookOrNull(newName) : null;
                    if (synced != null && !synced.equals(source.look(name).key())) {
                        syncContent(source, name); // replaced meanwhile
                    }
                    moved = moveLocked(source, name, target.directory(), newName, destination.expectation());
                    if (moved.kind() == Kind.DIRECTORY) {
                        use.movedDirectory(from, to);
                    } else if (!from.equals(to)) {
                        WatchedUse.published(comes, moved, replaced);
                        WatchedUse.removed(leaves, moved);
                    }
                } finally {
                    held.release();
                }
                // The new name first: after a power loss there may be both, but never neither.
                target.sync();
                if (durability == Durability.SYNCED) {
                    root.sync(source);
                }
                root.require();
                return moved.attributes();
            }
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    /**
     * Content that was stored relaxed may not be on the disk yet, and must be before it takes the name of one that is.
     *
     * @return identity of what was synced
     */
    private Object syncContent(Directory source, Path name) throws IOException {
        Snapshot seen = source.look(name);
        if (seen.kind() == Kind.FILE) {
            try (FileChannel file = source.openFile(name)) {
                disk.sync(file);
            } catch (AccessDeniedException unreadable) {
                // It can be renamed all the same; that its content is whole was not promised by this server's user.
            }
        }
        return seen.key();
    }

    /** Before anything is synced or made for it. */
    private void requireSameFileSystem(Directory source, SafePath target) throws IOException {
        try (ChangedDirectory place = root.deepest(target)) {
            if (!place.directory().mount().equals(source.mount())) {
                throw new StorageException(
                        ErrorCode.OTHER_FILE_SYSTEM,
                        "The new name is on another file system: copy it, then delete it.");
            }
        }
    }

    private static void requireMovable(Snapshot moved, SafePath from, SafePath to) throws StorageException {
        if (moved.kind() != Kind.FILE && moved.kind() != Kind.DIRECTORY) {
            throw DiskFailures.notAFile();
        }
        if (moved.kind() == Kind.DIRECTORY && to.startsWith(from)) {
            throw intoItself();
        }
    }

    /** @return what was moved, as it is under its new name */
    private Snapshot moveLocked(Directory source, Path name, Directory target, Path newName, Expectation expectation)
            throws IOException {
        Snapshot present = target.lookOrNull(newName);
        Snapshot moved = source.look(name);
        if (moved.kind() == Kind.DIRECTORY && present != null) {
            throw taken();
        }
        Replacement.require(present, expectation);
        if (moved.kind() != Kind.DIRECTORY) {
            if (areTwoNamesOfOne(present, moved) && areTwoEntries(source, name, target, newName)) {
                source.deleteFile(name); // a rename would leave both
            } else {
                source.move(name, target, newName);
                digests.removed(present);
            }
            // Looked at again, since a rename moves the time of change and so the version.
            Snapshot now = target.lookOrNull(newName);
            digests.moved(moved, now);
            return now != null && now.hasContentOf(moved) ? now : moved;
        }
        try {
            root.moveDirectory(source, name, target, newName);
            return moved;
        } catch (FileSystemException e) {
            // The target came to lie below the source since the names were compared; the kernel does not do it.
            throw "Invalid argument".equals(e.getReason()) ? intoItself() : e;
        }
    }

    private static boolean areTwoNamesOfOne(Snapshot present, Snapshot moved) {
        return present != null && present.key().equals(moved.key());
    }

    /**
     * Whether two names of one file are two hard links. In one directory they may be two spellings of a single entry,
     * where the file system does not distinguish upper and lower case: only the list of entries shows it. Seldom
     * needed.
     */
    private static boolean areTwoEntries(Directory source, Path name, Directory target, Path newName)
            throws IOException {
        if (!source.key().equals(target.key())) {
            return true;
        }
        if (name.equals(newName)) {
            return false;
        }
        int found = 0;
        try (Directory entries = source.again()) {
            for (Path entry : entries) {
                found += entry.equals(name) || entry.equals(newName) ? 1 : 0;
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found == 2;
    }

    /** As {@link Storage#delete}. */
    void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException {
        if (path.isRoot()) {
            throw rootStays();
        }
        if (expectation.wantsNothing()) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "What is to be removed cannot be expected absent.");
        }
        try (Directory parent = root.lookUp(path.parent())) {
            Path name = NameText.path(path.name());
            Replacement.requireVersion(parent.look(name), expectation);
            remove(parent, name, path, recursive, expectation);
            if (durability == Durability.SYNCED) {
                root.sync(parent);
            }
            root.require();
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    private void remove(Directory parent, Path name, SafePath path, boolean recursive, Expectation expectation)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            NameLocks.LockedName held = locks.lock(parent, name);
            try (UseWatcher.Change change = use.changing(path)) {
                Snapshot present = parent.look(name);
                Replacement.requireVersion(present, expectation);
                if (present.kind() != Kind.DIRECTORY) {
                    parent.deleteFile(name);
                    WatchedUse.removed(change, present);
                    digests.removed(present);
                    return;
                }
                parent.deleteDirectory(name);
                root.forget(present.key());
                return;
            } catch (DirectoryNotEmptyException notYet) {
                if (attempt == ATTEMPTS) {
                    throw notYet;
                }
            } finally {
                held.release();
            }
            try (Directory directory = parent.enter(name)) {
                if (recursive) {
                    TreeRemoval.empty(directory, path, this::removeFile, root::forget);
                } else if (!StagingRemains.removeAllOf(directory)) {
                    throw new DirectoryNotEmptyException(path.toString());
                }
            } catch (NoSuchFileException | NotDirectoryException replacedMeanwhile) {
                // The next look shows by what.
            }
        }
    }

    private void removeFile(Directory parent, Path name, SafePath path) throws IOException {
        try (UseWatcher.Change change = use.changing(path)) {
            Snapshot removed = change.isCounted() ? parent.look(name) : null;
            digests.removing(parent, name);
            parent.deleteFile(name);
            WatchedUse.removed(change, removed);
        }
    }

    private static StorageException taken() {
        return new StorageException(ErrorCode.EXISTS, "The name is taken.");
    }

    private static StorageException intoItself() {
        return new StorageException(ErrorCode.BAD_NAME, "A directory cannot be moved into itself.");
    }

    private static StorageException rootStays() {
        return new StorageException(ErrorCode.DENIED, "The root itself stays as it is.");
    }
}
