package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Properties;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageFigures;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.UseWatcher;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongConsumer;

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
    private final Root root;
    private final StoredDigests digests;
    private final NameChanges changes;
    private final Annotations annotations;
    private final Publishing publishing;

    /** Null when nothing may be changed, as are the parts. */
    private final DataKeeper data;

    private final KeptParts parts;

    /** Of the request that this is for; null if it is for any, and each call looks for itself. */
    private final Long since;

    private LocalStorage(OpenStorage opened) {
        this.publishing = opened.publishing();
        this.root = publishing.root();
        this.digests = publishing.digests();
        this.changes = new NameChanges(root, digests, publishing.locks(), publishing.disk(), publishing.use());
        this.annotations = new Annotations(root, digests, publishing.locks(), publishing.disk());
        this.data = opened.data();
        this.parts = opened.parts();
        this.since = null;
    }

    private LocalStorage(LocalStorage whole, long since) {
        this.publishing = whole.publishing;
        this.root = whole.root;
        this.digests = whole.digests;
        this.changes = whole.changes;
        this.annotations = whole.annotations;
        this.data = whole.data;
        this.parts = whole.parts;
        this.since = since;
    }

    @Override
    public LocalStorage since(long nanoTime) {
        return new LocalStorage(this, nanoTime);
    }

    private long since() {
        return since == null ? System.nanoTime() : since;
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
        return open(root, readOnly, Modes.OF_PROCESS);
    }

    /** As {@link #open(Path, boolean)}, where what is made gets other permission bits. */
    public static LocalStorage open(Path root, boolean readOnly, Modes modes) throws StorageException {
        return open(root, readOnly, modes, new Disk(), SteadyClock.system());
    }

    static LocalStorage open(Path root, boolean readOnly, Disk disk) throws StorageException {
        return open(root, readOnly, disk, SteadyClock.system());
    }

    static LocalStorage open(Path root, boolean readOnly, Disk disk, InstantSource clock) throws StorageException {
        return open(root, readOnly, Modes.OF_PROCESS, disk, clock);
    }

    /**
     * One at a time in this process: until a root is taken, its descriptor is found among those of all that try.
     *
     * @param clock one that nobody sets while the storage is open
     */
    static synchronized LocalStorage open(Path root, boolean readOnly, Modes modes, Disk disk, InstantSource clock)
            throws StorageException {
        Path path = root.toAbsolutePath();
        Directory directory = RootOpening.open(path, disk);
        RootWatch watch = new RootWatch(path, directory.key(), disk);
        try {
            return new LocalStorage(
                    readOnly
                            ? OpenStorage.readOnly(directory, watch, disk, modes)
                            : OpenStorage.writable(directory, watch, disk, modes, clock));
        } catch (IOException e) {
            directory.close();
            throw DiskFailures.of(e);
        } catch (RuntimeException e) {
            directory.close();
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
    public void check() throws StorageException {
        root.require();
        if (data != null) {
            parts();
        }
    }

    @Override
    public void keepFree(long bytes) {
        publishing.disk().keepFree(bytes);
    }

    @Override
    public void watchSyncs(LongConsumer watcher) {
        publishing.disk().watchSyncs(watcher);
    }

    @Override
    public void probe() throws StorageException {
        root.require();
        if (data != null) {
            try {
                data.probe();
            } catch (IOException e) {
                throw root.told(e);
            }
        }
    }

    @Override
    public StorageFigures figures() throws StorageException {
        root.require();
        Path path = Path.of(root.toString());
        long free = publishing.disk().usableSpace(path);
        long total = publishing.disk().totalSpace(path);
        return data == null
                ? new StorageFigures(known(free), known(total), 0, 0, null)
                : currentParts().figures(known(free), known(total));
    }

    private static long known(long bytes) {
        return bytes == Long.MAX_VALUE ? -1 : bytes;
    }

    @Override
    public Attributes stat(SafePath path) throws StorageException {
        try {
            if (path.isRoot()) {
                return root.lookAtItself().attributes();
            }
            return inParent(
                    path, parent -> parent.look(NameText.path(path.name())).attributes());
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    @Override
    public Listing list(SafePath directory, boolean recursive) throws StorageException {
        try (Directory parent = directory.isRoot() ? null : root.lookUp(directory.parent())) {
            Directory opened = parent == null ? root.again() : parent.enter(NameText.path(directory.name()));
            return new RootedListing(new LocalListing(opened, directory, recursive), root);
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    @Override
    public StoredFile open(SafePath file) throws StorageException {
        return openFile(file);
    }

    LocalStoredFile openFile(SafePath file) throws StorageException {
        if (file.isRoot()) {
            throw DiskFailures.notAFile();
        }
        try {
            return inParent(file, parent -> LocalStoredFile.open(parent, NameText.path(file.name()), digests));
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    private interface Visit<T> {
        T to(Directory parent) throws IOException;
    }

    /** That nothing is there is said only after looks of this request alone. */
    private <T> T inParent(SafePath path, Visit<T> visit) throws IOException {
        if (since != null) {
            try (Directory parent = root.lookUp(path.parent(), since)) {
                return visit.to(parent);
            } catch (NoSuchFileException none) {
                // Or there is another directory of that name by now.
            }
        }
        try (Directory parent = root.lookUp(path.parent())) {
            return visit.to(parent);
        }
    }

    @Override
    public Upload begin(Destination destination, long size) throws StorageException {
        return beginHere(destination, size);
    }

    @Override
    public Upload begin(UploadId id, Destination destination, long size) throws StorageException {
        LocalParts current = currentParts();
        return new WholeUpload(current, id, destination.target(), beginHere(destination, size));
    }

    @Override
    public Optional<Committed> committed(UploadId id, SafePath target) throws StorageException {
        return currentParts().committed(id, target);
    }

    /** The walk to the destination looks after the root. */
    private LocalUpload beginHere(Destination destination, long size) throws StorageException {
        requireChangeable();
        return LocalUpload.begin(publishing, data, destination, size, since());
    }

    @Override
    public void makeDirectory(SafePath directory, boolean parents, Durability durability) throws StorageException {
        requireWritable();
        changes.makeDirectory(directory, parents, durability);
    }

    @Override
    public Attributes move(SafePath from, Destination to, Durability durability) throws StorageException {
        requireWritable();
        return changes.move(from, to, durability);
    }

    @Override
    public void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException {
        requireWritable();
        changes.delete(path, recursive, expectation, durability);
    }

    @Override
    public Properties properties(SafePath path) throws StorageException {
        return annotations.of(path);
    }

    @Override
    public void annotate(SafePath path, PropertyChanges changes, Instant modified, Durability durability)
            throws StorageException {
        requireWritable();
        annotations.change(path, changes, modified, durability);
    }

    @Override
    public Parts parts() throws StorageException {
        return currentParts();
    }

    @Override
    public boolean watchUse(UseWatcher watcher) {
        publishing.use().by(watcher);
        return true;
    }

    @Override
    public void expire() throws StorageException {
        currentParts().expire();
    }

    private LocalParts currentParts() throws StorageException {
        requireWritable();
        try {
            return parts.current();
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    private void requireWritable() throws StorageException {
        requireChangeable();
        root.require();
    }

    private void requireChangeable() throws StorageException {
        if (data == null) {
            throw new StorageException(ErrorCode.READ_ONLY, "The storage takes no changes.");
        }
    }

    /** The root's path, for the log. */
    @Override
    public String toString() {
        return root.toString();
    }

    StoredDigests digests() {
        return digests;
    }

    @Override
    public ModeRule fileModes() {
        return publishing.fileModes();
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
