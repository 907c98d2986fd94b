package io.filetransfer.server.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.Conditions.Versions;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Version;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} does. To be run over each of them by a subclass. */
public abstract class StorageContractTest extends StorageTreesContractTest {
    // Looking up

    @Test
    void anEmptyStorageHasNothingButItsRoot() throws Exception {
        assertEquals(Kind.DIRECTORY, storage.stat(SafePath.ROOT).kind());
        assertEquals(Set.of(), list("/", true));
        refused(ErrorCode.NOT_FOUND, () -> storage.stat(path("a")));
        refused(ErrorCode.NOT_FOUND, () -> storage.open(path("a")));
        refused(ErrorCode.NOT_FOUND, () -> storage.list(path("a"), false));
        refused(ErrorCode.NOT_FOUND, () -> delete("a"));
        refused(ErrorCode.NOT_FOUND, () -> move("a", "b"));
    }

    @Test
    void aParentThatIsAFileIsNotFoundWhenLookedUpAndNoDirectoryWhenNeeded() throws Exception {
        put("f", "x");
        refused(ErrorCode.NOT_FOUND, () -> storage.stat(path("f/a")));
        refused(ErrorCode.NOT_FOUND, () -> storage.open(path("f/a/b")));
        refused(ErrorCode.NOT_FOUND, () -> delete("f/a"));
        refused(ErrorCode.NOT_FOUND, () -> move("f/a", "b"));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> storage.list(path("f"), false));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> begin("f/a", false, Expectation.ANY));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> begin("f/a/b", true, Expectation.ANY));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> makeDirectory("f/a", true));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> move("f", "f/a"));
        assertEquals("x", get("f"));
    }

    @Test
    void aDirectoryIsNoFile() throws Exception {
        makeDirectory("d", false);
        refused(ErrorCode.NOT_A_FILE, () -> storage.open(path("d")));
        refused(ErrorCode.NOT_A_FILE, () -> storage.open(SafePath.ROOT));
        refused(ErrorCode.NOT_A_FILE, () -> begin("d", false, Expectation.ANY));
        refused(ErrorCode.NOT_A_FILE, () -> begin("/", false, Expectation.ANY));
        Attributes attributes = storage.stat(path("d"));
        assertEquals(Kind.DIRECTORY, attributes.kind());
        assertEquals(0, attributes.size());
        assertNull(attributes.version());
    }

    // Uploads

    @Test
    void contentIsReadAsItWasWritten() throws Exception {
        byte[] content = new byte[300_001];
        new java.util.Random(1).nextBytes(content);
        Digest digest = Digest.crc32c(77);
        Instant modified = Instant.parse("2020-02-03T04:05:06Z");
        Attributes committed;
        try (Upload upload = begin("f", false, Expectation.ANY)) {
            upload.append(ByteBuffer.wrap(content, 0, 100_000));
            upload.append(ByteBuffer.wrap(content, 100_000, 200_001));
            committed = upload.commit(new Commit(digest, modified, 0640, SYNCED));
        }
        assertEquals(content.length, committed.size());
        assertEquals(modified, committed.modified());
        assertEquals(committed, storage.stat(path("f")));
        try (StoredFile file = storage.open(path("f"))) {
            assertEquals(committed, file.attributes());
            ByteBuffer read = ByteBuffer.allocate(content.length + 10);
            assertEquals(content.length, file.read(read, 0));
            assertArrayEquals(content, java.util.Arrays.copyOf(read.array(), content.length));
            assertEquals(0, file.read(ByteBuffer.allocate(10), content.length));
            assertEquals(0, file.read(ByteBuffer.allocate(10), Long.MAX_VALUE));
            ByteBuffer part = ByteBuffer.allocate(10).position(3);
            assertEquals(7, file.read(part, 100));
            assertEquals(content[106], part.get(9));
            assertFalse(file.changed());
            file.storedDigest().ifPresent(stored -> assertEquals(digest, stored));
        }
    }

    /** Where the content goes to a file of this machine. */
    @Test
    void zerosThatAreLeftOutAtTheEndAreContent() throws Exception {
        try (Upload upload = begin("f", false, Expectation.ANY)) {
            upload.append(utf8("x"));
            IncomingFile file = upload.file().orElse(null);
            assumeTrue(file != null, "not a file of this machine");
            file.transfer(100_000, () -> {});
            file.extend();
            assertEquals(
                    100_001,
                    upload.commit(new Commit(Digest.NONE, null, null, SYNCED)).size());
        }
        assertEquals("x" + "\0".repeat(100_000), get("f"));
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        put("f", "old");
        put("f", "");
        assertEquals(0, storage.stat(path("f")).size());
        assertEquals("", get("f"));
    }

    @Test
    void nothingIsSeenBeforeTheCommit() throws Exception {
        put("f", "old");
        try (Upload upload = begin("f", false, Expectation.ANY)) {
            upload.append(utf8("new"));
            assertEquals("old", get("f"));
            assertEquals(Set.of("f"), list("/", true));
        }
        assertEquals("old", get("f"));
        try (Upload upload = begin("g/h", true, Expectation.ANY)) {
            upload.append(utf8("new"));
        }
        assertEquals(Set.of("f"), list("/", true));
    }

    @Test
    void parentsAreMadeOnlyWhenAskedFor() throws Exception {
        refused(ErrorCode.NOT_FOUND, () -> begin("a/b/f", false, Expectation.ANY));
        try (Upload upload = begin("a/b/f", true, Expectation.ABSENT)) {
            upload.append(utf8("x"));
            upload.commit(new Commit(Digest.NONE, null, null, SYNCED));
        }
        assertEquals(Set.of("a", "a/b", "a/b/f"), list("/", true));
        assertEquals("x", get("a/b/f"));
    }

    @Test
    void expectationsAreCheckedAtTheBeginAndAtTheCommit() throws Exception {
        Version other = Version.of(new byte[] {1});
        refused(ErrorCode.VERSION_MISMATCH, () -> begin("f", false, new Expectation.Is(other)));
        Version first = put("f", "1").version();
        refused(ErrorCode.EXISTS, () -> begin("f", false, Expectation.ABSENT));
        refused(ErrorCode.VERSION_MISMATCH, () -> begin("f", false, new Expectation.Is(other)));
        try (Upload upload = begin("f", false, new Expectation.Is(first));
                Upload late = begin("f", false, new Expectation.Is(first));
                Upload absent = begin("g", false, Expectation.ABSENT)) {
            Version second =
                    upload.commit(new Commit(Digest.NONE, null, null, RELAXED)).version();
            assertNotEquals(first, second);
            refused(ErrorCode.VERSION_MISMATCH, () -> late.commit(new Commit(Digest.NONE, null, null, RELAXED)));
            put("g", "there");
            refused(ErrorCode.EXISTS, () -> absent.commit(new Commit(Digest.NONE, null, null, RELAXED)));
        }
        assertEquals("there", get("g"));
        try (Upload upload =
                begin("g", false, new Expectation.Is(storage.stat(path("g")).version()))) {
            delete("g");
            refused(ErrorCode.VERSION_MISMATCH, () -> upload.commit(new Commit(Digest.NONE, null, null, RELAXED)));
        }
        assertEquals(Set.of("f"), list("/", true));
    }

    /** RFC 9110's conditions, decided together with the change. */
    @Test
    void conditionsOfChanges() throws Exception {
        put("f", "one");
        Attributes there = storage.stat(path("f"));
        Versions is = new Versions(false, List.of(Version.of(new byte[] {1}), there.version()));
        Versions other = new Versions(false, List.of(Version.of(new byte[] {1})));
        Instant before = there.modified().minusSeconds(10);
        refused(ErrorCode.VERSION_MISMATCH, () -> begin("f", false, met(other, null, null)));
        refused(ErrorCode.VERSION_MISMATCH, () -> begin("f", false, met(null, is, null)));
        refused(ErrorCode.VERSION_MISMATCH, () -> begin("f", false, met(null, Versions.ANY, null)));
        refused(ErrorCode.VERSION_MISMATCH, () -> begin("f", false, met(null, null, before)));
        refused(ErrorCode.VERSION_MISMATCH, () -> begin("none", false, met(Versions.ANY, null, null)));
        refused(ErrorCode.EXISTS, () -> begin("f", false, new Expectation.Met(Conditions.NONE, true)));
        for (Expectation well : List.of(
                met(is, other, null),
                met(Versions.ANY, null, null),
                met(null, null, there.modified().plusSeconds(1)))) {
            begin("f", false, well).close();
        }
        begin("none", false, met(null, Versions.ANY, before)).close();
        refused(ErrorCode.VERSION_MISMATCH, () -> storage.delete(path("f"), false, met(other, null, null), SYNCED));
        try (Upload late = begin("f", false, met(is, null, null))) {
            late.append(utf8("two"));
            put("f", "three");
            refused(ErrorCode.VERSION_MISMATCH, () -> late.commit(new Commit(Digest.NONE, null, null, RELAXED)));
        }
        assertEquals("three", get("f"));
        storage.delete(path("f"), false, met(Versions.ANY, other, null), SYNCED);
    }

    private static Expectation met(Versions match, Versions noneMatch, Instant unmodifiedSince) {
        return new Expectation.Met(new Conditions(match, noneMatch, null, unmodifiedSince, null, null), false);
    }

    @Test
    void aDirectoryThatTookTheNameMeanwhileStays() throws Exception {
        try (Upload upload = begin("f", false, Expectation.ANY)) {
            makeDirectory("f", false);
            refused(ErrorCode.NOT_A_FILE, () -> upload.commit(new Commit(Digest.NONE, null, null, RELAXED)));
        }
        assertEquals(Kind.DIRECTORY, storage.stat(path("f")).kind());
    }

    @Test
    void aParentThatVanishedMeanwhileIsMadeAgainOnlyWhenAskedFor() throws Exception {
        makeDirectory("d", false);
        try (Upload upload = begin("d/f", false, Expectation.ANY);
                Upload parents = begin("d/g", true, Expectation.ANY)) {
            delete("d");
            refused(ErrorCode.NOT_FOUND, () -> upload.commit(new Commit(Digest.NONE, null, null, RELAXED)));
            parents.commit(new Commit(Digest.NONE, null, null, RELAXED));
        }
        assertEquals(Set.of("d", "d/g"), list("/", true));
    }

    @Test
    void aVersionTellsContentsApart() throws Exception {
        Instant same = Instant.parse("2020-02-03T04:05:06Z");
        Set<Version> versions = new java.util.HashSet<>();
        for (int i = 0; i < 50; i++) {
            Attributes committed = put("f", i % 2 == 0 ? "a" : "b", same, RELAXED);
            assertTrue(versions.add(committed.version()), "version used before");
            assertEquals(committed.version(), storage.stat(path("f")).version());
        }
    }

    @Test
    void timesFarAwayAreTakenOrClampedOrRefused() throws Exception {
        for (String time : List.of(
                "1901-12-13T20:45:51Z",
                "1969-12-31T23:59:59.123456789Z",
                "2038-01-19T03:14:08Z",
                "2106-02-07T06:28:16Z",
                "9999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59.999999999Z")) {
            Attributes committed;
            try {
                committed = put("f", "x", Instant.parse(time), RELAXED);
            } catch (StorageException e) {
                assertEquals(ErrorCode.BAD_REQUEST, e.code(), time);
                continue;
            }
            assertEquals(committed, storage.stat(path("f")), time);
            try (Listing listing = storage.list(SafePath.ROOT, false)) {
                assertEquals(committed, listing.next().attributes(), time);
            }
        }
    }

    @Test
    void aSizeBeyondAllRoomIsRefusedAtOnce() {
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> storage.begin(Destination.of(path("f")), Long.MAX_VALUE));
    }

    // An open file

    @Test
    void whoHasAFileOpenKeepsItsContent() throws Exception {
        put("f", "old");
        put("g", "old");
        put("h", "old");
        try (StoredFile f = storage.open(path("f"));
                StoredFile g = storage.open(path("g"));
                StoredFile h = storage.open(path("h"))) {
            put("f", "newer");
            delete("g");
            move("h", "i");
            for (StoredFile file : List.of(f, g, h)) {
                assertEquals("old", content(file));
                assertFalse(file.changed());
            }
        }
    }
}
