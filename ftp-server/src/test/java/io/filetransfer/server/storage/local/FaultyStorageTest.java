package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageContractTest;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Without a fault it keeps the contract; with one, the storage below stays whole. */
@ExtendWith(DescriptorGate.class)
class FaultyStorageTest extends StorageContractTest {
    @TempDir
    Path directory;

    private FaultyStorage faulty;

    @Override
    protected Storage create() throws Exception {
        faulty = new FaultyStorage(LocalStorage.open(directory));
        return faulty;
    }

    @Test
    void whicheverCallFailsTheOldContentStays() throws Exception {
        put("f", "old");
        StorageException failure = new StorageException(ErrorCode.STORAGE_FAILED, "On purpose.");
        for (int k = 1; k <= 4; k++) {
            faulty.failAt(k, failure);
            int call = k;
            assertSame(failure, assertThrows(StorageException.class, () -> putInTwoWrites("f"), () -> "call " + call));
            assertEquals("old", get("f"));
            assertEquals(Set.of("f"), list("/", true));
        }
        putInTwoWrites("f");
        assertEquals("new content", get("f"));
    }

    @Test
    void aTransferCanFailHalfway() throws Exception {
        put("f", "0123456789");
        StorageException failure = new StorageException(ErrorCode.STORAGE_FAILED, "On purpose.");
        ByteBuffer target = ByteBuffer.allocate(10);
        try (StoredFile file = storage.open(path("f"))) {
            faulty.failHalfwayAt(1, failure);
            assertThrows(StorageException.class, () -> file.read(target, 0));
        }
        assertEquals(5, target.position());
    }

    @Test
    void aCallCanBeHeld() throws Exception {
        put("f", "x");
        FaultyStorage.Stall stall = faulty.stallAt(1);
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return get("f");
            } catch (StorageException e) {
                throw new AssertionError(e);
            }
        });
        stall.awaitReached();
        assertFalse(read.isDone());
        stall.release();
        assertEquals("x", read.get());
    }

    private void putInTwoWrites(String name) throws StorageException {
        try (Upload upload = begin(name, false, Expectation.ANY)) {
            upload.append(utf8("new "));
            upload.append(utf8("content"));
            upload.commit(new Commit(Digest.NONE, null, null, SYNCED));
        }
    }
}
