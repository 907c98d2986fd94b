package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Uploads in parts on this machine:
 *
 * <pre>
 * .filetransfer/uploads/
 *   &lt;id, 32 hexadecimal digits&gt;.data      content
 *   &lt;id&gt;.journal                           what of it counts, see PartsJournal
 *   commits                                ids that were committed, see CommitLog
 * </pre>
 */
final class LocalParts implements Parts, Closeable {
    private final Publishing publishing;
    private final Staging directory;
    private final Disk disk;
    private final InstantSource clock;
    private final RememberedCommits commits;
    private final NameLocks locks = new NameLocks();
    private final Map<UploadId, PartedUpload> uploads = new ConcurrentHashMap<>();
    private final PromisedRoom room;

    private LocalParts(Publishing publishing, Staging directory, RememberedCommits commits, InstantSource clock) {
        this.publishing = publishing;
        this.directory = directory;
        this.disk = publishing.disk();
        this.clock = clock;
        this.commits = commits;
        this.room = new PromisedRoom(directory, uploads.values());
    }

    /**
     * Takes over what an earlier server has left.
     *
     * @throws StorageException with a sentence for the operator
     */
    static LocalParts open(Publishing publishing, Staging directory, InstantSource clock) throws IOException {
        RememberedCommits commits = RememberedCommits.open(publishing, directory, clock);
        LocalParts opened = new LocalParts(publishing, directory, commits, clock);
        try {
            opened.uploads.putAll(EarlierUploads.load(directory, opened.disk, clock, commits::isKnown));
            commits.settle(opened::isHeld);
            opened.expire();
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Whether the content is still where it is collected, and so has no name. */
    private boolean isHeld(UploadId id) {
        PartedUpload upload = uploads.get(id);
        return upload != null && !upload.isGone();
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
            while (true) {
                if (committed(id, target).isPresent() || commits.isKnown(id)) {
                    throw new StorageException(ErrorCode.UPLOAD_UNKNOWN, "The upload is committed already.");
                }
                PartedUpload upload = uploads.get(id);
                if (upload == null) {
                    upload = create(id, target, size, durability);
                }
                if (!upload.target().equals(target)) {
                    throw unknown();
                }
                if (upload.size() != size) {
                    throw new StorageException(
                            ErrorCode.OFFSET_MISMATCH, "The upload was begun with a size of " + upload.size() + ".");
                }
                room.requireForTheRestOf(upload);
                Part part = upload.open(offset, length, durability);
                if (part != null) {
                    return part;
                }
                uploads.remove(id, upload);
            }
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    /** One at a time, so that limits hold. */
    private synchronized PartedUpload create(UploadId id, SafePath target, long size, Durability durability)
            throws IOException {
        PartedUpload present = uploads.get(id);
        if (present != null) {
            return present;
        }
        if (uploads.size() >= MAX_OPEN) {
            throw new StorageException(ErrorCode.BUSY, "Too many uploads in parts are open; try again later.");
        }
        requireRootsFileSystem(target);
        synchronized (room) {
            room.require(size);
            publishing.requirePossible(new Destination(target, true, Expectation.ANY));
            PartedUpload made = PartedUpload.create(id, target, size, durability, directory, disk, clock);
            uploads.put(id, made);
            return made;
        }
    }

    /** Content is collected beside the journal, and could not be moved to its name from there. */
    private void requireRootsFileSystem(SafePath target) throws IOException {
        try (ChangedDirectory place = publishing.root().deepest(target.parent())) {
            if (place.top() != null) {
                throw new StorageException(
                        ErrorCode.UNSUPPORTED,
                        "A file system that is mounted inside of the root takes no uploads in parts; send it whole.");
            }
        }
    }

    /** As {@link Storage#committed}. */
    Optional<Committed> committed(UploadId id, SafePath target) throws StorageException {
        return commits.find(id, target, this::isHeld);
    }

    @Override
    public PartsStatus status(UploadId id, SafePath target) throws StorageException {
        PartedUpload upload = find(id, target);
        if (upload != null) {
            return upload.status();
        }
        return committed(id, target).orElseThrow(LocalParts::unknown);
    }

    private PartedUpload find(UploadId id, SafePath target) {
        PartedUpload upload = uploads.get(id);
        return upload != null && !upload.isGone() && upload.target().equals(target) ? upload : null;
    }

    @Override
    public PartsStatus commit(UploadId id, Destination destination, long size, Commit commit) throws StorageException {
        SafePath target = destination.target();
        PartedUpload upload = find(id, target);
        if (upload == null) {
            return committed(id, target).orElseThrow(LocalParts::unknown);
        }
        synchronized (upload) {
            if (upload.isGone()) {
                return committed(id, target).orElseThrow(LocalParts::unknown);
            }
            PartsStatus.Open status = upload.status();
            if (size != upload.size() || !isWhole(status)) {
                return status;
            }
            Extent whole =
                    status.held().isEmpty() ? Extent.NOTHING : status.held().get(0);
            if (!whole.digest().equals(commit.digest())) {
                forget(upload);
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

    private static boolean isWhole(PartsStatus.Open status) {
        List<Extent> held = status.held();
        return status.size() == 0
                || held.size() == 1 && held.get(0).offset() == 0 && held.get(0).length() == status.size();
    }

    private Committed publish(PartedUpload upload, Destination destination, Commit commit) throws IOException {
        // Before anything is done to the file: most of what can fail is seen here.
        publishing.requirePossible(destination);
        upload.fenceAll();
        FileChannel data = openWhole(upload);
        Publication publication = new Publication(publishing, directory, upload.dataName(), data);
        NotedCommit noted = commits.note(upload.id(), upload.target(), commit);
        try {
            Attributes published = publication.publish(destination, commit, noted);
            forget(upload);
            return noted.done(published);
        } catch (IOException | RuntimeException e) {
            if (publication.inDoubt() || publication.moved()) {
                forget(upload);
            }
            noted.failed();
            throw e;
        } finally {
            data.close();
        }
    }

    /** What is held was written here. That the file is as long says that nothing else has cut or extended it. */
    private FileChannel openWhole(PartedUpload upload) throws IOException {
        FileChannel data = upload.openData();
        if (data.size() == upload.size()) {
            return data;
        }
        data.close();
        forget(upload);
        throw new StorageException(
                ErrorCode.STORAGE_FAILED, "The content was changed by something else; send it again.");
    }

    private void forget(PartedUpload upload) {
        upload.remove();
        uploads.remove(upload.id(), upload);
    }

    @Override
    public void abort(UploadId id, SafePath target) {
        PartedUpload upload = find(id, target);
        if (upload != null) {
            forget(upload);
        }
    }

    /** Forgets what is older than {@link #KEPT}. */
    void expire() throws StorageException {
        for (PartedUpload upload : uploads.values()) {
            synchronized (upload) {
                if (upload.isGone() || upload.isOlderThan(clock.instant().minus(KEPT))) {
                    forget(upload);
                }
            }
        }
        try {
            commits.expire(clock.instant().minus(KEPT));
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    /** Waits until no other whole upload with this id is being committed. */
    NameLocks.Held lock(UploadId id) {
        return locks.lock(directory.directory(), Path.of(id.toString()));
    }

    /** As of {@link RememberedCommits}. */
    NotedCommit note(UploadId id, SafePath target, Commit commit) {
        return commits.note(id, target, commit);
    }

    private static StorageException unknown() {
        return new StorageException(ErrorCode.UPLOAD_UNKNOWN, "No upload with this id is held.");
    }

    @Override
    public void close() {
        commits.close();
    }
}
