package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Verification;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Reads all that is stored below a root and compares it with the stored digests. Takes no lock, so a server may be running
 * on the root: what changes meanwhile is no damage. Its memory does not grow with what it reads. One thread.
 */
public final class Scrub implements Closeable {
    /** What came of one file. */
    public enum Finding {
        INTACT,
        DAMAGED,
        /** No digest is stored with it, so nobody can tell. */
        WITHOUT_DIGEST,
        /** It had no digest, and has one now. */
        ADDED,
        /** It was changed during the scrub, or just before it. */
        CHANGING,
        /** It could not be read, or not be given a digest. */
        FAILED
    }

    /** Hears what is found, on the caller's thread. */
    public interface Observer {
        /**
         * @param name below the root
         * @param reason a sentence for people where there is more to say, else empty
         */
        void found(String name, Finding finding, String reason);

        /** So many more bytes were read. May wait, to slow the scrub down. */
        void read(long bytes);
    }

    /** A directory on the way down. */
    private record ScrubbedLevel(SafePath path, Listing entries) {}

    /** A digest is added only to what was not touched for so long: clocks of file systems are coarse. */
    private static final long SETTLED_MILLIS = 2000;

    private final LocalStorage storage;
    private final boolean add;
    private final Observer observer;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(Verification.SCRATCH);
    private boolean failed;

    /** @param storage taken over */
    Scrub(LocalStorage storage, boolean add, Observer observer) {
        this.storage = storage;
        this.add = add;
        this.observer = observer;
    }

    /**
     * @param add give files that have none a digest of what they hold now
     * @throws StorageException as of {@link LocalStorage#open(Path, boolean)}
     */
    public static Scrub open(Path root, boolean add, Observer observer) throws StorageException {
        return new Scrub(LocalStorage.open(root, true), add, observer);
    }

    /**
     * Looks through everything. Digests that were kept for files which two of these in a row did not meet are removed.
     *
     * @return how many were removed
     */
    public long everything() {
        Instant began = Instant.now();
        part(SafePath.ROOT);
        DigestRecords records = storage.digests().records();
        if (failed || records == null) {
            return 0;
        }
        try {
            return records.sweep(began);
        } catch (IOException e) {
            failed("", DiskFailures.of(e));
            return 0;
        }
    }

    /** Looks through a file, or a directory with all that is in it. */
    public void part(SafePath path) {
        try {
            if (storage.stat(path).kind() == Kind.DIRECTORY) {
                directory(path);
            } else {
                check(path);
            }
        } catch (StorageException e) {
            failed(path.toString(), e);
        }
    }

    private void directory(SafePath top) {
        Deque<ScrubbedLevel> levels = new ArrayDeque<>();
        try {
            open(top, levels);
            while (!levels.isEmpty()) {
                ScrubbedLevel level = levels.peek();
                Listing.Item item = next(level);
                if (item == null) {
                    levels.pop().entries.close();
                } else {
                    visit(level.path, item, levels);
                }
            }
        } finally {
            levels.forEach(level -> level.entries.close());
        }
    }

    private Listing.Item next(ScrubbedLevel level) {
        try {
            return level.entries.next();
        } catch (StorageException e) {
            failed(level.path.toString(), e);
            return null;
        }
    }

    private void visit(SafePath parent, Listing.Item item, Deque<ScrubbedLevel> levels) {
        SafePath path;
        try {
            path = parent.resolve(item.name());
        } catch (StorageException notNameable) {
            return; // no client can have stored it
        }
        switch (item.attributes().kind()) {
            case FILE -> checkListed(path);
            case DIRECTORY -> open(path, levels);
            case LINK, OTHER -> {} // nothing is stored there
        }
    }

    private void open(SafePath directory, Deque<ScrubbedLevel> levels) {
        try {
            levels.push(new ScrubbedLevel(directory, storage.list(directory, false)));
        } catch (StorageException e) {
            if (!isGone(e)) {
                failed(directory.toString(), e);
            }
        }
    }

    private void checkListed(SafePath path) {
        try {
            check(path);
        } catch (StorageException e) {
            if (!isGone(e)) {
                failed(path.toString(), e);
            }
        }
    }

    /** What was listed may be removed or replaced before it is looked at. */
    private static boolean isGone(StorageException e) {
        return e.code() == ErrorCode.NOT_FOUND
                || e.code() == ErrorCode.NOT_A_FILE
                || e.code() == ErrorCode.NOT_A_DIRECTORY;
    }

    private void check(SafePath path) throws StorageException {
        try (LocalStoredFile file = storage.openFile(path)) {
            file.noteSeen();
            Optional<Digest> stored = Verification.verify(file, scratch, progress());
            if (stored.isPresent()) {
                observer.found(path.toString(), Finding.INTACT, "");
            } else if (add) {
                add(path, file);
            } else {
                observer.found(path.toString(), Finding.WITHOUT_DIGEST, "");
            }
        } catch (StorageException e) {
            if (e.code() == ErrorCode.CORRUPT) {
                observer.found(path.toString(), Finding.DAMAGED, e.getMessage());
            } else if (e.code() == ErrorCode.CHANGED) {
                observer.found(path.toString(), Finding.CHANGING, "");
            } else {
                throw e;
            }
        }
    }

    private void add(SafePath path, LocalStoredFile file) throws StorageException {
        if (!file.untouchedSince(Instant.now().minusMillis(SETTLED_MILLIS))) {
            observer.found(path.toString(), Finding.CHANGING, "");
            return;
        }
        Digest digest = Verification.read(file, DigestAlgorithm.CRC32C, scratch, progress());
        file.keep(digest);
        observer.found(path.toString(), Finding.ADDED, "");
    }

    private Verification.ReadProgress progress() {
        return new Verification.ReadProgress() {
            private long before;

            @Override
            public void read(long soFar) {
                observer.read(soFar - before);
                before = soFar;
            }
        };
    }

    private void failed(String name, StorageException e) {
        failed = true;
        observer.found(name, Finding.FAILED, e.getMessage());
    }

    @Override
    public void close() {
        storage.close();
    }
}
