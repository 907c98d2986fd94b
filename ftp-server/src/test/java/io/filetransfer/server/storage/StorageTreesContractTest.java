package io.filetransfer.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of {@link StorageContractTest} that is about directories: made, listed, moved and removed. */
public abstract class StorageTreesContractTest extends StorageTestBase {
    // Directories

    @Test
    void directoriesAreMade() throws Exception {
        makeDirectory("a", false);
        refused(ErrorCode.EXISTS, () -> makeDirectory("a", false));
        refused(ErrorCode.EXISTS, () -> makeDirectory("/", false));
        refused(ErrorCode.NOT_FOUND, () -> makeDirectory("b/c", false));
        makeDirectory("a", true);
        makeDirectory("/", true);
        makeDirectory("b/c/d", true);
        put("f", "x");
        refused(ErrorCode.EXISTS, () -> makeDirectory("f", false));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> makeDirectory("f", true));
        assertEquals(Set.of("a", "b", "b/c", "b/c/d", "f"), list("/", true));
    }

    @Test
    void listingsGiveTheLevelOrAllBelow() throws Exception {
        makeDirectory("a/b/c", true);
        put("a/f", "12345");
        put("a/b/g", "x");
        assertEquals(Set.of("a"), list("/", false));
        assertEquals(Set.of("b", "f"), list("a", false));
        assertEquals(Set.of("b", "b/c", "b/g", "f"), list("a", true));
        List<String> seen = new ArrayList<>();
        try (Listing listing = storage.list(SafePath.ROOT, true)) {
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                int slash = item.name().lastIndexOf('/');
                assertTrue(slash < 0 || seen.contains(item.name().substring(0, slash)), "directory comes first");
                assertEquals(storage.stat(path(item.name())), item.attributes());
                seen.add(item.name());
            }
            assertNull(listing.next());
        }
    }

    @Test
    void aListingToleratesRemovals() throws Exception {
        for (int i = 0; i < 50; i++) {
            put("d" + i + "/f", "x");
        }
        try (Listing listing = storage.list(SafePath.ROOT, true)) {
            assertNotNull(listing.next());
            for (int i = 0; i < 50; i++) {
                storage.delete(path("d" + i), true, Expectation.ANY, RELAXED);
            }
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                assertNotNull(item.attributes());
            }
        }
    }

    // Removing

    @Test
    void removing() throws Exception {
        makeDirectory("d/e", true);
        Version version = put("d/f", "x").version();
        refused(ErrorCode.NOT_EMPTY, () -> delete("d"));
        refused(ErrorCode.DENIED, () -> storage.delete(SafePath.ROOT, true, Expectation.ANY, SYNCED));
        refused(ErrorCode.BAD_REQUEST, () -> storage.delete(path("d/f"), false, Expectation.ABSENT, SYNCED));
        Expectation wrong = new Expectation.Is(Version.of(new byte[] {1}));
        refused(ErrorCode.VERSION_MISMATCH, () -> storage.delete(path("d/f"), false, wrong, SYNCED));
        refused(ErrorCode.VERSION_MISMATCH, () -> storage.delete(path("d"), true, wrong, SYNCED));
        refused(ErrorCode.NOT_FOUND, () -> storage.delete(path("x"), false, wrong, SYNCED));
        storage.delete(path("d/f"), false, new Expectation.Is(version), SYNCED);
        delete("d/e");
        delete("d");
        assertEquals(Set.of(), list("/", true));
    }

    @Test
    void removingATree() throws Exception {
        for (int i = 0; i < 20; i++) {
            put("d/" + "s/".repeat(i) + "f", "x");
        }
        put("stays", "x");
        storage.delete(path("d"), true, Expectation.ANY, SYNCED);
        storage.delete(path("stays"), true, Expectation.ANY, SYNCED);
        assertEquals(Set.of(), list("/", true));
    }

    // Moving

    @Test
    void aFileIsMovedAndReplacesAsExpected() throws Exception {
        put("a", "A");
        Version b = put("b", "B").version();
        refused(
                ErrorCode.EXISTS,
                () -> storage.move(path("a"), new Destination(path("b"), false, Expectation.ABSENT), SYNCED));
        Expectation wrong = new Expectation.Is(Version.of(new byte[] {1}));
        refused(
                ErrorCode.VERSION_MISMATCH,
                () -> storage.move(path("a"), new Destination(path("b"), false, wrong), SYNCED));
        refused(
                ErrorCode.VERSION_MISMATCH,
                () -> storage.move(path("a"), new Destination(path("c"), false, wrong), SYNCED));
        assertEquals("A", get("a"));
        storage.move(path("a"), new Destination(path("b"), false, new Expectation.Is(b)), SYNCED);
        assertEquals("A", get("b"));
        refused(ErrorCode.NOT_FOUND, () -> move("b", "x/y"));
        Attributes moved = storage.move(path("b"), new Destination(path("x/y"), true, Expectation.ABSENT), SYNCED);
        assertEquals(storage.stat(path("x/y")), moved);
        assertEquals(Set.of("x", "x/y"), list("/", true));
        move("x/y", "x/y");
        assertEquals("A", get("x/y"));
    }

    @Test
    void aDirectoryIsMovedAndReplacesNothing() throws Exception {
        put("d/f", "x");
        makeDirectory("empty", false);
        put("file", "y");
        refused(ErrorCode.EXISTS, () -> move("d", "empty"));
        refused(ErrorCode.EXISTS, () -> move("d", "file"));
        refused(ErrorCode.NOT_A_FILE, () -> move("file", "empty"));
        refused(ErrorCode.BAD_NAME, () -> move("d", "d/e"));
        refused(
                ErrorCode.BAD_NAME,
                () -> storage.move(path("d"), new Destination(path("d/e/g"), true, Expectation.ANY), SYNCED));
        refused(ErrorCode.BAD_NAME, () -> move("d", "d"));
        refused(ErrorCode.DENIED, () -> move("/", "x"));
        refused(ErrorCode.DENIED, () -> move("d", "/"));
        storage.move(path("d"), new Destination(path("x/y"), true, Expectation.ANY), SYNCED);
        assertEquals(Set.of("empty", "file", "x", "x/y", "x/y/f"), list("/", true));
        assertEquals("x", get("x/y/f"));
    }
}
