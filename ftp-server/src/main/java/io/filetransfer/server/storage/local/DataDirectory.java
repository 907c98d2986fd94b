package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The server's own directory {@code .filetransfer} in the root, which no request can name:
 *
 * <pre>
 * .filetransfer/
 *   lock      held by the running server
 *   version   of this layout, a decimal number and a line feed
 *   id        of the root's server on other file systems; see ServerId
 *   staging/  what is being uploaded or made; emptied at start
 *   uploads/  uploads in parts, and which were committed; see LocalParts
 *   digests/  digests of files that cannot carry them; see DigestRecords
 * </pre>
 */
final class DataDirectory implements Closeable {
    private static final Path STAGING = Path.of("staging");
    private static final Path UPLOADS = Path.of("uploads");
    private static final Path DIGESTS = Path.of("digests");
    private final Directory directory;
    private final RootLock lock;
    private final Staging staging;
    private final Staging uploads;
    private final StoredDigests digests;

    /** Which of these are closed with this: those that no later one has taken over. */
    private final Set<Closeable> own;

    private DataDirectory(
            Directory directory,
            RootLock lock,
            Staging staging,
            Staging uploads,
            StoredDigests digests,
            Set<Closeable> own) {
        this.directory = directory;
        this.lock = lock;
        this.staging = staging;
        this.uploads = uploads;
        this.digests = digests;
        this.own = own;
    }

    /**
     * Takes the root for this server and proves that the file system does what is promised of it.
     *
     * @throws StorageException with a sentence for the operator that says why not
     */
    static DataDirectory open(Directory root, Disk disk) throws IOException {
        return open(root, disk, null);
    }

    /**
     * The same when something of it was removed under a running server.
     *
     * @param before what of it is in place goes over to the new one
     */
    static DataDirectory openAgain(Directory root, Disk disk, DataDirectory before) throws IOException {
        return open(root, disk, before);
    }

    /** Whether all of it that is needed still has its names. */
    boolean isInPlace(Directory root) throws IOException {
        return isNamed(root, ReservedEntries.DATA, directory)
                && isNamed(directory, STAGING, staging.directory())
                && isNamed(directory, UPLOADS, uploads.directory());
    }

    private static boolean isNamed(Directory parent, Path name, Directory held) throws IOException {
        Snapshot present = parent.lookOrNull(name);
        return present != null && present.key().equals(held.key());
    }

    /** @param before what of it is in place is taken over; null for none */
    private static DataDirectory open(Directory root, Disk disk, DataDirectory before) throws IOException {
        Deque<Closeable> opened = new ArrayDeque<>();
        try {
            Directory directory = before != null && isNamed(root, ReservedEntries.DATA, before.directory)
                    ? before.directory
                    : opened(opened, enterOrMake(root, ReservedEntries.DATA));
            RootLock lock = before != null && before.lock.isIn(directory)
                    ? before.lock
                    : opened(opened, RootLock.take(directory));
            Staging staging = before != null && isNamed(directory, STAGING, before.staging.directory())
                    ? before.staging
                    : opened(opened, new Staging(enterOrMake(directory, STAGING)));
            Staging uploads = before != null && isNamed(directory, UPLOADS, before.uploads.directory())
                    ? before.uploads
                    : opened(opened, new Staging(enterOrMake(directory, UPLOADS)));
            DigestRecords records = before != null
                            && isNamed(directory, DIGESTS, before.records().directory())
                    ? before.records()
                    : opened(opened, DigestRecords.of(enterOrMake(directory, DIGESTS)));
            requireSameMount(root, staging.directory());
            requireSameMount(root, uploads.directory());
            if (before == null || staging != before.staging) {
                clear(staging);
            }
            DataFormat.check(directory, staging);
            boolean attributes = RootProbe.run(staging, directory, disk);
            // Also what an earlier server made and was killed before it synced it.
            uploads.directory().sync();
            root.sync();
            Set<Closeable> own = identities(directory, lock, staging, uploads, records);
            if (before != null) {
                before.own.removeAll(own);
            }
            return new DataDirectory(directory, lock, staging, uploads, new StoredDigests(attributes, records), own);
        } catch (IOException | RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private static <T extends Closeable> T opened(Deque<Closeable> opened, T piece) {
        opened.push(piece);
        return piece;
    }

    private static Set<Closeable> identities(Closeable... pieces) {
        Set<Closeable> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(List.of(pieces));
        return identities;
    }

    private DigestRecords records() {
        return digests.records();
    }

    /** Refuses a root whose data directory is of another format; needs none to be there. */
    private static void checkReadable(Directory root) throws IOException {
        if (root.lookOrNull(ReservedEntries.DATA) == null) {
            return;
        }
        try (Directory directory = root.enter(ReservedEntries.DATA)) {
            DataFormat.requireKnown(directory);
        } catch (NotDirectoryException none) {
            // Nothing of a server.
        } catch (AccessDeniedException anothers) {
            // Private to the user of the server that writes here; what is in it does not matter to a reader.
        }
    }

    Staging staging() {
        return staging;
    }

    /** Proves that writing and syncing still work. */
    void probe(Disk disk) throws IOException {
        RootProbe.run(staging, directory, disk);
    }

    /** What this root's server calls its own directories on other file systems. */
    Path server() throws IOException {
        return ServerId.of(directory, staging);
    }

    /** Private as the other, but what is in it stays. */
    Staging uploads() {
        return uploads;
    }

    StoredDigests digests() {
        return digests;
    }

    /**
     * The digests of a root for those that have not taken it: a server that only reads, or a scrub. Makes nothing.
     *
     * @throws StorageException STORAGE_FAILED for a data directory of another format
     */
    static StoredDigests digestsOnly(Directory root) throws IOException {
        checkReadable(root);
        DigestRecords records = null;
        try (Directory directory = root.enter(ReservedEntries.DATA)) {
            records = DigestRecords.of(directory.enter(DIGESTS));
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException none) {
            // Files may have their digests in attributes all the same.
        }
        return new StoredDigests(true, records);
    }

    private static Directory enterOrMake(Directory parent, Path name) throws IOException {
        try {
            OwnDirectory.makeIfMissing(parent, name);
        } catch (IOException e) {
            StorageException told = DiskFailures.of(e);
            boolean refused = told.code() == ErrorCode.DENIED || told.code() == ErrorCode.READ_ONLY;
            String sentence = "Nothing can be made in the root, only reading is possible: " + told.getMessage();
            throw new StorageException(refused ? ErrorCode.READ_ONLY : told.code(), sentence, e);
        }
        String file = name.equals(ReservedEntries.DATA) ? "" : name.toString();
        try {
            return parent.enter(name);
        } catch (NotDirectoryException e) {
            throw DiskFailures.atStart(file, new DamagedFileException("It is not a directory.", e), "Move it away.");
        } catch (IOException e) {
            throw DiskFailures.atStart(file, e, "Move it away.");
        }
    }

    /** A rename from staging into the root must not cross a mount. */
    private static void requireSameMount(Directory root, Directory staging) throws IOException {
        if (!root.mount().equals(staging.mount())) {
            throw failed("The data directory is in part on another file system than the root.", null);
        }
    }

    private static void clear(Staging staging) throws StorageException {
        try {
            staging.clear();
        } catch (IOException e) {
            throw DiskFailures.atStart(STAGING.toString(), e, "Move it away.");
        }
    }

    private static StorageException failed(String sentence, IOException cause) {
        return new StorageException(ErrorCode.STORAGE_FAILED, sentence, cause);
    }

    @Override
    public void close() {
        closeAll(own);
    }

    /** In any order: none needs another one for its end. */
    private static void closeAll(Iterable<Closeable> pieces) {
        for (Closeable piece : pieces) {
            try {
                piece.close();
            } catch (IOException nothingWasWritten) {
                // The descriptor is gone either way.
            }
        }
    }
}
