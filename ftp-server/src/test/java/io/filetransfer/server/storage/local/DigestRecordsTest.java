package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Digests where files have no extended attributes, or no room for one. */
@ExtendWith(DescriptorGate.class)
class DigestRecordsTest extends StorageTestBase {
    private static final Digest CRC = Digest.crc32c(0x01020304);
    private static final Digest OTHER = Digest.crc32c(5);

    @TempDir
    Path directory;

    /** What setting an attribute fails with, from now on; null for not at all. */
    private String reason = "Operation not supported";

    private final Disk disk = new Disk() {
        @Override
        void setAttribute(Directory in, Path file, FileChannel open, String attribute, ByteBuffer value)
                throws IOException {
            if (reason != null) {
                throw new FileSystemException(file.toString(), null, reason);
            }
            super.setAttribute(in, file, open, attribute, value);
        }
    };

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory, false, disk);
    }

    @Test
    void aDigestIsKeptThroughMovesAndRestarts() throws Exception {
        assertFalse(((LocalStorage) storage).attachesDigests());
        Digest sha = Digest.of(DigestAlgorithm.SHA256, new byte[32]);
        for (Digest digest : List.of(CRC, sha)) {
            put("f", digest, Instant.parse("2020-02-03T04:05:06.000000007Z"));
            assertEquals(Optional.of(digest), stored("f"));
            move("f", "g");
            assertEquals(Optional.of(digest), stored("g"));
            makeDirectory("d", true);
            move("g", "d/g");
            move("d", "e");
            storage.close();
            storage = create();
            assertEquals(Optional.of(digest), stored("e/g"));
            try (LocalStorage reader = LocalStorage.open(directory, true);
                    StoredFile file = reader.open(path("e/g"))) {
                assertEquals(Optional.of(digest), file.storedDigest());
            }
            storage.delete(path("e"), true, Expectation.ANY, SYNCED);
        }
    }

    /** As a scrub does while the server runs, which has found no records at its start. */
    @Test
    void aRecordOfAnotherProcessCounts() throws Exception {
        Path file = directory.resolve("f");
        Files.write(file, new byte[] {1});
        Path records = directory.resolve(".filetransfer/digests");
        Files.setLastModifiedTime(records, FileTime.from(Instant.now().minusSeconds(60)));
        assertEquals(Optional.empty(), stored("f"));
        assertEquals(Optional.empty(), stored("f")); // from now on it is known that there are none
        try (StoredFile opened = storage.open(path("f"));
                LocalStorage other = LocalStorage.open(directory, true, disk)) {
            other.digests().record(Inspector.opened(opened.channel().orElseThrow(), null), CRC);
        }
        assertEquals(Optional.of(CRC), stored("f"));
    }

    @Test
    void aRecordGoesWithItsFile() throws Exception {
        put("f", CRC, null);
        put("f", OTHER, null);
        assertEquals(Optional.of(OTHER), stored("f"));
        assertEquals(1, records().size());
        put("g", CRC, null);
        move("f", "g");
        assertEquals(Optional.of(OTHER), stored("g"));
        assertEquals(1, records().size());
        delete("g");
        assertEquals(List.of(), records());
        makeDirectory("d/e", true);
        put("d/e/f", CRC, null);
        storage.delete(path("d"), true, Expectation.ANY, SYNCED);
        assertEquals(List.of(), records());
        put("f", Digest.NONE, null);
        assertEquals(List.of(), records());
        assertEquals(Optional.empty(), stored("f"));
    }

    @Test
    void whateverChangesAFileEndsItsRecord() throws Exception {
        Path file = directory.resolve("f");
        put("f", CRC, null);
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "another");
        Files.setLastModifiedTime(file, time);
        assertEquals(Optional.empty(), stored("f"), "the time of change cannot be set back");
        move("f", "g");
        assertEquals(Optional.empty(), stored("g"), "a move makes nothing valid again");
    }

    @Test
    void aRecordOfAnotherFileWithTheSameNumberCountsForNothing() throws Exception {
        put("f", CRC, Instant.EPOCH);
        put("g", OTHER, Instant.EPOCH);
        Files.copy(record("g"), record("f"), StandardCopyOption.REPLACE_EXISTING);
        assertEquals(Optional.empty(), stored("f"), "same size, same time of modification");
    }

    @Test
    void theLayoutIsAsDocumented() throws Exception {
        put("f", CRC, Instant.parse("1970-01-01T00:00:01.000000002Z"));
        byte[] bytes = Files.readAllBytes(record("f"));
        String hex = HexFormat.of().formatHex(bytes, 8, bytes.length - 4);
        assertEquals("01" + "0000000000000007" + "000000003b9aca02" + "01020304", hex);
    }

    @Test
    void aTornRecordIsNone() throws Exception {
        put("f", CRC, null);
        byte[] whole = Files.readAllBytes(record("f"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(record("f"), Arrays.copyOf(whole, length));
            assertEquals(Optional.empty(), stored("f"));
        }
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            Files.write(record("f"), flipped);
            assertEquals(Optional.empty(), stored("f"));
        }
        Files.write(record("f"), whole);
        assertEquals(Optional.of(CRC), stored("f"));
    }

    @Test
    void aFileWithoutRoomForTheAttributeHasARecord() throws Exception {
        storage.close();
        reason = null;
        storage = create();
        assumeTrue(((LocalStorage) storage).attachesDigests());
        put("f", CRC, null);
        reason = "No space left on device";
        put("g", OTHER, null);
        assertEquals(Optional.of(CRC), stored("f"));
        assertEquals(Optional.of(OTHER), stored("g"));
        assertEquals(List.of(record("g")), records());
        reason = null;
        put("g", CRC, null);
        assertEquals(List.of(), records());
        assertEquals(Optional.of(CRC), stored("g"));
    }

    @Test
    void aDigestThatCannotBeKeptIsNoFailureOfTheUpload() throws Exception {
        put("f", CRC, null);
        Path record = record("f");
        Files.delete(record);
        Files.delete(record.getParent());
        put("f", OTHER, null);
        assertEquals("content", get("f"));
        assertEquals(Optional.empty(), stored("f"));
        assertTrue(Files.notExists(record.getParent()));
    }

    private Path record(String name) throws IOException {
        Object inode = Files.getAttribute(directory.resolve(name), "unix:ino");
        return directory.resolve(".filetransfer/digests/" + inode);
    }

    private List<Path> records() throws IOException {
        try (Stream<Path> records = Files.list(directory.resolve(".filetransfer/digests"))) {
            return records.toList();
        }
    }

    private void put(String name, Digest digest, Instant modified) throws StorageException {
        try (Upload upload = begin(name, false, Expectation.ANY)) {
            upload.append(utf8("content"));
            upload.commit(new Commit(digest, modified, null, SYNCED));
        }
    }

    private Optional<Digest> stored(String name) throws StorageException {
        try (StoredFile file = storage.open(path(name))) {
            return file.storedDigest();
        }
    }

    @Test
    void aRecordStaysWhenItsNumberWasAnothersThatIsGone() throws Exception {
        put("f", CRC, null);
        try (Directory root = Directory.open(directory, disk)) {
            Snapshot now = root.look(Path.of("f"));
            Snapshot before = new Snapshot(
                    now.key(),
                    now.device(),
                    now.inode(),
                    now.kind(),
                    now.size(),
                    now.modified(),
                    FileTime.from(Instant.EPOCH),
                    now.mode());
            ((LocalStorage) storage).digests().removed(before);
            assertEquals(Optional.of(CRC), stored("f"));
            ((LocalStorage) storage).digests().removed(now);
            assertEquals(Optional.empty(), stored("f"));
        }
    }
}
