package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.Upload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody "cleans up" the data directory of a running server. */
@ExtendWith(DescriptorGate.class)
@Timeout(60)
class DataKeeperTest extends StorageTestBase {
    private static final UploadId ID = new UploadId(1, 2);

    @TempDir
    Path directory;

    private Path data;

    @Override
    protected Storage create() throws Exception {
        data = directory.resolve(".filetransfer");
        return LocalStorage.open(directory);
    }

    private void remove(String what) throws Exception {
        Path gone = data.resolve(what);
        assertEquals(0, new ProcessBuilder("rm", "-rf", gone.toString()).start().waitFor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "staging", "uploads"})
    void itIsMadeAgainByTheNextChange(String removed) throws Exception {
        put("before", "content");
        for (int i = 0; i < 6; i++) {
            remove(removed);
            put("f" + i, "content");
            remove(removed);
            makeDirectory("d" + i + "/e", true);
            remove(removed);
            storage.parts().open(ID, path("p"), 3, 0, 3, SYNCED).close();
            storage.parts().abort(ID, path("p"));
        }
        assertEquals("content", get("before"));
        assertEquals("content", get("f5"));
        assertTrue(Files.isDirectory(data.resolve("staging")) && Files.isDirectory(data.resolve("uploads")));
        assertEquals("1\n", Files.readString(data.resolve("version")));
        refused(ErrorCode.BUSY, () -> LocalStorage.open(directory).close());
        storage.close();
        storage = LocalStorage.open(directory);
        assertEquals("content", get("f0"));
    }

    @Test
    void theWatchMakesItAgainWithoutAnyRequest() throws Exception {
        remove("");
        storage.check();
        refused(ErrorCode.BUSY, () -> LocalStorage.open(directory).close());
    }

    /** It is not used at another place, where clients could name it. */
    @Test
    void oneThatIsRenamedIsNotUsedAnyMore() throws Exception {
        Files.move(data, directory.resolve("aside"));
        storage.check();
        put("f", "content");
        assertTrue(Files.isDirectory(data.resolve("staging")));
        assertFalse(Files.exists(directory.resolve("aside/staging/left")));
    }

    @Test
    void anUploadThatIsUnderWayHearsWhy() throws Exception {
        for (boolean madeAgain : List.of(false, true)) {
            try (Upload upload = begin("f", false, Expectation.ANY)) {
                upload.append(utf8("content"));
                remove("");
                if (madeAgain) {
                    storage.check();
                }
                StorageException e = refused(
                        ErrorCode.STORAGE_FAILED, () -> upload.commit(new Commit(Digest.NONE, null, null, SYNCED)));
                assertTrue(e.getMessage().contains("own directory was removed"), e.getMessage());
            }
        }
        assertEquals(Set.of(), list("/", true));
        put("f", "content");
    }

    @Test
    void whatIsInItsPlaceIsTold() throws Exception {
        remove("");
        Files.createFile(data);
        for (Call change : List.<Call>of(() -> put("f", "x"), () -> makeDirectory("d", false), storage::check)) {
            StorageException e = refused(ErrorCode.STORAGE_FAILED, change);
            assertTrue(e.getMessage().contains("cannot be made again"), e.getMessage());
        }
        assertEquals(Set.of(), list("/", true));
        Files.delete(data);
        put("f", "content");
    }

    /** Who came in between has the root. */
    @Test
    void anotherServerThatTookTheRootKeepsIt() throws Exception {
        remove("");
        try (LocalStorage other = LocalStorage.open(directory)) {
            StorageException e = refused(ErrorCode.STORAGE_FAILED, () -> put("f", "x"));
            assertTrue(e.getMessage().contains("Another server"), e.getMessage());
            other.makeDirectory(path("d"), false, SYNCED);
        }
        put("f", "content");
    }

    @Test
    void aMissingParentIsStillTheUsersFault() throws Exception {
        refused(ErrorCode.NOT_FOUND, () -> storage.begin(Destination.of(path("missing/f")), -1));
        refused(ErrorCode.NOT_FOUND, () -> makeDirectory("missing/d", false));
    }
}
