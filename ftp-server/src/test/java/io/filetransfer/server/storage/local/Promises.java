package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks a storage against what was acknowledged.
 *
 * @param root of the storage
 * @param known acknowledged
 * @param begun begun and not acknowledged; or null
 * @param mayForget whether the upload of {@code begun} may be gone, since that was told by an error
 */
record Promises(Path root, World known, Change begun, boolean mayForget) {
    private static final Durability SYNCED = Durability.SYNCED;

    /** Names show whole contents, the acknowledged ones or those that were under way; uploads go on and end well. */
    void check(LocalStorage storage) throws StorageException {
        SortedMap<String, String> found = tree(storage);
        World next = begun == null ? known : begun.after(known);
        World still = begun == null ? known : begun.still(known);
        boolean kept = begun == null ? known.isFound(found) : begun.mayLeave(known, found);
        assertTrue(kept, () -> "known " + known.tree() + "\nfound " + found);
        Map<UploadId, World.Sent> uploads = next.uploads();
        for (Map.Entry<UploadId, World.Sent> upload : uploads.entrySet()) {
            checkUpload(storage, upload.getKey(), still.uploads().get(upload.getKey()), upload.getValue(), found);
        }
        singCanary(storage);
    }

    static SortedMap<String, String> tree(Storage storage) throws StorageException {
        SortedMap<String, String> tree = new TreeMap<>();
        try (Listing listing = storage.list(SafePath.ROOT, true)) {
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                boolean directory = item.attributes().kind() == Kind.DIRECTORY;
                tree.put(item.name() + (directory ? "/" : ""), directory ? "" : content(storage, item.name()));
            }
        }
        return tree;
    }

    private static String content(Storage storage, String name) throws StorageException {
        try (StoredFile file = storage.open(SafePath.parse(name))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.attributes().size());
            file.read(bytes, 0);
            return new String(bytes.array(), StandardCharsets.US_ASCII);
        }
    }

    /** What is said of an upload is true; then it is finished, and the file is what was sent. */
    private void checkUpload(
            LocalStorage storage, UploadId id, World.Sent before, World.Sent next, SortedMap<String, String> found)
            throws StorageException {
        SafePath target = SafePath.parse(next.name());
        boolean committed = before != null && before.committed();
        PartsStatus status;
        try {
            status = storage.parts().status(id, target);
            if (status instanceof PartsStatus.Open open) {
                checkHeld(id, open, before, next);
            }
        } catch (StorageException e) {
            assertEquals(ErrorCode.UPLOAD_UNKNOWN, e.code());
            assertTrue(
                    before == null || !committed && (mayForget || before.held().isEmpty()),
                    "a held upload is forgotten");
            status = new PartsStatus.Open(next.content().length(), List.of());
        }
        if (status instanceof PartsStatus.Open open) {
            assertTrue(!committed, "a committed upload is open again");
            finish(storage, id, target, next.content(), open);
            assertEquals(next.content(), content(storage, next.name()));
            status = storage.parts().status(id, target);
        } else if (!committed) {
            assertTrue(next.committed(), "committed, but nobody asked for it");
            assertEquals(next.content(), found.get(next.name()), "committed, but not there");
        }
        SortedMap<String, String> finished = tree(storage);
        assertEquals(Digest.crc32c(Change.crc(next.content())), ((Committed) status).digest());
        assertEquals(status, Change.commit(storage, id, target, next.content(), SYNCED), "another answer");
        assertEquals(finished, tree(storage), "asking again changes something");
    }

    /** No more is said to be held than there is, and no less than was acknowledged. */
    private void checkHeld(UploadId id, PartsStatus.Open open, World.Sent before, World.Sent next) {
        String stored = stored(id);
        assertEquals(next.content().length(), open.size());
        BitSet held = new BitSet();
        for (Extent range : open.held()) {
            int from = (int) range.offset();
            int to = from + (int) range.length();
            assertEquals(Change.crc(stored.substring(from, to)), range.crc32c(), "said to be held");
            held.set(from, to);
        }
        if (before != null && !(mayForget && !next.equals(before))) {
            BitSet lost = (BitSet) before.held().clone();
            lost.andNot(held);
            assertTrue(lost.isEmpty(), () -> "acknowledged, but not held: " + lost);
        }
    }

    private String stored(UploadId id) {
        try {
            Path data = root.resolve(".filetransfer/uploads")
                    .resolve(new CollectedFiles(id, null, null).content().toString());
            return Files.readString(data, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void finish(
            LocalStorage storage, UploadId id, SafePath target, String content, PartsStatus.Open open)
            throws StorageException {
        int at = 0;
        while (at < content.length()) {
            int from = at;
            Extent here = open.held().stream()
                    .filter(range -> range.offset() <= from && from < range.offset() + range.length())
                    .filter(range -> range.crc32c() == crc(content, range))
                    .findFirst()
                    .orElse(null);
            if (here != null) {
                at = (int) (here.offset() + here.length());
                continue;
            }
            int to = (int) open.held().stream()
                    .filter(range -> range.crc32c() == crc(content, range))
                    .mapToLong(Extent::offset)
                    .filter(offset -> offset > from)
                    .min()
                    .orElse(content.length());
            try (Part part = storage.parts().open(id, target, content.length(), from, to - from, SYNCED)) {
                part.append(Change.bytes(content.substring(from, to)));
                part.checkpoint(to, Change.crc(content.substring(from, to)));
            }
            at = to;
        }
        if (content.isEmpty()) {
            storage.parts().open(id, target, 0, 0, 0, SYNCED).close();
        }
        PartsStatus status = Change.commit(storage, id, target, content, SYNCED);
        assertTrue(status instanceof Committed, status::toString);
    }

    private static int crc(String content, Extent range) {
        int from = (int) range.offset();
        return Change.crc(content.substring(from, from + (int) range.length()));
    }

    private static void singCanary(Storage storage) throws StorageException {
        Change.put("canary/bird", "sings", SYNCED).make(storage);
        assertEquals("sings", content(storage, "canary/bird"));
        Change.delete("canary", SYNCED).make(storage);
    }

    /** No temporary file outlives its rule: staging is empty, and an upload in parts has two files. */
    void checkClean() throws IOException {
        assertEquals(Set.of(), names("staging"));
        Set<String> uploads = new HashSet<>(names("uploads"));
        assertTrue(uploads.remove("commits"));
        World next = begun == null ? known : begun.after(known);
        for (UploadId id : next.uploads().keySet()) {
            boolean data =
                    uploads.remove(new CollectedFiles(id, null, null).content().toString());
            boolean journal =
                    uploads.remove(new CollectedFiles(id, null, null).journal().toString());
            assertEquals(data, journal);
        }
        assertEquals(Set.of(), uploads);
    }

    private Set<String> names(String directory) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(".filetransfer").resolve(directory))) {
            return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
