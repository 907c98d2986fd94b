package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.HeldExtents;
import io.filetransfer.server.storage.NextPiece;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One upload in parts: a file with the content and a journal of what of it counts. The order is always: write, sync the
 * content, append to the journal, sync that, report. Before a held range is written again, it is removed from the
 * journal in the same way. Safe for use by many threads; the lock is held through syncs of the journal.
 */
final class CollectedUpload implements LocalPart.Collector {
    private final CollectedFiles files;
    private final SafePath target;
    private final Options begun;
    private final InstantSource clock;
    private final HeldExtents held;
    private final Set<LocalPart> open = new HashSet<>();

    /** Open while parts are, as is what it is in. */
    private PartsJournal journal;

    private Staging directory;

    /** Read without the lock, which may be held through a long sync, as is what follows. */
    private volatile UploadSize size;

    private volatile long heldBytes;

    private volatile Instant lastWrite;
    /** When content came last, noted or not. */
    private volatile Instant lastContent;

    private volatile int openParts;
    /** Whether the entries of both files are on the disk. */
    private boolean entriesSynced;
    /** Committed or forgotten: nothing more can be done with it. */
    private boolean gone;

    private CollectedUpload(
            CollectedFiles files,
            SafePath target,
            UploadSize size,
            Options begun,
            HeldExtents held,
            Instant lastWrite,
            boolean entriesSynced,
            InstantSource clock) {
        this.files = files;
        this.target = target;
        this.size = size;
        this.begun = begun;
        this.held = held;
        this.heldBytes = held.bytes();
        this.lastWrite = lastWrite;
        this.lastContent = lastWrite;
        this.entriesSynced = entriesSynced;
        this.clock = clock;
    }

    /**
     * Makes the files.
     *
     * @param begun null if parts come in any order
     */
    static CollectedUpload create(
            CollectedFiles files,
            SafePath target,
            UploadSize size,
            Options begun,
            Durability durability,
            InstantSource clock)
            throws IOException {
        Instant now = clock.instant();
        files.create(target, size, begun, now, durability);
        boolean synced = durability == Durability.SYNCED;
        return new CollectedUpload(files, target, size, begun, new HeldExtents(), now, synced, clock);
    }

    /** What an earlier server has left and this one's start has synced. */
    static CollectedUpload left(CollectedFiles files, PartsJournal.Account account, InstantSource clock) {
        Instant lastWrite = SteadyClock.ofEarlierRun(account.lastWrite(), clock.instant());
        return new CollectedUpload(
                files, account.target(), account.size(), account.begun(), account.held(), lastWrite, true, clock);
    }

    UploadId id() {
        return files.id();
    }

    CollectedFiles files() {
        return files;
    }

    SafePath target() {
        return target;
    }

    long size() {
        return size.bytes();
    }

    CollectingPlace place() {
        return files.place();
    }

    /** Bytes that are still to come, as far as is known. */
    long missing() {
        return size.bytes() - heldBytes;
    }

    /** Whether somebody is sending it, or was a short time ago: then room is kept for what is missing. */
    boolean isAlive() {
        return openParts > 0 || !lastWrite.isBefore(clock.instant().minus(Parts.ALIVE));
    }

    /** When something of it came last. */
    Instant lastWrite() {
        return lastWrite;
    }

    /** A part is about to be opened. */
    void comeBack() {
        lastWrite = clock.instant();
    }

    /** Begins a part, and ends older ones that overlap with it. Null when the upload is gone. */
    synchronized LocalPart open(long offset, long length, Durability durability) throws IOException {
        if (gone) {
            return null;
        }
        requirePieceFits(offset);
        LocalPart part = opened(offset, length, durability);
        for (LocalPart older : List.copyOf(open)) {
            if (older.overlaps(offset, length)) {
                older.fence();
            }
        }
        open.add(part);
        openParts = open.size();
        lastWrite = clock.instant();
        return part;
    }

    private LocalPart opened(long offset, long length, Durability durability) throws IOException {
        try {
            openJournal(durability);
            return new LocalPart(this, files.openContent(directory), files.disk(), offset, length, durability);
        } catch (IOException | RuntimeException e) {
            closeJournalIfUnused();
            throw e;
        }
    }

    /**
     * By how much the next piece makes the file longer than is known now, in bytes.
     *
     * @throws StorageException as {@link Parts#append}
     */
    synchronized long growth(NextPiece next) throws StorageException {
        requireTurn();
        return next.sizeAfter(status()) - size.bytes();
    }

    private void requireTurn() throws StorageException {
        if (!open.isEmpty() && !lastContent.isBefore(clock.instant().minus(Parts.STALLED))) {
            throw new StorageException(ErrorCode.BUSY, "Another piece of this upload is coming in.");
        }
    }

    /** Begins the next piece; an older one that stands still ends. Null when the upload is gone. */
    synchronized LocalPart append(NextPiece next, Durability durability) throws IOException {
        if (gone) {
            return null;
        }
        requireTurn();
        PartsStatus.Open before = status();
        UploadSize grown = new UploadSize(next.sizeAfter(before), next.isSizedAfter(before));
        fenceAll();
        LocalPart part = opened(next.offset(), grown.bytes() - next.offset(), durability);
        try {
            resize(part, grown, durability);
        } catch (IOException | RuntimeException e) {
            part.close();
            throw e;
        }
        open.add(part);
        openParts = open.size();
        lastWrite = clock.instant();
        lastContent = lastWrite;
        return part;
    }

    /** What lies behind the size was never held: it goes before the size is noted, which no content may be behind. */
    private void resize(LocalPart part, UploadSize grown, Durability durability) throws IOException {
        if (grown.equals(size)) {
            return;
        }
        part.cut(grown.bytes());
        journal.size(grown, clock.instant());
        syncJournal(durability);
        size = grown;
    }

    @Override
    public void comes() {
        lastContent = clock.instant();
    }

    /** Opens what is held, for reading. Null when the upload is gone. */
    synchronized LocalHeldContent read() throws IOException {
        if (gone) {
            return null;
        }
        try (Staging place = files.place().open()) {
            return new LocalHeldContent(files.openContent(place), files.disk());
        }
    }

    private void openJournal(Durability durability) throws IOException {
        if (directory == null) {
            directory = files.place().open();
        }
        if (durability == Durability.SYNCED && !entriesSynced) {
            directory.directory().sync();
            entriesSynced = true;
        }
        if (journal == null) {
            journal = files.openJournal(directory);
        }
    }

    /** A status has room for so many ranges; then only what fills gaps may come. */
    private void requirePieceFits(long offset) throws StorageException {
        List<Extent> ranges = held.joined();
        if (ranges.size() >= Option.MAX_HELD && ranges.stream().noneMatch(range -> range.end() == offset)) {
            throw new StorageException(
                    ErrorCode.OFFSET_MISMATCH, "Too many parts lie apart from each other; fill the gaps first.");
        }
    }

    @Override
    public synchronized void clear(LocalPart part, long offset, long length) throws IOException {
        part.requireUsable();
        if (!held.overlaps(offset, length)) {
            return;
        }
        journal.forget(offset, length, clock.instant());
        held.remove(offset, length);
        heldBytes = held.bytes();
        // Also when relaxed: what is forgotten may have been synced, by a server that was not, and outlive this note.
        syncJournal(Durability.SYNCED);
    }

    @Override
    public synchronized void hold(LocalPart part, Extent range, Durability durability) throws IOException {
        part.requireUsable();
        Instant now = clock.instant();
        journal.held(range, durability, now);
        syncJournal(durability);
        held.add(range);
        heldBytes = held.bytes();
        lastWrite = now;
    }

    /** A journal whose sync has failed is not to be relied on, and so the whole upload is not. */
    private void syncJournal(Durability durability) throws IOException {
        if (durability == Durability.RELAXED) {
            return;
        }
        try {
            journal.sync();
        } catch (IOException e) {
            remove();
            throw e;
        }
    }

    @Override
    public synchronized void closed(LocalPart part) {
        open.remove(part);
        openParts = open.size();
        closeJournalIfUnused();
    }

    private void closeJournalIfUnused() {
        if (!open.isEmpty()) {
            return;
        }
        if (journal != null) {
            journal.close();
            journal = null;
        }
        if (directory != null) {
            directory.close();
            directory = null;
        }
    }

    synchronized boolean isGone() {
        return gone;
    }

    synchronized PartsStatus.Open status() {
        PartsStatus.Growth growth =
                begun == null ? null : new PartsStatus.Growth(begun, size.known(), !open.isEmpty(), lastWrite);
        return new PartsStatus.Open(size.bytes(), held.joined(), growth);
    }

    synchronized boolean isOlderThan(Instant time) {
        return open.isEmpty() && lastWrite.isBefore(time);
    }

    synchronized void fenceAll() {
        open.forEach(LocalPart::fence);
    }

    /** Ends everything about it and removes its files. */
    synchronized void remove() {
        if (gone) {
            return; // the names may be those of another upload with this id by now
        }
        fenceAll();
        gone = true;
        files.remove();
    }
}
