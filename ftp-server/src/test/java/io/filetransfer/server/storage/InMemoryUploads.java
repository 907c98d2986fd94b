package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The uploads in parts of an {@link InMemoryStorage}, and its remembered ids. All is guarded by the storage's lock. */
final class InMemoryUploads implements Parts {
    private final InMemoryStorage storage;
    private final InstantSource clock;
    private final Map<UploadId, Collected> open = new HashMap<>();
    private final Map<UploadId, Remembered> remembered = new HashMap<>();

    private record Remembered(SafePath target, Committed committed, Instant time) {}

    private static final class Collected {
        private final SafePath target;
        private byte[] content;
        /** Null if parts come in any order. */
        private final Options begun;

        private boolean sized;
        private final HeldExtents held = new HeldExtents();
        private final Set<InMemoryPart> parts = new HashSet<>();
        private Instant lastWrite;
        private Instant lastContent;

        Collected(SafePath target, long size, Options begun) {
            this.target = target;
            this.content = new byte[(int) Math.max(0, size)];
            this.sized = size >= 0;
            this.begun = begun;
        }

        PartsStatus.Open status() {
            PartsStatus.Growth growth =
                    begun == null ? null : new PartsStatus.Growth(begun, sized, !parts.isEmpty(), lastWrite);
            return new PartsStatus.Open(content.length, held.joined(), growth);
        }
    }

    InMemoryUploads(InMemoryStorage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
    }

    private static StorageException unknown() {
        return InMemoryStorage.refused(ErrorCode.UPLOAD_UNKNOWN);
    }

    Optional<Committed> committed(UploadId id, SafePath target) {
        return Optional.ofNullable(remembered.get(id))
                .filter(known -> known.target.equals(target))
                .map(Remembered::committed);
    }

    private Collected find(UploadId id, SafePath target) {
        Collected found = open.get(id);
        return found != null && found.target.equals(target) ? found : null;
    }

    @Override
    public Part open(UploadId id, SafePath target, long size, long offset, long length, Durability durability)
            throws StorageException {
        synchronized (storage) {
            if (target.isRoot()) {
                throw InMemoryStorage.refused(ErrorCode.NOT_A_FILE);
            }
            if (offset > size || length > size - offset) {
                throw InMemoryStorage.refused(ErrorCode.OFFSET_MISMATCH);
            }
            if (remembered.containsKey(id)) {
                throw unknown();
            }
            Collected upload = open.containsKey(id)
                    ? open.get(id)
                    : create(id, new Destination(target, true, Expectation.ANY), size, null);
            if (!upload.target.equals(target)) {
                throw unknown();
            }
            if (upload.content.length != size) {
                throw InMemoryStorage.refused(ErrorCode.OFFSET_MISMATCH);
            }
            InMemoryPart part = new InMemoryPart(upload, offset, length);
            upload.parts.stream().filter(part::overlaps).forEach(older -> older.fenced = true);
            upload.parts.add(part);
            upload.lastWrite = clock.instant();
            return part;
        }
    }

    private Collected create(UploadId id, Destination destination, long size, Options begun) throws StorageException {
        if (open.size() >= MAX_OPEN) {
            throw InMemoryStorage.refused(ErrorCode.BUSY);
        }
        InMemoryStorage.requireRoom(size);
        storage.requirePossible(destination);
        Collected made = new Collected(destination.target(), size, begun);
        made.lastWrite = clock.instant();
        open.put(id, made);
        return made;
    }

    @Override
    public void begin(UploadId id, Destination destination, long size, Options begun, Durability durability)
            throws StorageException {
        synchronized (storage) {
            if (destination.target().isRoot()) {
                throw InMemoryStorage.refused(ErrorCode.NOT_A_FILE);
            }
            if (remembered.containsKey(id) || open.containsKey(id)) {
                throw unknown();
            }
            create(id, destination, size, begun);
        }
    }

    @Override
    public Part append(UploadId id, SafePath target, NextPiece next, Durability durability) throws StorageException {
        synchronized (storage) {
            Collected upload = find(id, target);
            if (upload == null) {
                throw unknown();
            }
            Instant stalled = clock.instant().minus(STALLED);
            if (!upload.parts.isEmpty() && !upload.lastContent.isBefore(stalled)) {
                throw InMemoryStorage.refused(ErrorCode.BUSY);
            }
            PartsStatus.Open before = upload.status();
            long size = next.sizeAfter(before);
            InMemoryStorage.requireRoom(size);
            upload.sized = next.isSizedAfter(before);
            upload.content = Arrays.copyOf(upload.content, (int) size);
            upload.parts.forEach(older -> older.fenced = true);
            InMemoryPart part = new InMemoryPart(upload, next.offset(), size - next.offset());
            upload.parts.add(part);
            upload.lastWrite = clock.instant();
            upload.lastContent = upload.lastWrite;
            return part;
        }
    }

    @Override
    public HeldContent read(UploadId id, SafePath target) throws StorageException {
        synchronized (storage) {
            Collected upload = find(id, target);
            if (upload == null) {
                throw unknown();
            }
            byte[] content = upload.content;
            return new HeldContent() {
                @Override
                public int read(ByteBuffer into, long position) {
                    int count = (int) Math.min(into.remaining(), content.length - position);
                    into.put(content, (int) position, count);
                    return count;
                }

                @Override
                public void close() {}
            };
        }
    }

    private final class InMemoryPart implements Part {
        private final Collected upload;
        private final long offset;
        private final long length;
        private long position;
        private long checkpoint;
        private boolean cleared;
        private boolean fenced;

        InMemoryPart(Collected upload, long offset, long length) {
            this.upload = upload;
            this.offset = offset;
            this.length = length;
            this.position = offset;
            this.checkpoint = offset;
        }

        boolean overlaps(InMemoryPart other) {
            return offset < other.offset + other.length && other.offset < offset + length;
        }

        private void requireUsable() throws StorageException {
            if (fenced) {
                throw InMemoryStorage.refused(ErrorCode.CANCELLED);
            }
        }

        @Override
        public void append(ByteBuffer content) throws StorageException {
            synchronized (storage) {
                requireUsable();
                int count = content.remaining();
                if (count > offset + length - position) {
                    throw InMemoryStorage.refused(ErrorCode.LENGTH_EXCEEDED);
                }
                if (!cleared) {
                    upload.held.remove(offset, length);
                    cleared = true;
                }
                content.get(upload.content, (int) position, count);
                position += count;
                upload.lastContent = clock.instant();
            }
        }

        @Override
        public void checkpoint(long end, int crc32c) throws StorageException {
            synchronized (storage) {
                requireUsable();
                if (end == checkpoint) {
                    return;
                }
                upload.held.add(new Extent(checkpoint, end - checkpoint, crc32c));
                upload.lastWrite = clock.instant();
                checkpoint = end;
            }
        }

        @Override
        public void reject() throws StorageException {
            synchronized (storage) {
                requireUsable();
                upload.held.remove(offset, checkpoint - offset);
            }
        }

        @Override
        public void close() {
            synchronized (storage) {
                upload.parts.remove(this);
            }
        }
    }

    @Override
    public PartsStatus status(UploadId id, SafePath target) throws StorageException {
        synchronized (storage) {
            Collected upload = find(id, target);
            return upload == null ? committed(id, target).orElseThrow(InMemoryUploads::unknown) : upload.status();
        }
    }

    @Override
    public PartsStatus commit(UploadId id, Destination destination, long size, Commit commit) throws StorageException {
        synchronized (storage) {
            PartsStatus status = status(id, destination.target());
            if (!(status instanceof PartsStatus.Open held) || held.size() != size) {
                return status;
            }
            if (!held.isWhole()) {
                return status;
            }
            Extent whole = held.held().stream().findFirst().orElse(Extent.NOTHING);
            if (!whole.digest().equals(commit.digest())) {
                abort(id, destination.target());
                throw InMemoryStorage.refused(ErrorCode.CHECKSUM_MISMATCH);
            }
            Collected upload = open.get(id);
            Attributes published = storage.publish(destination, upload.content, commit);
            abort(id, destination.target());
            return remember(id, destination, published, commit);
        }
    }

    private Committed remember(UploadId id, Destination destination, Attributes published, Commit commit) {
        Committed committed = new Committed(published, commit.digest(), commit.durability());
        remembered.put(id, new Remembered(destination.target(), committed, clock.instant()));
        return committed;
    }

    @Override
    public void abort(UploadId id, SafePath target) {
        synchronized (storage) {
            Collected upload = find(id, target);
            if (upload != null) {
                upload.parts.forEach(part -> part.fenced = true);
                open.remove(id);
            }
        }
    }

    void expire() {
        Instant oldest = clock.instant().minus(KEPT);
        open.values().removeIf(upload -> upload.parts.isEmpty() && upload.lastWrite.isBefore(oldest));
        remembered.values().removeIf(known -> known.time.isBefore(oldest));
    }

    /** @param upload taken over */
    Upload whole(UploadId id, Destination destination, InMemoryUpload upload) {
        return new Upload() {
            @Override
            public void append(ByteBuffer content) throws StorageException {
                upload.append(content);
            }

            @Override
            public Attributes commit(Commit commit) throws StorageException {
                synchronized (storage) {
                    Optional<Committed> before = committed(id, destination.target());
                    if (before.isPresent()) {
                        requireSame(before.get(), upload.length(), commit.digest());
                        return before.get().attributes();
                    }
                    Attributes published = upload.commit(commit);
                    abort(id, destination.target());
                    return remember(id, destination, published, commit).attributes();
                }
            }

            @Override
            public void close() {
                upload.close();
            }
        };
    }

    private static void requireSame(Committed before, int length, Digest digest) throws StorageException {
        if (before.attributes().size() != length || !before.digest().equals(digest)) {
            throw InMemoryStorage.refused(ErrorCode.BAD_REQUEST);
        }
    }
}
