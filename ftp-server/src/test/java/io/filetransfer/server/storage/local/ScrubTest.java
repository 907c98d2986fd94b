package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.local.Scrub.Finding;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every test scrubs beside the storage that is open. */
@ExtendWith(DescriptorGate.class)
class ScrubTest extends StorageTestBase {
    @TempDir
    Path directory;

    private boolean attributes = true;
    private long bytesRead;
    private Runnable whileReading = () -> {};

    private final Disk disk = new Disk() {
        @Override
        void setAttribute(Directory in, Path file, FileChannel open, String attribute, ByteBuffer value)
                throws IOException {
            if (!attributes) {
                throw new FileSystemException(file.toString(), null, "Operation not supported");
            }
            super.setAttribute(in, file, open, attribute, value);
        }
    };

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory, false, disk);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void damageIsFoundWhereverTheDigestIs(boolean attributes) throws Exception {
        reopen(attributes);
        byte[] large = random(3_000_000);
        put("a/whole", large, null);
        put("a/b/flipped", large, null);
        put("empty", new byte[0], null);
        put("small", new byte[] {1}, null);
        Files.write(directory.resolve("foreign"), new byte[] {2});
        if (attributes) {
            flip("a/b/flipped", 2_999_999);
            assertEquals(
                    Map.of(
                            "a/whole", Finding.INTACT,
                            "a/b/flipped", Finding.DAMAGED,
                            "empty", Finding.INTACT,
                            "small", Finding.INTACT,
                            "foreign", Finding.WITHOUT_DIGEST),
                    scrub(false));
            assertEquals(6_000_001, bytesRead);
        } else {
            // A write through the file system moves the time of change, and then there is no digest: here the digest is
            // made to be of other content.
            put("a/b/flipped", large, Digest.crc32c(1));
            assertEquals(Finding.DAMAGED, scrub(false).get("a/b/flipped"));
        }
        assertEquals(Finding.INTACT, scrub(false, "a/whole").get("a/whole"));
        assertEquals(2, scrub(false, "a").size());
    }

    @Test
    void whatHasNoDigestIsGivenOneWhenItIsLeftAlone() throws Exception {
        Path foreign = directory.resolve("foreign");
        Files.write(foreign, random(100_000));
        assertEquals(Map.of("foreign", Finding.CHANGING), scrub(true), "just written");
        awaitSettled(foreign);
        assertEquals(Map.of("foreign", Finding.ADDED), scrub(true));
        assertEquals(Map.of("foreign", Finding.INTACT), scrub(false));
        try (StoredFile file = storage.open(path("foreign"))) {
            RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
            digest.update(ByteBuffer.wrap(Files.readAllBytes(foreign)));
            assertEquals(Optional.of(digest.digest()), file.storedDigest());
        }
        Files.write(foreign, new byte[] {5});
        assertEquals(Map.of("foreign", Finding.WITHOUT_DIGEST), scrub(false), "another program has changed it");
    }

    @Test
    void whatChangesMeanwhileIsNoDamage() throws Exception {
        put("f", random(3_000_000), null);
        flip("f", 5);
        whileReading = () -> touch("f");
        assertEquals(Map.of("f", Finding.CHANGING), scrub(false));
        put("f", random(3_000_000), null);
        whileReading = () -> replace("f");
        assertEquals(Map.of("f", Finding.INTACT), scrub(false), "what was opened was what had been stored");
        whileReading = () -> {};
        assertEquals(Map.of("f", Finding.INTACT), scrub(false));
    }

    @Test
    void whatCannotBeReadIsToldAndTheRestIsRead() throws Exception {
        put("a/f", new byte[1], null);
        put("b/f", new byte[1], null);
        put("c", new byte[1], null);
        Files.setPosixFilePermissions(directory.resolve("a"), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(directory.resolve("c"), PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(directory.resolve("c")), "run by root");
        Map<String, Finding> found = scrub(false);
        Files.setPosixFilePermissions(directory.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        assertEquals(Map.of("a", Finding.FAILED, "b/f", Finding.INTACT, "c", Finding.FAILED), found);
        assertEquals(Map.of("none", Finding.FAILED), scrub(false, "none"));
    }

    @Test
    void recordsOfFilesThatAreGoneAreRemovedByTheSecondScrub() throws Exception {
        reopen(false);
        put("stays", new byte[1], null);
        put("goes", new byte[1], null);
        Files.delete(directory.resolve("goes"));
        assertEquals(2, records());
        assertEquals(0, sweep());
        assertEquals(1, sweep());
        assertEquals(1, records());
        assertEquals(Map.of("stays", Finding.INTACT), scrub(false));
        assertEquals(0, sweep());
    }

    private long records() throws IOException {
        try (Stream<Path> records = Files.list(directory.resolve(".filetransfer/digests"))) {
            return records.filter(record -> !record.endsWith("scrubbed")).count();
        }
    }

    private long sweep() throws Exception {
        Scrub.Observer none = new Scrub.Observer() {
            @Override
            public void found(String name, Finding finding, String reason) {}

            @Override
            public void read(long bytes) {}
        };
        try (Scrub scrub = Scrub.open(directory, false, none)) {
            return scrub.everything();
        }
    }

    private Map<String, Finding> scrub(boolean add, String... parts) throws Exception {
        Map<String, Finding> found = new TreeMap<>();
        bytesRead = 0;
        Scrub.Observer observer = noting(found);
        try (Scrub scrub = Scrub.open(directory, add, observer)) {
            if (parts.length == 0) {
                scrub.everything();
            }
            for (String part : parts) {
                scrub.part(path(part));
            }
        }
        return found;
    }

    private void reopen(boolean attributes) throws Exception {
        storage.close();
        this.attributes = attributes;
        storage = create();
    }

    private static void awaitSettled(Path file) throws Exception {
        FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime");
        Await.until(
                "a time that is settled",
                () -> changed.toInstant().plusMillis(2100).isBefore(Instant.now()));
    }

    /** As a disk does it: the times stay. */
    private void flip(String name, long at) throws IOException {
        Path path = directory.resolve(name);
        FileTime time = Files.getLastModifiedTime(path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 1);
        }
        Files.setLastModifiedTime(path, time);
    }

    private void touch(String name) {
        try {
            Files.setLastModifiedTime(directory.resolve(name), FileTime.fromMillis(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void replace(String name) {
        try {
            put(name, new byte[] {1, 2, 3}, null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void put(String name, byte[] content, Digest digest) throws StorageException {
        RunningDigest running = new RunningDigest(DigestAlgorithm.CRC32C);
        running.update(ByteBuffer.wrap(content));
        try (Upload upload = storage.begin(new Destination(path(name), true, Expectation.ANY), content.length)) {
            upload.append(ByteBuffer.wrap(content));
            upload.commit(new Commit(digest == null ? running.digest() : digest, null, null, RELAXED));
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** As a power loss leaves a file that was not synced. */
    @Test
    void anotherLengthAtTheSameTimeIsDamage() throws Exception {
        put("cut", random(100_000), null);
        Path cut = directory.resolve("cut");
        FileTime time = Files.getLastModifiedTime(cut);
        Files.write(cut, new byte[0]);
        Files.setLastModifiedTime(cut, time);
        awaitSettled(cut);
        assertEquals(Map.of("cut", Finding.DAMAGED), scrub(true));
        assertEquals(Map.of("cut", Finding.DAMAGED), scrub(false), "it was given no digest");
        try (StoredFile file = storage.open(path("cut"))) {
            assertEquals(Optional.empty(), file.storedDigest());
        }
        put("cut", new byte[3], null);
        assertEquals(Map.of("cut", Finding.INTACT), scrub(false));
    }

    private Scrub.Observer noting(Map<String, Finding> found) {
        return new Scrub.Observer() {
            @Override
            public void found(String name, Finding finding, String reason) {
                assertTrue(found.put(name, finding) == null, name);
            }

            @Override
            public void read(long bytes) {
                bytesRead += bytes;
                whileReading.run();
            }
        };
    }

    /** What goes between the look at a name and its opening is neither damaged nor unreadable. */
    @Test
    void whatGoesBeforeItIsOpenedIsNoFailure() throws Exception {
        put("a/goes", random(1000), null);
        put("b/stays", random(1000), null);
        Disk fast = new Disk() {
            @Override
            FileChannel open(Directory in, Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
                    throws IOException {
                if (name.toString().equals("goes")) {
                    Files.delete(directory.resolve("a/goes"));
                }
                return super.open(in, name, options, attributes);
            }
        };
        Map<String, Finding> found = new TreeMap<>();
        try (Scrub scrub = new Scrub(LocalStorage.open(directory, true, fast), false, noting(found))) {
            scrub.everything();
        }
        assertEquals(Map.of("b/stays", Finding.INTACT), found);
    }
}
