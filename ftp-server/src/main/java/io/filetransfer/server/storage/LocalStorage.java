package io.filetransfer.server.storage;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Files and directories below a directory of this Linux machine.
 *
 * <p>Names are walked from the root directory, which is held open, one component at a time and without following links. A
 * link can be seen, listed and removed, and nothing else: opening or replacing it is NOT_A_FILE, and as a part of a longer
 * name it is what any other thing that is no directory is: NOT_FOUND where something is looked up, NOT_A_DIRECTORY where
 * something is to be made.
 *
 * <p>Changes to one name are decided and made under a lock of this process; {@code .filetransfer/lock} keeps a second
 * server away. Other programs may read and change the files, but one that makes a name in the moment between look and
 * rename can have it replaced.
 *
 * <p>{@link Durability#SYNCED} changes return after the sync of all that they need, also of directories that an earlier
 * relaxed change has made. A change whose sync fails may be visible, but is not acknowledged.
 */
public final class LocalStorage implements Storage {
    /** How often a file is opened again that others replace, and a directory emptied again that others fill. */
    private static final int ATTEMPTS = 100;

    /** Bytes of content that are not worth a look, before they come, at whether they can be stored: that comes anyway. */
    private static final int SMALL = 64 << 10;

    private final Root root;
    private final DataDirectory data;
    private final StoredDigests digests;
    private final NameLocks locks;
    private final Disk disk;
    private final int defaultMode;

    /** Null when nothing may be changed. */
    private LocalParts parts;

    /** @param data null when nothing may be changed */
    private LocalStorage(Root root, DataDirectory data, StoredDigests digests, NameLocks locks, Disk disk)
            throws IOException {
        this.root = root;
        this.data = data;
        this.digests = digests;
        this.locks = locks;
        this.disk = disk;
        this.defaultMode = 0666 & ~Umask.read();
    }

    /** As {@link #open(Path, boolean)}, for reading and writing. */
    public static LocalStorage open(Path root) throws StorageException {
        return open(root, false);
    }

    /**
     * Takes a directory for this server, tests what is needed of it, and removes what uploads of an earlier run have left.
     *
     * @param root may be reached by links
     * @param readOnly write nothing there, take no lock, and refuse all changes as READ_ONLY
     * @throws StorageException with a sentence for the operator; BUSY when another server has the root, READ_ONLY when
     *     nothing can be written there, else NOT_FOUND, NOT_A_DIRECTORY, DENIED, UNSUPPORTED or STORAGE_FAILED
     */
    public static LocalStorage open(Path root, boolean readOnly) throws StorageException {
        return open(root, readOnly, new Disk());
    }

    static LocalStorage open(Path root, boolean readOnly, Disk disk) throws StorageException {
        return open(root, readOnly, disk, InstantSource.system());
    }

    /** One at a time in this process: until a root is taken, its descriptor is found among those of all that try. */
    static synchronized LocalStorage open(Path root, boolean readOnly, Disk disk, InstantSource clock)
            throws StorageException {
        Directory directory = RootOpening.open(root, disk);
        try {
            return readOnly ? openReadOnly(directory, disk) : openWritable(directory, disk, clock);
        } catch (IOException e) {
            directory.close();
            throw Failures.of(e);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static LocalStorage openReadOnly(Directory directory, Disk disk) throws IOException {
        StoredDigests digests = DataDirectory.digestsOnly(directory);
        NameLocks locks = new NameLocks();
        return new LocalStorage(new Root(directory, null, locks), null, digests, locks, disk);
    }

    private static LocalStorage openWritable(Directory directory, Disk disk, InstantSource clock) throws IOException {
        DataDirectory data = DataDirectory.open(directory, disk);
        try {
            NameLocks locks = new NameLocks();
            Root walks = new Root(directory, data.staging(), locks);
            LocalStorage opened = new LocalStorage(walks, data, data.digests(), locks, disk);
            opened.parts = LocalParts.open(opened, data.uploads(), clock);
            return opened;
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Whether files can carry their digests here, in extended attributes; for the start-up line. */
    public boolean attachesDigests() {
        return digests.attaches();
    }

    /**
     * Whether the JDK's own packages are open, so that looking at an open file is one system call; for the start-up line.
     * Without, everything works as well, but slower the more files are open.
     */
    public static boolean looksDirectly() {
        return Inspector.isDirect();
    }

    @Override
    public Attributes stat(SafePath path) throws StorageException {
        try {
            if (path.isRoot()) {
                return root.lookAtItself().attributes();
            }
            try (Directory parent = root.lookUp(path.parent())) {
                return parent.look(Path.of(path.name())).attributes();
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public Listing list(SafePath directory, boolean recursive) throws StorageException {
        try (Directory parent = directory.isRoot() ? null : root.lookUp(directory.parent())) {
            Directory opened = parent == null ? root.again() : parent.enter(Path.of(directory.name()));
            return new LocalListing(opened, directory, recursive);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public StoredFile open(SafePath file) throws StorageException {
        return openFile(file);
    }

    LocalFile openFile(SafePath file) throws StorageException {
        if (file.isRoot()) {
            throw notAFile();
        }
        try (Directory parent = root.lookUp(file.parent())) {
            return openIn(parent, Path.of(file.name()), digests);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private static LocalFile openIn(Directory parent, Path name, StoredDigests digests) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Snapshot seen = parent.look(name);
            if (seen.kind() != Kind.FILE) {
                throw notAFile();
            }
            FileChannel channel = parent.openFile(name);
            try {
                Snapshot opened = Inspector.opened(channel, seen.key());
                if (opened.kind() == Kind.FILE) {
                    return new LocalFile(channel, opened, digests, parent.disk());
                }
            } catch (NoSuchFileException replacedMeanwhile) {
                if (attempt == ATTEMPTS) {
                    channel.close();
                    throw replacedMeanwhile;
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            channel.close();
        }
    }

    @Override
    public Upload begin(SafePath target, boolean parents, Expectation expectation, long size) throws StorageException {
        return beginHere(target, parents, expectation, size);
    }

    LocalUpload beginHere(SafePath target, boolean parents, Expectation expectation, long size)
            throws StorageException {
        requireWritable();
        if (target.isRoot()) {
            throw notAFile();
        }
        try {
            if (size < 0 || size > SMALL) {
                requirePossible(target, parents, expectation);
            }
            if (size > SMALL && size > staging().usableSpace()) {
                throw new StorageException(ErrorCode.INSUFFICIENT_STORAGE, "There is no room for that much.");
            }
            return new LocalUpload(this, target, parents, expectation);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    /** Refuses what is seen before any content came to be impossible for a file of this name. */
    void requirePossible(SafePath target, boolean parents, Expectation expectation) throws IOException {
        try (Root.Place place = root.place(target.parent(), false)) {
            Snapshot present = place.directory().lookOrNull(Path.of(target.name()));
            Replacement.require(present, expectation);
        } catch (NoSuchFileException missingParent) {
            if (!parents) {
                throw missingParent;
            }
            Replacement.require(null, expectation);
        }
    }

    @Override
    public void makeDirectory(SafePath directory, boolean parents, Durability durability) throws StorageException {
        requireWritable();
        try {
            if (!parents) {
                makeNew(directory);
            }
            try (Root.Place place = root.place(directory, parents)) {
                place.sync(durability);
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private void makeNew(SafePath directory) throws IOException {
        if (directory.isRoot()) {
            throw taken();
        }
        try (Root.Place place = root.place(directory.parent(), false)) {
            if (!root.make(place.directory(), Path.of(directory.name()))) {
                throw taken();
            }
        }
    }

    @Override
    public Attributes move(SafePath from, SafePath to, boolean parents, Expectation expectation, Durability durability)
            throws StorageException {
        requireWritable();
        if (from.isRoot() || to.isRoot()) {
            throw rootStays();
        }
        Path name = Path.of(from.name());
        try (Directory source = root.lookUp(from.parent())) {
            requireMovable(source.look(name), from, to);
            try (Root.Place target = root.place(to.parent(), parents)) {
                Path newName = Path.of(to.name());
                NameLocks.Held held = locks.lock(source, name, target.directory(), newName);
                Snapshot moved;
                try {
                    moved = moveLocked(source, name, target.directory(), newName, expectation);
                } finally {
                    held.release();
                }
                // The new name first: after a power loss there may be both, but never neither.
                target.sync(durability);
                if (durability == Durability.SYNCED) {
                    root.sync(source);
                }
                return moved.attributes();
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private static void requireMovable(Snapshot moved, SafePath from, SafePath to) throws StorageException {
        if (moved.kind() != Kind.FILE && moved.kind() != Kind.DIRECTORY) {
            throw notAFile();
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
            source.move(name, target, newName);
            digests.removed(present);
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

    @Override
    public void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException {
        requireWritable();
        if (path.isRoot()) {
            throw rootStays();
        }
        if (expectation instanceof Expectation.Absent) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "What is to be removed cannot be expected absent.");
        }
        try (Directory parent = root.lookUp(path.parent())) {
            Path name = Path.of(path.name());
            Replacement.requireVersion(parent.look(name), expectation);
            remove(parent, name, recursive, expectation);
            if (durability == Durability.SYNCED) {
                root.sync(parent);
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private void remove(Directory parent, Path name, boolean recursive, Expectation expectation) throws IOException {
        for (int attempt = 1; ; attempt++) {
            NameLocks.Held held = locks.lock(parent, name);
            try {
                Snapshot present = parent.look(name);
                Replacement.requireVersion(present, expectation);
                if (present.kind() != Kind.DIRECTORY) {
                    parent.deleteFile(name);
                    digests.removed(present);
                    return;
                }
                parent.deleteDirectory(name);
                root.forget(present.key());
                return;
            } catch (DirectoryNotEmptyException notYet) {
                if (!recursive || attempt == ATTEMPTS) {
                    throw notYet;
                }
            } finally {
                held.release();
            }
            try (Directory directory = parent.enter(name)) {
                TreeRemoval.empty(directory, digests::removing, root::forget);
            } catch (NoSuchFileException | NotDirectoryException replacedMeanwhile) {
                // The next look tells by what.
            }
        }
    }

    @Override
    public Parts parts() throws StorageException {
        requireWritable();
        return parts;
    }

    private void requireWritable() throws StorageException {
        if (data == null) {
            throw new StorageException(ErrorCode.READ_ONLY, "The storage takes no changes.");
        }
    }

    private static StorageException notAFile() {
        return new StorageException(ErrorCode.NOT_A_FILE, "It is not a file.");
    }

    private static StorageException taken() {
        return new StorageException(ErrorCode.EXISTS, "The name is taken.");
    }

    private static StorageException intoItself() {
        return new StorageException(ErrorCode.BAD_REQUEST, "A directory cannot be moved into itself.");
    }

    private static StorageException rootStays() {
        return new StorageException(ErrorCode.DENIED, "The root itself stays as it is.");
    }

    Root root() {
        return root;
    }

    Staging staging() {
        return data.staging();
    }

    NameLocks locks() {
        return locks;
    }

    Disk disk() {
        return disk;
    }

    StoredDigests digests() {
        return digests;
    }

    int defaultMode() {
        return defaultMode;
    }

    @Override
    public void close() {
        root.close();
        if (data == null) {
            digests.close();
        } else {
            parts.close();
            data.close();
        }
    }
}
