package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that another program has put where no request can name them. */
@ExtendWith(DescriptorGate.class)
class UnnameableTest extends StorageTestBase {
    private static final String LONG = "d".repeat(250);

    @TempDir
    Path temporary;

    private Path directory;

    @Override
    protected Storage create() throws Exception {
        directory = Files.createDirectory(temporary.resolve("root"));
        return LocalStorage.open(directory);
    }

    /** Java has no path for the longest of them. */
    @AfterEach
    void removeAll() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("rm", "-rf", directory.toString())
                        .inheritIO()
                        .start()
                        .waitFor());
    }

    /** So many directories of long names in each other, with a file in the last. */
    private Path nested(Path parent, String name, int depth) throws Exception {
        Path at = parent;
        for (int i = 0; i < depth; i++) {
            at = at.resolve(name);
        }
        Files.createDirectories(at);
        Files.writeString(at.resolve("f"), "x");
        return at;
    }

    private StorageException listed(String name, Set<String> names) {
        try (Listing listing = storage.list(path(name), true)) {
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                names.add(item.name());
            }
            return null;
        } catch (StorageException e) {
            return e;
        }
    }

    @Test
    void theReservedNameInAnotherCaseIsReported() throws Exception {
        put("a", "x");
        nested(directory, ".FileTransfer", 1);
        Set<String> names = new TreeSet<>();
        StorageException told = listed("/", names);
        assertEquals(Set.of("a"), names);
        assertEquals(ErrorCode.BAD_NAME, told.code());
        assertEquals("Not all could be listed; .FileTransfer: The name is the server's own.", told.getMessage());
    }

    @Test
    void whatIsNestedTooDeepIsCountedAndReported() throws Exception {
        put("top/a", "x");
        Path deepest = nested(directory.resolve("top"), "d", 254);
        Files.writeString(deepest.resolve("g"), "x");
        Files.writeString(deepest.getParent().resolve("h"), "x");
        Set<String> names = new TreeSet<>();
        StorageException told = listed("top", names);
        assertEquals(1 + 254 + 1, names.size());
        assertTrue(names.contains("d/".repeat(253) + "h"));
        assertEquals(ErrorCode.BAD_NAME, told.code());
        assertTrue(told.getMessage().endsWith("The name has more than 255 parts. (1 more are left out.)"));
    }

    @Test
    void whatHasTooLongANameIsReported() throws Exception {
        Path one = nested(directory.resolve("one"), LONG, 9);
        nested(directory.resolve("two"), LONG, 9);
        Files.move(directory.resolve("two"), one.resolve("two"));
        Set<String> names = new TreeSet<>();
        StorageException told = listed("/", names);
        assertEquals(1 + 9 + 1 + 1 + 7, names.size());
        assertEquals(ErrorCode.BAD_NAME, told.code());
        assertTrue(told.getMessage().endsWith("The name is longer than 4096 bytes."), told.getMessage());
    }

    @Test
    void aRemovalLeavesItAndSaysSo() throws Exception {
        put("top/a", "x");
        put("top/b/c", "x");
        Path deepest = nested(directory.resolve("top"), "d", 254);
        StorageException told = null;
        try {
            storage.delete(path("top"), true, Expectation.ANY, SYNCED);
        } catch (StorageException e) {
            told = e;
        }
        assertEquals(ErrorCode.BAD_NAME, told.code());
        assertTrue(told.getMessage().startsWith("Not all was removed; top/d/"), told.getMessage());
        assertEquals("x", Files.readString(deepest.resolve("f")));
        assertFalse(Files.exists(directory.resolve("top/a")));
        assertFalse(Files.exists(directory.resolve("top/b")));
        Files.delete(deepest.resolve("f"));
        storage.delete(path("top"), true, Expectation.ANY, SYNCED);
        assertFalse(Files.exists(directory.resolve("top")));
    }
}
