package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.HeldContent;
import io.filetransfer.server.storage.NextPiece;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageFigures;
import io.filetransfer.server.storage.UploadUnderWay;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Uploads in parts on this machine:
 *
 * <pre>
 * .filetransfer/uploads/
 *   &lt;id, 32 hexadecimal digits&gt;.data      content
 *   &lt;id&gt;.journal                           what of it counts, see PartsJournal
 *   commits                                ids that were committed, see CommitLog
 * </pre>
 *
 * Content and journal of a file on a mounted file system are there, see MountedStagings.
 */
final class LocalParts implements Parts, Closeable {
    /** How often an upload is begun that somebody removes, or whose content somebody removes, all the time. */
    private static final int ATTEMPTS = 16;

    private final Publishing publishing;
    private final Staging directory;
    private final InstantSource clock;
    private final RememberedCommits commits;
    private final OpenUploads uploads;
    private final NameLocks locks = new NameLocks();

    /**
     * Takes over what an earlier server has left.
     *
     * @param directory that of the root's file system; stays open for as long as this is used
     * @throws StorageException with a sentence for the operator
     */
    LocalParts(Publishing publishing, DataKeeper data, Staging directory, InstantSource clock) throws IOException {
        this.publishing = publishing;
        this.directory = directory;
        this.clock = clock;
        this.commits = RememberedCommits.open(publishing, directory, clock);
        try {
            this.uploads = new OpenUploads(publishing, data, directory, clock, commits::isKnown);
            commits.settle(uploads::isHeld);
            expire();
        } catch (IOException | RuntimeException e) {
            commits.close();
            throw e;
        }
    }

    @Override
    public Part open(UploadId id, SafePath target, long size, long offset, long length, Durability durability)
            throws StorageException {
        if (target.isRoot()) {
            throw new StorageException(ErrorCode.NOT_A_FILE, "It is not a file.");
        }
        if (offset > size || length > size - offset) {
            throw new StorageException(ErrorCode.OFFSET_MISMATCH, "The part does not lie within the file's size.");
        }
        try {
            NoSuchFileException gone = null;
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                if (committed(id, target).isPresent() || commits.isKnown(id)) {
                    throw new StorageException(ErrorCode.UPLOAD_UNKNOWN, "The upload is committed already.");
                }
                CollectedUpload upload = uploads.findOrCreate(id, target, size, durability);
                requireSame(upload, target, size);
                try {
                    uploads.room().requireForTheRestOf(upload);
                    Part part = upload.open(offset, length, durability);
                    if (part != null) {
                        return part;
                    }
                } catch (NoSuchFileException contentIsGone) {
                    // Somebody has removed it, or unmounted its file system: the upload begins again.
                    gone = contentIsGone;
                }
                uploads.forget(upload);
            }
            if (gone != null) {
                throw gone;
            }
            throw new StorageException(ErrorCode.BUSY, "The upload is removed whenever it is begun; try again later.");
        } catch (IOException e) {
            throw publishing.root().told(e);
        }
    }

    @Override
    public void begin(UploadId id, Destination destination, long size, Options begun, Durability durability)
            throws StorageException {
        if (destination.target().isRoot()) {
            throw new StorageException(ErrorCode.NOT_A_FILE, "It is not a file.");
        }
        try {
            OpenUploads.Beginning beginning =
                    new OpenUploads.Beginning(id, destination, UploadSize.of(size), begun, durability);
            if (commits.isKnown(id) || !uploads.create(beginning)) {
                throw new StorageException(ErrorCode.UPLOAD_UNKNOWN, "The id is that of another upload.");
            }
        } catch (IOException e) {
            throw publishing.root().told(e);
        }
    }

    @Override
    public Part append(UploadId id, SafePath target, NextPiece next, Durability durability) throws StorageException {
        try {
            CollectedUpload upload = find(id, target);
            Part part = upload == null ? null : appended(upload, next, durability);
            if (part == null) {
                throw StorageException.unknownUpload();
            }
            return part;
        } catch (NoSuchFileException contentIsGone) {
            abort(id, target); // somebody has removed it, or unmounted its file system
            throw StorageException.unknownUpload();
        } catch (IOException e) {
            throw publishing.root().told(e);
        }
    }

    private Part appended(CollectedUpload upload, NextPiece next, Durability durability) throws IOException {
        uploads.room().requireForTheRestOf(upload);
        if (upload.growth(next) <= 0) {
            return upload.append(next, durability);
        }
        synchronized (upload.place()) {
            uploads.room().require(upload.place(), upload.growth(next));
            return upload.append(next, durability);
        }
    }

    @Override
    public HeldContent read(UploadId id, SafePath target) throws StorageException {
        try {
            CollectedUpload upload = find(id, target);
            HeldContent content = upload == null ? null : upload.read();
            if (content == null) {
                throw StorageException.unknownUpload();
            }
            return content;
        } catch (IOException e) {
            throw publishing.root().told(e);
        }
    }

    private static void requireSame(CollectedUpload upload, SafePath target, long size) throws StorageException {
        if (!upload.target().equals(target)) {
            throw StorageException.unknownUpload();
        }
        if (upload.size() != size) {
            throw new StorageException(
                    ErrorCode.OFFSET_MISMATCH, "The upload was begun with a size of " + upload.size() + ".");
        }
    }

    /** As {@link Storage#committed}. */
    Optional<Committed> committed(UploadId id, SafePath target) throws StorageException {
        return commits.find(id, target, uploads::isHeld);
    }

    /** What is not committed, beside what the file system has. */
    StorageFigures figures(long free, long total) {
        return uploads.figures(free, total);
    }

    @Override
    public PartsStatus status(UploadId id, SafePath target) throws StorageException {
        CollectedUpload upload = find(id, target);
        if (upload != null) {
            return upload.status();
        }
        return committed(id, target).orElseThrow(StorageException::unknownUpload);
    }

    private CollectedUpload find(UploadId id, SafePath target) throws StorageException {
        try {
            return uploads.find(id, target);
        } catch (IOException e) {
            throw publishing.root().told(e);
        }
    }

    @Override
    public PartsStatus commit(UploadId id, Destination destination, long size, Commit commit) throws StorageException {
        SafePath target = destination.target();
        CollectedUpload upload = find(id, target);
        if (upload == null) {
            return committed(id, target).orElseThrow(StorageException::unknownUpload);
        }
        synchronized (upload) {
            if (upload.isGone()) {
                return committed(id, target).orElseThrow(StorageException::unknownUpload);
            }
            PartsStatus.Open status = upload.status();
            if (size != upload.size() || !status.isWhole()) {
                return status;
            }
            Extent whole =
                    status.held().isEmpty() ? Extent.NOTHING : status.held().get(0);
            if (!whole.digest().equals(commit.digest())) {
                uploads.forget(upload);
                throw new StorageException(
                        ErrorCode.CHECKSUM_MISMATCH,
                        "The content was damaged on the way (" + whole.digest() + " came); send it again.");
            }
            try {
                return publish(upload, destination, commit);
            } catch (IOException e) {
                throw DiskFailures.of(e);
            }
        }
    }

    private Committed publish(CollectedUpload upload, Destination destination, Commit commit) throws IOException {
        // Before anything is done to the file: most of what can fail is seen here.
        publishing.requirePossible(destination);
        upload.fenceAll();
        try (Staging place = openPlace(upload)) {
            FileChannel content = openWhole(upload, place);
            Publication publication =
                    new Publication(publishing, place, upload.files().content(), content);
            NotedCommit noted = commits.note(upload.id(), upload.target(), commit);
            try {
                Attributes published = publication.publish(destination, commit, noted);
                uploads.forget(upload);
                return noted.done(published);
            } catch (IOException | RuntimeException e) {
                if (publication.inDoubt() || publication.moved()) {
                    uploads.forget(upload);
                }
                noted.failed();
                throw e;
            } finally {
                content.close();
            }
        }
    }

    private Staging openPlace(CollectedUpload upload) throws IOException {
        try {
            return upload.place().open();
        } catch (NoSuchFileException unmounted) {
            throw lost(upload, unmounted);
        }
    }

    /** What is held was written here. That the file is as long says that nothing else has cut or extended it. */
    private FileChannel openWhole(CollectedUpload upload, Staging place) throws IOException {
        FileChannel content;
        try {
            content = upload.files().openContent(place);
        } catch (NoSuchFileException removed) {
            throw lost(upload, removed);
        }
        if (content.size() == upload.size()) {
            return content;
        }
        content.close();
        throw lost(upload, null);
    }

    private StorageException lost(CollectedUpload upload, IOException cause) {
        uploads.forget(upload);
        return new StorageException(
                ErrorCode.STORAGE_FAILED, "The content was changed by something else; send it again.", cause);
    }

    @Override
    public List<UploadUnderWay> underWay() {
        return uploads.all();
    }

    @Override
    public void abort(UploadId id, SafePath target) throws StorageException {
        CollectedUpload upload = find(id, target);
        if (upload != null) {
            uploads.forget(upload);
        }
    }

    /**
     * The id has a commit now: forgets what came of it in parts before. What is on a file system that was not met yet goes
     * when that is met, as the id is remembered then.
     */
    void committedWhole(UploadId id, SafePath target) {
        CollectedUpload upload = uploads.known(id, target);
        if (upload != null) {
            uploads.forget(upload);
        }
    }

    /** Forgets what is older than {@link #KEPT}. */
    void expire() throws StorageException {
        Instant oldest = clock.instant().minus(KEPT);
        uploads.expire(oldest);
        try {
            commits.expire(oldest);
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    /** Waits until no other whole upload with this id is being committed. */
    NameLocks.LockedName lock(UploadId id) {
        return locks.lock(directory.directory(), Path.of(id.toString()));
    }

    /** As of {@link RememberedCommits}. */
    NotedCommit note(UploadId id, SafePath target, Commit commit) {
        return commits.note(id, target, commit);
    }

    @Override
    public void close() {
        commits.close();
    }
}
