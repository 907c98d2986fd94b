package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigestAttributeTest extends StorageTestBase {
    private static final Digest CRC = Digest.crc32c(0x01020304);

    @org.junit.jupiter.api.io.TempDir
    Path directory;

    @Override
    protected Storage create() throws Exception {
        LocalStorage opened = LocalStorage.open(directory);
        assumeTrue(opened.attachesDigests(), "no extended attributes on this file system");
        return opened;
    }

    @Test
    void aFileCarriesItsDigest() throws Exception {
        Digest sha = Digest.of(DigestAlgorithm.SHA256, new byte[32]);
        for (Digest digest : new Digest[] {CRC, sha}) {
            put(digest, Instant.parse("2020-02-03T04:05:06.000000007Z"));
            assertEquals(Optional.of(digest), stored());
            put(digest, null);
            assertEquals(Optional.of(digest), stored());
            put(digest, Instant.parse("9999-12-31T23:59:59Z"));
            assertEquals(Optional.of(digest), stored());
        }
        move("f", "g");
        move("g", "f");
        assertEquals(Optional.of(sha), stored());
        put(Digest.NONE, null);
        assertEquals(Optional.empty(), stored());
    }

    @Test
    void itsLayoutIsAsDocumented() throws Exception {
        put(CRC, Instant.parse("1970-01-01T00:00:01.000000002Z"));
        ByteBuffer value = ByteBuffer.allocate(100);
        Files.getFileAttributeView(directory.resolve("f"), UserDefinedFileAttributeView.class)
                .read("filetransfer.digest", value);
        String hex = HexFormat.of().formatHex(value.array(), 0, value.position());
        assertEquals("01" + "0000000000000007" + "000000003b9aca02" + "01020304", hex);
    }

    @Test
    void aDigestOfOtherContentIsNotGiven() throws Exception {
        put(CRC, null);
        Path file = directory.resolve("f");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "changed");
        assertEquals(Optional.empty(), stored());
        Files.setLastModifiedTime(file, time);
        assertEquals(Optional.of(CRC), stored(), "same size and time count as the same content");
        Files.writeString(file, "longer now");
        Files.setLastModifiedTime(file, time);
        assertEquals(Optional.empty(), stored());
    }

    @Test
    void nonsenseInTheAttributeIsNoDigest() throws Exception {
        put(CRC, null);
        for (int length : new int[] {0, 1, 16, 17, 18, 49, 50, 3000}) {
            UserDefinedFileAttributeView view =
                    Files.getFileAttributeView(directory.resolve("f"), UserDefinedFileAttributeView.class);
            view.write("filetransfer.digest", ByteBuffer.allocate(length));
            assertEquals(Optional.empty(), stored());
        }
    }

    private void put(Digest digest, Instant modified) throws StorageException {
        try (Upload upload = begin("f", false, Expectation.ANY)) {
            upload.append(utf8("content"));
            upload.commit(new Commit(digest, modified, null, SYNCED));
        }
    }

    private Optional<Digest> stored() throws StorageException {
        try (StoredFile file = storage.open(path("f"))) {
            return file.storedDigest();
        }
    }
}
