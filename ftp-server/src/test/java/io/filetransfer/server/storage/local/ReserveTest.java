package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** On a disk with 100 MB left, of which 40 MB are to stay free. */
class ReserveTest {
    @TempDir
    Path directory;

    private long left = 100_000_000;
    private Storage storage;

    @BeforeEach
    void open() throws Exception {
        storage = LocalStorage.open(directory, false, new Disk() {
            @Override
            long usableSpace(Path in) {
                return left;
            }
        });
        storage.keepFree(40_000_000);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private Upload begin(long size) throws StorageException {
        return storage.begin(new Destination(path("a"), false, Expectation.ANY), size);
    }

    private static SafePath path(String name) throws StorageException {
        return SafePath.parse(name);
    }

    private static void assertNoRoom(Executable upload) {
        assertEquals(
                ErrorCode.INSUFFICIENT_STORAGE,
                assertThrows(StorageException.class, upload).code());
    }

    @Test
    void whatFitsIsTaken() throws Exception {
        begin(60_000_000).close();
        begin(-1).close();
        begin(0).close();
        storage.keepFree(0);
        begin(100_000_000).close();
    }

    @Test
    void whatWouldTakeTheRoomThatIsToStayFreeIsRefused() {
        assertNoRoom(() -> begin(60_000_001));
        assertNoRoom(
                () -> storage.parts().open(new UploadId(1, 2), path("b"), 60_000_001, 0, 1000, Durability.RELAXED));
    }

    @Test
    void withoutRoomNothingIsTakenHoweverSmall() {
        left = 40_000_000;
        assertNoRoom(() -> begin(1));
        assertNoRoom(() -> begin(0));
        assertNoRoom(() -> begin(-1));
    }

    /** Of a length that nobody told, or beside others. */
    @Test
    void anUploadEndsWhenTheRoomDoes() throws Exception {
        try (Upload upload = begin(-1)) {
            ByteBuffer content = ByteBuffer.allocate(10 << 20);
            upload.append(content.duplicate());
            left = 39_999_999;
            assertNoRoom(() -> upload.append(content.duplicate()));
        }
    }
}
