package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageFigures;
import io.filetransfer.server.storage.UploadUnderWay;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The uploads in parts that are not committed, on the root's file system and on those that are mounted below it. What an
 * earlier server has left there is taken over when the file system is met. Safe for use by many threads.
 */
final class OpenUploads {
    private final Root root;
    private final Publishing publishing;
    private final DataKeeper data;
    private final InstantSource clock;
    private final Predicate<UploadId> committed;
    private final Map<UploadId, CollectedUpload> uploads = new ConcurrentHashMap<>();
    private final PromisedRoom room = new PromisedRoom(uploads.values());
    private final CollectingPlace here;

    /**
     * An upload that is to be made.
     *
     * @param begun null if parts come in any order
     */
    record Beginning(UploadId id, Destination destination, UploadSize size, Options begun, Durability durability) {}

    /** Of those on mounted file systems, by the identity of the directory. */
    private final Map<Object, Meeting> elsewhere = new ConcurrentHashMap<>();

    /** Uploads that are being made, and not among the others yet. */
    private final AtomicInteger counting = new AtomicInteger();

    /**
     * @param own the directory on the root's file system; stays open for as long as this is used
     * @param committed whether a commit with this id is remembered
     * @throws StorageException with a sentence for the operator
     */
    OpenUploads(Publishing publishing, DataKeeper data, Staging own, InstantSource clock, Predicate<UploadId> committed)
            throws IOException {
        this.root = publishing.root();
        this.publishing = publishing;
        this.data = data;
        this.clock = clock;
        this.committed = committed;
        this.here = new CollectingPlace(own, own::lent);
        takeOver(here, own);
    }

    private void takeOver(CollectingPlace place, Staging opened) throws IOException {
        EarlierUploads.load(place, opened, publishing.disk(), clock, committed).forEach(uploads::putIfAbsent);
    }

    /** Room that is kept for them. */
    PromisedRoom room() {
        return room;
    }

    /** Whether the content is still where it is collected, and so has no name. */
    boolean isHeld(UploadId id) {
        CollectedUpload upload = uploads.get(id);
        return upload != null && !upload.isGone();
    }

    /** The upload of this id and name, or null. */
    CollectedUpload find(UploadId id, SafePath target) throws IOException {
        if (!uploads.containsKey(id) && !target.isRoot()) {
            meet(target);
        }
        return known(id, target);
    }

    /** As {@link #find}, without a look at a file system that was not met yet: nothing can go wrong. */
    CollectedUpload known(UploadId id, SafePath target) {
        CollectedUpload upload = uploads.get(id);
        return upload != null && !upload.isGone() && upload.target().equals(target) ? upload : null;
    }

    /** Makes nothing where nothing is. */
    private void meet(SafePath target) throws IOException {
        try (ChangedDirectory nearest = root.deepest(target.parent());
                Staging found = nearest.top() == null ? null : data.uploadsOrNull(nearest.top())) {
            if (found != null) {
                met(found, target.parent());
            }
        }
    }

    /** The upload of this id, whatever its name; made if there is none. */
    CollectedUpload findOrCreate(UploadId id, SafePath target, long size, Durability durability) throws IOException {
        CollectedUpload present = uploads.get(id);
        // Parts of one that is there do not wait for a disk on which another is made.
        if (present != null) {
            return present;
        }
        Destination destination = new Destination(target, true, Expectation.ANY);
        return findOrCreate(new Beginning(id, destination, UploadSize.of(size), null, durability));
    }

    /**
     * Makes an upload that is appended to.
     *
     * @return false if there is one of this id
     */
    boolean create(Beginning beginning) throws IOException {
        boolean[] made = {false};
        findOrCreate(beginning, () -> made[0] = true);
        return made[0];
    }

    private CollectedUpload findOrCreate(Beginning beginning) throws IOException {
        return findOrCreate(beginning, () -> {});
    }

    /** One at a time on each file system, so that its room is promised once. */
    private CollectedUpload findOrCreate(Beginning beginning, Runnable made) throws IOException {
        CollectingPlace place = place(beginning.destination().target());
        synchronized (place) {
            CollectedUpload present = uploads.get(beginning.id()); // also where it was met just now
            if (present != null) {
                return present;
            }
            try {
                if (counting.incrementAndGet() + uploads.size() > Parts.MAX_OPEN) {
                    throw new StorageException(ErrorCode.BUSY, "Too many uploads in parts are open; try again later.");
                }
                CollectedUpload created = create(place, beginning);
                CollectedUpload other = uploads.putIfAbsent(beginning.id(), created);
                if (other == null) {
                    made.run();
                    return created;
                }
                created.remove(); // the id was begun on another file system at the same time
                return other;
            } finally {
                counting.decrementAndGet();
            }
        }
    }

    private CollectedUpload create(CollectingPlace place, Beginning beginning) throws IOException {
        room.require(place, beginning.size().bytes());
        publishing.requirePossible(beginning.destination());
        CollectedFiles files = new CollectedFiles(beginning.id(), place, publishing.disk());
        return CollectedUpload.create(
                files,
                beginning.destination().target(),
                beginning.size(),
                beginning.begun(),
                beginning.durability(),
                clock);
    }

    /** Where content for this name is collected. */
    private CollectingPlace place(SafePath target) throws IOException {
        try (ChangedDirectory nearest = root.deepest(target.parent());
                Staging found = nearest.top() == null ? null : data.uploads(nearest.top())) {
            return found == null ? here : met(found, target.parent());
        }
    }

    private CollectingPlace met(Staging found, SafePath directory) throws IOException {
        return elsewhere
                .computeIfAbsent(found.directory().key(), key -> new Meeting())
                .place(found, () -> onMount(directory));
    }

    /** What an earlier server has left is taken over once; whoever comes to the same file system meanwhile waits. */
    private final class Meeting {
        private CollectingPlace place;

        synchronized CollectingPlace place(Staging found, CollectingPlace.Opening opening) throws IOException {
            if (place != null) {
                place.foundBy(opening);
                return place;
            }
            CollectingPlace first = new CollectingPlace(found, opening);
            takeOver(first, found);
            place = first;
            return first;
        }
    }

    private Staging onMount(SafePath directory) throws IOException {
        try (ChangedDirectory nearest = root.deepest(directory)) {
            Staging found = nearest.top() == null ? null : data.uploadsOrNull(nearest.top());
            if (found == null) {
                throw new NoSuchFileException("the file system of an upload in parts");
            }
            return found;
        }
    }

    List<UploadUnderWay> all() {
        return uploads.values().stream()
                .map(upload -> new UploadUnderWay(upload.id(), upload.target(), upload.size()))
                .toList();
    }

    StorageFigures figures(long free, long total) {
        long number = 0;
        long bytes = 0;
        Instant oldest = null;
        for (CollectedUpload upload : uploads.values()) {
            number++;
            bytes += upload.size() - upload.missing();
            Instant written = upload.lastWrite();
            oldest = oldest == null || written.isBefore(oldest) ? written : oldest;
        }
        return new StorageFigures(free, total, number, bytes, oldest);
    }

    void forget(CollectedUpload upload) {
        upload.remove();
        uploads.remove(upload.id(), upload);
    }

    /** Forgets those without an open part that were written to before {@code time} for the last time. */
    void expire(Instant time) {
        for (CollectedUpload upload : uploads.values()) {
            synchronized (upload) {
                if (upload.isGone() || upload.isOlderThan(time)) {
                    forget(upload);
                }
            }
        }
    }
}
