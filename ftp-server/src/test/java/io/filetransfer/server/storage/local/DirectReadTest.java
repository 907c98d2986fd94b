package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.Verification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading past the page cache, on disks that fail and file systems that do not let it. */
@ExtendWith(DescriptorGate.class)
class DirectReadTest extends StorageTestBase {
    private static final byte[] CONTENT = new byte[3 << 20];

    @TempDir
    Path directory;

    /** What opening and reading fail with; null for not at all. */
    private String opening;

    private String reading;
    private FileChannel direct;
    private int directReads;
    private Digest digest;

    private final Disk disk = new Disk() {
        @Override
        FileChannel openDirect(Path path) throws IOException {
            if (opening != null) {
                throw new IOException(opening);
            }
            direct = FileChannel.open(path); // not every file system of a test lets it be another
            return direct;
        }

        @Override
        int read(FileChannel file, ByteBuffer target, long position) throws IOException {
            if (file == direct && ++directReads > 1 && reading != null) {
                target.position(target.position() + 1);
                throw new IOException(reading);
            }
            return super.read(file, target, position);
        }
    };

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory, false, disk);
    }

    @BeforeEach
    void putFile() throws Exception {
        CRC32C crc = new CRC32C();
        crc.update(CONTENT);
        digest = Digest.crc32c((int) crc.getValue());
        try (Upload upload = begin("f", false, Expectation.ANY)) {
            upload.append(ByteBuffer.wrap(CONTENT));
            upload.commit(new Commit(digest, null, null, SYNCED));
        }
    }

    private Optional<Digest> verify() throws StorageException {
        try (StoredFile file = storage.open(path("f"))) {
            return Verification.verify(file, ByteBuffer.allocateDirect(Verification.SCRATCH), soFar -> {});
        }
    }

    @Test
    void whatTheDiskCannotReadIsNotTakenFromMemory() throws Exception {
        reading = "Input/output error";
        refused(ErrorCode.STORAGE_FAILED, this::verify);
        reading = null;
        assertEquals(Optional.of(digest), verify());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid argument",
                "Channel position (512) is not a multiple of the block size (4096)",
            })
    void whatTheFileSystemDoesNotLetIsReadAsUsual(String refusal) throws Exception {
        reading = refusal;
        assertEquals(Optional.of(digest), verify());
        assertEquals(2, directReads);
    }

    @Test
    void whereItCannotBeOpenedIsReadAsUsual() throws Exception {
        opening = "Invalid argument";
        assertEquals(Optional.of(digest), verify());
        assertEquals(0, directReads);
    }
}
