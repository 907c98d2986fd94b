package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageTestBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What staging of mounted file systems leaves where none is mounted. */
@ExtendWith(DescriptorGate.class)
class StagingRemainsTest extends StorageTestBase {
    private static final String SERVER = "0b1ac5f0-1111-2222-3333-0123456789ab";
    private static final String UPLOAD = "00112233445566778899aabbccddeeff";

    @TempDir
    Path root;

    private Path remains;

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(root);
    }

    private void copied() throws Exception {
        remains = root.resolve("a/b/.filetransfer-staging");
        Path own = Files.createDirectories(remains.resolve(SERVER));
        Files.createDirectories(own.resolve("uploads"));
        Files.writeString(own.resolve("uploads/" + UPLOAD + ".data"), "x");
        Files.writeString(own.resolve("uploads/" + UPLOAD + ".journal"), "x");
        Files.writeString(own.resolve("11111111-2222-3333-4444-555555555555"), "x");
        Files.createDirectory(own.resolve("99999999-2222-3333-4444-555555555555"));
        put("a/b/f", "content");
    }

    @Test
    void itIsInNoListingAndGoesWithItsDirectory() throws Exception {
        copied();
        assertEquals(Set.of("b", "b/f"), list("a", true));
        assertEquals(Set.of("f"), list("a/b", false));
        storage.delete(path("a"), true, Expectation.ANY, SYNCED);
        assertFalse(Files.exists(root.resolve("a")));
    }

    @Test
    void aDirectoryThatHasNothingElseIsEmpty() throws Exception {
        copied();
        refused(ErrorCode.NOT_EMPTY, () -> storage.delete(path("a/b"), false, Expectation.ANY, SYNCED));
        assertTrue(Files.exists(remains.resolve(SERVER).resolve("uploads")), "nothing is removed then");
        storage.delete(path("a/b/f"), false, Expectation.ANY, SYNCED);
        storage.delete(path("a/b"), false, Expectation.ANY, SYNCED);
        assertEquals(Set.of(), list("a", true));
        Files.createDirectories(root.resolve("c/.filetransfer-staging"));
        storage.delete(path("c"), false, Expectation.ANY, SYNCED);
        assertFalse(Files.exists(root.resolve("c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "thesis.txt",
                "others/x",
                SERVER + "/thesis.txt",
                SERVER + "/uploads/thesis.data",
                SERVER + "/uploads/" + UPLOAD + ".data/x",
                SERVER + "/11111111-2222-3333-4444-555555555550/x"
            })
    void whatIsSomebodysIsToldAndStays(String file) throws Exception {
        copied();
        Path kept = remains.resolve(file);
        if (Files.isRegularFile(kept.getParent())) {
            Files.delete(kept.getParent());
        }
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, "mine");
        refused(ErrorCode.BAD_NAME, () -> list("a", true));
        refused(ErrorCode.BAD_NAME, () -> storage.delete(path("a"), true, Expectation.ANY, SYNCED));
        assertEquals("mine", Files.readString(kept));
    }

    @Test
    void aLinkOfThatNameIsNotFollowed() throws Exception {
        copied();
        Files.createDirectories(root.resolve("c"));
        Files.createSymbolicLink(root.resolve("c/.filetransfer-staging"), remains);
        refused(ErrorCode.BAD_NAME, () -> storage.delete(path("c"), true, Expectation.ANY, SYNCED));
        assertTrue(Files.exists(remains.resolve(SERVER)));
    }
}
