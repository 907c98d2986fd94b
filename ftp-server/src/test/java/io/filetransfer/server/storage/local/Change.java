package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/** One change of a storage, and what there may be before its acknowledgement and must be after it. */
interface Change {
    Instant TIME = Instant.parse("2026-01-02T03:04:05.678901234Z");

    void make(Storage storage) throws StorageException;

    World after(World before);

    /** Whether this tree may be found when the change was begun and has not been acknowledged. */
    default boolean mayLeave(World before, SortedMap<String, String> found) {
        return before.isFound(found) || after(before).isFound(found);
    }

    /** What is safe of {@code before} while this is under way, besides the tree. */
    default World still(World before) {
        return before;
    }

    /** {@code content} under {@code name}, with parents. */
    static Change put(String name, String content, Durability durability) {
        return put(name, content, Expectation.ANY, durability);
    }

    static Change put(String name, String content, Expectation expectation, Durability durability) {
        return new Change() {
            @Override
            public void make(Storage storage) throws StorageException {
                try (Upload upload =
                        storage.begin(new Destination(SafePath.parse(name), true, expectation), content.length())) {
                    write(upload, content);
                    upload.commit(new Commit(digest(content), TIME, 0640, durability));
                }
            }

            @Override
            public World after(World before) {
                return before.with(name, content, durability);
            }

            @Override
            public boolean mayLeave(World before, SortedMap<String, String> found) {
                return isWithSomeParents(before, name, found) || after(before).isFound(found);
            }

            @Override
            public String toString() {
                return "put " + name;
            }
        };
    }

    /** Replaces what has the name if it is still what it was. */
    static Change putIfSame(String name, String content, Durability durability) {
        Change put = put(name, content, durability);
        return new Change() {
            @Override
            public void make(Storage storage) throws StorageException {
                SafePath path = SafePath.parse(name);
                Expectation same = new Expectation.Is(storage.stat(path).version());
                put(name, content, same, durability).make(storage);
            }

            @Override
            public World after(World before) {
                return put.after(before);
            }

            @Override
            public String toString() {
                return "put if-version " + name;
            }
        };
    }

    /** As a whole upload that a client names by an id. */
    static Change putWithId(UploadId id, String name, String content, Durability durability) {
        return new Change() {
            @Override
            public void make(Storage storage) throws StorageException {
                try (Upload upload = storage.begin(
                        id, new Destination(SafePath.parse(name), true, Expectation.ANY), content.length())) {
                    write(upload, content);
                    upload.commit(new Commit(digest(content), null, null, durability));
                }
            }

            @Override
            public World after(World before) {
                return before.with(name, content, durability)
                        .with(id, new World.Sent(name, content, new BitSet(), true));
            }

            @Override
            public boolean mayLeave(World before, SortedMap<String, String> found) {
                return isWithSomeParents(before, name, found) || after(before).isFound(found);
            }

            @Override
            public String toString() {
                return "put with id " + name;
            }
        };
    }

    /** The next {@code length} characters of {@code content}, in two checkpoints. */
    static Change part(UploadId id, String name, String content, int offset, int length, Durability durability) {
        return new Change() {
            @Override
            public void make(Storage storage) throws StorageException {
                try (Part part =
                        storage.parts().open(id, SafePath.parse(name), content.length(), offset, length, durability)) {
                    int middle = offset + length / 2;
                    send(part, content, offset, middle);
                    send(part, content, middle, offset + length);
                }
            }

            private void send(Part part, String content, int from, int to) throws StorageException {
                String piece = content.substring(from, to);
                part.append(bytes(piece));
                part.checkpoint(to, crc(piece));
            }

            @Override
            public World after(World before) {
                World.Sent sent = before.uploads().get(id);
                BitSet held = sent == null ? new BitSet() : (BitSet) sent.held().clone();
                if (durability == Durability.SYNCED) {
                    held.set(offset, offset + length);
                }
                return before.with(id, new World.Sent(name, content, held, false));
            }

            /** Pieces that are sent again are not held from then on. */
            @Override
            public World still(World before) {
                World.Sent sent = before.uploads().get(id);
                boolean overlaps = sent != null && sent.held().nextSetBit(offset) >= 0;
                return overlaps ? before.with(id, new World.Sent(name, content, new BitSet(), false)) : before;
            }

            @Override
            public String toString() {
                return "part " + name + " " + offset + "+" + length;
            }
        };
    }

    static Change commit(UploadId id, String name, String content, Durability durability) {
        return new Change() {
            @Override
            public void make(Storage storage) throws StorageException {
                PartsStatus status = commit(storage, id, SafePath.parse(name), content, durability);
                if (!(status instanceof Committed)) {
                    throw new AssertionError(status);
                }
            }

            @Override
            public World after(World before) {
                return before.with(name, content, durability)
                        .with(id, new World.Sent(name, content, new BitSet(), true));
            }

            @Override
            public boolean mayLeave(World before, SortedMap<String, String> found) {
                return isWithSomeParents(before, name, found) || after(before).isFound(found);
            }

            @Override
            public String toString() {
                return "commit " + name;
            }
        };
    }

    static Change makeDirectory(String name, Durability durability) {
        return new Change() {
            @Override
            public void make(Storage storage) throws StorageException {
                storage.makeDirectory(SafePath.parse(name), true, durability);
            }

            @Override
            public World after(World before) {
                return before.withDirectory(name, durability);
            }

            @Override
            public boolean mayLeave(World before, SortedMap<String, String> found) {
                return isWithSomeParents(before, name + "/x", found);
            }

            @Override
            public String toString() {
                return "mkdir " + name;
            }
        };
    }

    static Change move(String from, String to, Durability durability) {
        return new Change() {
            @Override
            public void make(Storage storage) throws StorageException {
                storage.move(
                        SafePath.parse(from), new Destination(SafePath.parse(to), true, Expectation.ANY), durability);
            }

            @Override
            public World after(World before) {
                return before.moved(from, to, durability);
            }

            @Override
            public boolean mayLeave(World before, SortedMap<String, String> found) {
                return isWithSomeParents(before, to, found) || after(before).isFound(found);
            }

            @Override
            public String toString() {
                return "move " + from + " " + to;
            }
        };
    }

    static Change delete(String name, Durability durability) {
        return new Change() {
            @Override
            public void make(Storage storage) throws StorageException {
                storage.delete(SafePath.parse(name), true, Expectation.ANY, durability);
            }

            @Override
            public World after(World before) {
                return before.without(name);
            }

            /** A directory is not removed in one step: some of what was in it may be left, and nothing else. */
            @Override
            public boolean mayLeave(World before, SortedMap<String, String> found) {
                return before.certain(found)
                                .entrySet()
                                .containsAll(
                                        before.certain(after(before).tree()).entrySet())
                        && before.tree()
                                .entrySet()
                                .containsAll(before.certain(found).entrySet());
            }

            @Override
            public String toString() {
                return "delete " + name;
            }
        };
    }

    private static boolean isWithSomeParents(World before, String name, SortedMap<String, String> found) {
        World world = before;
        if (world.isFound(found)) {
            return true;
        }
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            world = world.withDirectory(name.substring(0, slash), Durability.RELAXED);
            if (world.isFound(found)) {
                return true;
            }
        }
        return false;
    }

    private static void write(Upload upload, String content) throws StorageException {
        int middle = content.length() / 2;
        upload.append(bytes(content.substring(0, middle)));
        upload.append(bytes(content.substring(middle)));
    }

    static PartsStatus commit(Storage storage, UploadId id, SafePath target, String content, Durability durability)
            throws StorageException {
        Destination destination = new Destination(target, true, Expectation.ANY);
        Commit commit = new Commit(digest(content), null, null, durability);
        return storage.parts().commit(id, destination, content.length(), commit);
    }

    static ByteBuffer bytes(String content) {
        return ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
    }

    static int crc(String content) {
        CRC32C crc = new CRC32C();
        crc.update(bytes(content));
        return (int) crc.getValue();
    }

    static Digest digest(String content) {
        return Digest.crc32c(crc(content));
    }
}
