package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.PartsTestBase;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left of uploads in parts after a crash: each state of the directory is copied away and opened again. */
@ExtendWith(DescriptorGate.class)
class LocalPartsCrashTest extends PartsTestBase {
    private static final Map<String, String> UTF8 = Map.of("LC_ALL", "C.UTF-8");

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private final byte[] content = bytes(100_000, 1);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int copies;

    @Override
    protected Storage create() throws Exception {
        return reopened(directory);
    }

    private LocalStorage reopened(Path root) throws StorageException {
        return LocalStorage.open(root, false, new Disk(), () -> now);
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }

    /** The root as a server that is killed now would leave it. */
    private Path crash() throws IOException {
        Path copy = elsewhere.resolve("crash" + copies++);
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.copy(
                        path, copy.resolve(directory.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    private Path uploads(Path root) {
        return root.resolve(".filetransfer/uploads");
    }

    private void restart() throws Exception {
        storage.close();
        storage = reopened(directory);
    }

    @Test
    void partsAndCommitsOutliveTheServer() throws Exception {
        part("d/f", content, 0, 60_000);
        List<Extent> held = held("d/f", ID);
        restart();
        assertEquals(held, held("d/f", ID));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("g")));
        refused(ErrorCode.OFFSET_MISMATCH, () -> open("d/f", bytes(10, 1), 0, 1));
        part("d/f", content, 60_000, 40_000);
        makeDirectory("d", false);
        restart();
        Committed committed = commit("d/f", content);
        restart();
        assertEquals(committed, commit("d/f", content));
        put("d/f", "newer");
        restart();
        assertEquals(committed, commit("d/f", content));
        assertEquals("newer", get("d/f"));
    }

    @Test
    void atEachMomentOnlyWhatWasInACheckpointIsHeld() throws Exception {
        Path beforeWrite;
        Path beforeCheckpoint;
        Path after;
        try (Part part = open("f", content, 0, content.length)) {
            beforeWrite = crash();
            write(part, content, 0, 1000);
            beforeCheckpoint = crash();
            part.checkpoint(1000, crc(content, 0, 1000));
            after = crash();
            write(part, content, 1000, 1000);
        }
        assertEquals(List.of(), heldIn(beforeWrite));
        assertEquals(List.of(), heldIn(beforeCheckpoint));
        assertEquals(List.of(new Extent(0, 1000, crc(content, 0, 1000))), heldIn(after));
    }

    private List<Extent> heldIn(Path root) throws StorageException {
        try (LocalStorage left = reopened(root)) {
            return ((PartsStatus.Open) left.parts().status(ID, path("f"))).held();
        }
    }

    @Test
    void aJournalTornAnywhereTellsWhatItsWholeRecordsSay() throws Exception {
        List<Long> lengths = new ArrayList<>();
        List<List<Extent>> states = new ArrayList<>();
        Path journal = uploads(directory).resolve(ID + ".journal");
        open("f", content, 0, 0).close();
        lengths.add(Files.size(journal));
        states.add(held("f", ID));
        int[][] steps = {{0, 100}, {200, 100}, {100, 100}, {50, 10}, {0, 300}};
        for (int[] step : steps) {
            try (Part part = open("f", content, step[0], step[1])) {
                write(part, content, step[0], step[1]);
                if (Files.size(journal) > lengths.get(lengths.size() - 1)) {
                    lengths.add(Files.size(journal)); // what it overlaps with was removed
                    states.add(held("f", ID));
                }
                part.checkpoint(step[0] + step[1], crc(content, step[0], step[1]));
            }
            lengths.add(Files.size(journal));
            states.add(held("f", ID));
        }
        byte[] whole = Files.readAllBytes(journal);
        storage.close();
        int state = -1;
        for (int length = 0; length <= whole.length; length++) {
            if (state + 1 < lengths.size() && lengths.get(state + 1) == length) {
                state++;
            }
            Files.write(journal, java.util.Arrays.copyOf(whole, length));
            Path data = uploads(directory).resolve(ID + ".data");
            try (LocalStorage left = reopened(directory)) {
                if (state < 0) {
                    refused(ErrorCode.UPLOAD_UNKNOWN, () -> left.parts().status(ID, path("f")));
                    Files.write(data, content);
                    continue;
                }
                assertEquals(states.get(state), ((PartsStatus.Open) left.parts().status(ID, path("f"))).held());
            }
            // A torn end is written over.
            appendAfterTear(length, states.get(state));
        }
        storage = reopened(directory);
    }

    private void appendAfterTear(int length, List<Extent> before) throws StorageException {
        if (length % 7 != 0) {
            return;
        }
        try (LocalStorage left = reopened(directory)) {
            try (Part part = left.parts().open(ID, path("f"), content.length, 5000, 10, SYNCED)) {
                write(part, content, 5000, 10);
                part.checkpoint(5010, crc(content, 5000, 10));
            }
        }
        List<Extent> expected = new ArrayList<>(before);
        expected.add(new Extent(5000, 10, crc(content, 5000, 10)));
        assertEquals(expected, heldIn(directory));
    }

    /** A power loss can leave later records and not an earlier one; they must not count when that is written over. */
    @Test
    void recordsBehindATearNeverCountAgain() throws Exception {
        Path journal = uploads(directory).resolve(ID + ".journal");
        part("f", content, 0, 100);
        int tear = (int) Files.size(journal);
        part("f", content, 200, 100);
        part("f", content, 400, 100);
        storage.close();
        byte[] torn = Files.readAllBytes(journal);
        torn[tear + 5] ^= 1;
        Files.write(journal, torn);
        storage = reopened(directory);
        List<Extent> first = List.of(new Extent(0, 100, crc(content, 0, 100)));
        assertEquals(first, held("f", ID));
        try (Part part = open("f", content, 600, 100)) {
            write(part, content, 600, 100);
            part.checkpoint(700, crc(content, 600, 100)); // a record as long as the torn one
        }
        restart();
        List<Extent> both = List.of(first.get(0), new Extent(600, 100, crc(content, 600, 100)));
        assertEquals(both, held("f", ID));
    }

    @Test
    void anyBitOfTheJournalMayFlip() throws Exception {
        part("f", content, 0, 100);
        part("f", content, 200, 100);
        List<Extent> held = held("f", ID);
        Path journal = uploads(directory).resolve(ID + ".journal");
        byte[] whole = Files.readAllBytes(journal);
        storage.close();
        for (int i = 0; i < whole.length; i++) {
            if (i == 4 || i == 5) {
                continue; // the number of the format, which is another version's
            }
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << (i % 8));
            Files.write(journal, damaged);
            Files.write(uploads(directory).resolve(ID + ".data"), content);
            try (LocalStorage left = reopened(directory)) {
                PartsStatus status = left.parts().status(ID, path("f"));
                assertTrue(held.containsAll(prefixes(((PartsStatus.Open) status).held())), status::toString);
            } catch (StorageException e) {
                assertEquals(ErrorCode.UPLOAD_UNKNOWN, e.code());
            }
        }
        storage = reopened(directory);
    }

    /** Ranges that end where they ended; the halves of a part are two records. */
    private List<Extent> prefixes(List<Extent> found) {
        return found.stream().filter(range -> range.length() == 100).toList();
    }

    @Test
    void filesWithoutTheirOtherHalfAreRemovedAndNothingElse() throws Exception {
        part("f", content, 0, 100);
        storage.close();
        Path uploads = uploads(directory);
        Files.write(uploads.resolve(new UploadId(1, 1) + ".data"), content);
        Files.copy(uploads.resolve(ID + ".journal"), uploads.resolve(new UploadId(2, 2) + ".journal"));
        Files.createFile(uploads.resolve("strange"));
        storage = reopened(directory);
        try (Stream<Path> left = Files.list(uploads)) {
            assertEquals(
                    Set.of(ID + ".data", ID + ".journal", "commits"),
                    Set.copyOf(left.map(path -> path.getFileName().toString()).toList()));
        }
        assertFalse(held("f", ID).isEmpty());
    }

    @Test
    void expiryCountsAcrossRestarts() throws Exception {
        part("f", content, 0, 100);
        pass(Duration.ofHours(23));
        restart();
        assertFalse(held("f", ID).isEmpty());
        pass(Duration.ofHours(2));
        restart();
        pass(Parts.GRACE.plusSeconds(1));
        storage.expire();
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
        try (Stream<Path> left = Files.list(uploads(directory))) {
            assertEquals(
                    List.of("commits"),
                    left.map(path -> path.getFileName().toString()).toList());
        }
    }

    @Test
    void aCrashBetweenRenameAndNoteIsFoundOut() throws Exception {
        // Everything is on the disk but the last record of the log: as if the server was killed just before it.
        part("d/f", content, 0, content.length);
        makeDirectory("d", false);
        Path log = uploads(directory).resolve("commits");
        long before = Files.size(log);
        Committed committed = commit("d/f", content);
        storage.close();
        byte[] whole = Files.readAllBytes(log);
        long record = (whole.length - before) / 2;
        Files.write(log, java.util.Arrays.copyOf(whole, (int) (before + record)));
        if (Files.size(log) + record > whole.length) {
            Files.write(log, java.util.Arrays.copyOf(whole, (int) (whole.length - record)));
        }
        storage = reopened(directory);
        Committed found = assertInstanceOf(Committed.class, parts().status(ID, path("d/f")));
        assertEquals(committed, found);
        assertEquals(committed, commit("d/f", content));
    }

    @Test
    void aCrashBeforeTheRenameLeavesTheParts() throws Exception {
        part("f", content, 0, content.length);
        List<Path> crashes = new ArrayList<>();
        storage.close();
        Disk disk = new Disk() {
            @Override
            void move(Directory from, Path name, Directory to, Path newName) throws IOException {
                if (newName.toString().equals("f")) {
                    crashes.add(crash());
                }
                super.move(from, name, to, newName);
            }
        };
        storage = LocalStorage.open(directory, false, disk, () -> now);
        commit("f", content);
        try (LocalStorage left = reopened(crashes.get(0))) {
            assertInstanceOf(PartsStatus.Open.class, left.parts().status(ID, path("f")));
            assertInstanceOf(
                    Committed.class,
                    left.parts().commit(ID, Destination.of(path("f")), content.length, wanted(content)));
        }
    }

    @Test
    void aKilledServerOffersWhatItHasAndNothingElse() throws Exception {
        storage.close();
        Random random = new Random(11);
        for (int round = 0; round < 4; round++) {
            long certain = 0;
            try (ForkedJvm server = ForkedJvm.start(ForkedPartsWriter.class, UTF8, directory.toString())) {
                String line = server.line();
                for (int i = random.nextInt(40); i >= 0 && line != null; i--) {
                    certain = Long.parseLong(line);
                    line = server.line();
                }
                server.kill();
            }
            storage = reopened(directory);
            List<Extent> held = held("f", ForkedPartsWriter.ID);
            assertEquals(1, held.size());
            assertTrue(held.get(0).length() >= certain, held + " but " + certain + " was told");
            try (Part rest = parts().open(
                            ForkedPartsWriter.ID,
                            path("f"),
                            ForkedPartsWriter.SIZE,
                            ForkedPartsWriter.SIZE,
                            0,
                            SYNCED)) {
                FileChannel content = rest.file().orElseThrow().channel();
                ByteBuffer read = ByteBuffer.allocate((int) held.get(0).length());
                while (read.hasRemaining() && content.read(read, read.position()) > 0) {
                    // until it is full
                }
                byte[] expected = ForkedPartsWriter.content((int) held.get(0).length());
                assertArrayEquals(expected, read.array());
                assertEquals(crc(expected), held.get(0).crc32c());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            storage.close();
        }
        storage = reopened(directory);
    }
}
