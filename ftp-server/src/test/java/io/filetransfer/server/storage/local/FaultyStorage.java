package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A storage whose calls fail, write short or stall when a test wants it. Every call that may fail counts: of the storage
 * itself and of the listings, files and uploads that it has given out. The next call is number 1.
 *
 * <p>Test support, also for other modules. Safe for use by many threads.
 */
public final class FaultyStorage implements Storage {
    private static final long LONGEST_STALL_SECONDS = 60;

    private final Storage storage;

    private long calls;
    private long faultAt = Long.MAX_VALUE;
    private StorageException failure;
    private Stall stall;
    private boolean shortWrite;
    private boolean hidesChannels;

    /** @param storage used for all calls that are let through; closed with this one */
    public FaultyStorage(Storage storage) {
        this.storage = storage;
    }

    /** Lets the {@code k}th call from now fail, before anything was done. Replaces a fault that has not come yet. */
    public synchronized void failAt(int k, StorageException failure) {
        set(k, failure, null, false);
    }

    /**
     * Lets the {@code k}th call from now fail; if it is a write, then after the first half of the bytes is written, if it is
     * a read, then after the first half is read.
     */
    public synchronized void failHalfwayAt(int k, StorageException failure) {
        set(k, failure, null, true);
    }

    /** Lets the {@code k}th call from now wait until it is released. */
    public synchronized Stall stallAt(int k) {
        Stall stall = new Stall();
        set(k, null, stall, false);
        return stall;
    }

    /** Whether open files have no channel, so that all reading goes through {@link StoredFile#read} and counts. */
    public synchronized void hideChannels(boolean hide) {
        hidesChannels = hide;
    }

    /** Calls so far. */
    public synchronized long calls() {
        return calls;
    }

    private void set(int k, StorageException failure, Stall stall, boolean shortWrite) {
        this.faultAt = calls + k;
        this.failure = failure;
        this.stall = stall;
        this.shortWrite = shortWrite;
    }

    /** A call that is kept waiting. */
    public static final class Stall {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        /** Returns when the call has come. */
        public void awaitReached() throws InterruptedException {
            if (!reached.await(LONGEST_STALL_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The call that was to stall never came");
            }
        }

        public void release() {
            released.countDown();
        }

        private void hold() {
            reached.countDown();
            boolean interrupted = false;
            while (true) {
                try {
                    if (!released.await(LONGEST_STALL_SECONDS, TimeUnit.SECONDS)) {
                        throw new AssertionError("Nobody released the stalled call");
                    }
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Counts a call; returns the failure that it has to end in after half of its work, or null. */
    private StorageException countTransfer() throws StorageException {
        StorageException toFail;
        Stall toStall;
        boolean halfway;
        synchronized (this) {
            calls++;
            if (calls != faultAt) {
                return null;
            }
            toFail = failure;
            toStall = stall;
            halfway = shortWrite;
        }
        if (toStall != null) {
            toStall.hold();
        }
        if (toFail != null && !halfway) {
            throw toFail;
        }
        return toFail;
    }

    private void count() throws StorageException {
        StorageException failure = countTransfer();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public Attributes stat(SafePath path) throws StorageException {
        count();
        return storage.stat(path);
    }

    @Override
    public Listing list(SafePath directory, boolean recursive) throws StorageException {
        count();
        return new FaultyListing(storage.list(directory, recursive));
    }

    @Override
    public StoredFile open(SafePath file) throws StorageException {
        count();
        return new FaultyFile(storage.open(file));
    }

    @Override
    public Upload begin(Destination destination, long size) throws StorageException {
        count();
        return new FaultyUpload(storage.begin(destination, size));
    }

    @Override
    public Upload begin(UploadId id, Destination destination, long size) throws StorageException {
        count();
        return new FaultyUpload(storage.begin(id, destination, size));
    }

    @Override
    public Optional<Committed> committed(UploadId id, SafePath target) throws StorageException {
        count();
        return storage.committed(id, target);
    }

    @Override
    public void expire() throws StorageException {
        count();
        storage.expire();
    }

    @Override
    public void makeDirectory(SafePath directory, boolean parents, Durability durability) throws StorageException {
        count();
        storage.makeDirectory(directory, parents, durability);
    }

    @Override
    public Attributes move(SafePath from, Destination to, Durability durability) throws StorageException {
        count();
        return storage.move(from, to, durability);
    }

    @Override
    public void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException {
        count();
        storage.delete(path, recursive, expectation, durability);
    }

    /** Those of the other storage as they are: their calls do not count and do not fail. */
    @Override
    public Parts parts() throws StorageException {
        count();
        return storage.parts();
    }

    @Override
    public void close() {
        storage.close();
    }

    private final class FaultyListing implements Listing {
        private final Listing listing;

        FaultyListing(Listing listing) {
            this.listing = listing;
        }

        @Override
        public Item next() throws StorageException {
            count();
            return listing.next();
        }

        @Override
        public void close() {
            listing.close();
        }
    }

    private final class FaultyFile implements StoredFile {
        private final StoredFile file;

        FaultyFile(StoredFile file) {
            this.file = file;
        }

        @Override
        public Attributes attributes() {
            return file.attributes();
        }

        @Override
        public Optional<Digest> storedDigest() {
            return file.storedDigest();
        }

        @Override
        public int read(ByteBuffer target, long position) throws StorageException {
            StorageException failure = countTransfer();
            if (failure == null) {
                return file.read(target, position);
            }
            target.limit(target.position() + target.remaining() / 2);
            file.read(target, position);
            throw failure;
        }

        @Override
        public Optional<FileChannel> channel() {
            synchronized (FaultyStorage.this) {
                return hidesChannels ? Optional.empty() : file.channel();
            }
        }

        @Override
        public boolean changed() throws StorageException {
            count();
            return file.changed();
        }

        @Override
        public void close() {
            file.close();
        }
    }

    private final class FaultyUpload implements Upload {
        private final Upload upload;

        FaultyUpload(Upload upload) {
            this.upload = upload;
        }

        @Override
        public void append(ByteBuffer content) throws StorageException {
            StorageException failure = countTransfer();
            if (failure == null) {
                upload.append(content);
                return;
            }
            content.limit(content.position() + content.remaining() / 2);
            upload.append(content);
            throw failure;
        }

        @Override
        public Attributes commit(Commit commit) throws StorageException {
            count();
            return upload.commit(commit);
        }

        @Override
        public void close() {
            upload.close();
        }
    }
}
