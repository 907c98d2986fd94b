package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsTestBase;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.local.FaultyDisk.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts on disks that fail or are full. */
@ExtendWith(DescriptorGate.class)
class LocalPartsFaultTest extends PartsTestBase {
    private static final String BROKEN = "Input/output error";
    private static final String FULL = "No space left on device";

    @TempDir
    Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private final byte[] content = bytes(1000, 1);

    @Override
    protected Storage create() throws Exception {
        LocalStorage opened = LocalStorage.open(directory, false, disk);
        disk.steps();
        return opened;
    }

    @Override
    protected void pass(Duration time) {
        throw new UnsupportedOperationException();
    }

    private List<String> left() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve(".filetransfer/uploads"))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void contentIsSyncedThenTheJournalThenItIsTold() throws Exception {
        try (Part part = open("f", content, 0, 1000)) {
            disk.steps();
            write(part, content, 0, 500);
            part.checkpoint(500, crc(content, 0, 500));
            assertEquals(List.of(Step.WRITE, Step.SYNC, Step.WRITE, Step.SYNC), disk.steps());
        }
        try (Part part = open("f", content, 0, 1000)) {
            disk.steps();
            write(part, content, 0, 500);
            assertEquals(List.of(Step.WRITE, Step.SYNC, Step.WRITE), disk.steps(), "removed before it is written");
        }
    }

    @Test
    void relaxedPartsSyncNothing() throws Exception {
        try (Part part = parts().open(ID, path("f"), 1000, 0, 1000, RELAXED)) {
            write(part, content, 0, 1000);
            part.checkpoint(1000, crc(content));
        }
        Commit relaxed = new Commit(Digest.crc32c(crc(content)), null, null, RELAXED);
        assertInstanceOf(Committed.class, parts().commit(ID, Destination.of(path("f")), 1000, relaxed));
        List<Step> steps = disk.steps();
        assertFalse(steps.contains(Step.SYNC) || steps.contains(Step.SYNC_DIRECTORY), steps::toString);
        assertEquals(
                RELAXED,
                assertInstanceOf(Committed.class, parts().status(ID, path("f"))).durability());
    }

    @Test
    void aFailedSyncOfContentIsNotHeldAndNotTriedAgain() throws Exception {
        part("f", content, 0, 100);
        try (Part part = open("f", content, 100, 900)) {
            write(part, content, 100, 400);
            disk.fail(Step.SYNC, 0, BROKEN);
            refused(ErrorCode.STORAGE_FAILED, () -> part.checkpoint(500, crc(content, 100, 400)));
            disk.steps();
            refused(ErrorCode.STORAGE_FAILED, () -> part.checkpoint(500, crc(content, 100, 400)));
            refused(ErrorCode.STORAGE_FAILED, () -> write(part, content, 500, 1));
            assertEquals(List.of(), disk.steps());
        }
        assertEquals(List.of(new Extent(0, 100, crc(content, 0, 100))), held("f", ID));
        part("f", content, 100, 900);
        commit("f", content);
    }

    @Test
    void aFailedSyncOfTheJournalEndsTheUpload() throws Exception {
        part("f", content, 0, 100);
        try (Part part = open("f", content, 100, 900)) {
            write(part, content, 100, 400);
            disk.fail(Step.SYNC, 1, BROKEN);
            refused(ErrorCode.STORAGE_FAILED, () -> part.checkpoint(500, crc(content, 100, 400)));
        }
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
        assertEquals(List.of("commits"), left());
        part("f", content, 0, 1000);
        commit("f", content);
    }

    @Test
    void aFullDiskLeavesWhatIsHeldAndItGoesOnLater() throws Exception {
        part("f", content, 0, 100);
        for (int write = 0; write < 2; write++) {
            disk.fail(Step.WRITE, write, FULL);
            try (Part part = open("f", content, 100, 900)) {
                refused(ErrorCode.INSUFFICIENT_STORAGE, () -> {
                    write(part, content, 100, 900);
                    part.checkpoint(1000, crc(content, 100, 900));
                });
            }
            assertEquals(List.of(new Extent(0, 100, crc(content, 0, 100))), held("f", ID));
        }
        part("f", content, 100, 900);
        commit("f", content);
    }

    @Test
    void aBeginThatFailsLeavesNothing() throws Exception {
        for (Step step : List.of(Step.WRITE, Step.SYNC, Step.SYNC_DIRECTORY)) {
            disk.fail(step, 0, FULL);
            refused(ErrorCode.INSUFFICIENT_STORAGE, () -> open("f", content, 0, 1));
            refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
            assertEquals(List.of("commits"), left());
        }
        open("f", content, 0, 1).close();
    }

    @Test
    void aCommitThatFindsNoRoomLeavesTheParts() throws Exception {
        part("f", content, 0, 1000);
        disk.fail(Step.WRITE, 0, FULL); // of the log
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> commit("f", content));
        disk.fail(Step.MOVE, 0, FULL);
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> commit("f", content));
        assertEquals(List.of(new Extent(0, 1000, crc(content))), held("f", ID));
        storage.close();
        storage = create();
        assertEquals(List.of(new Extent(0, 1000, crc(content))), held("f", ID));
        commit("f", content);
    }

    @Test
    void aCommitWhoseSyncFailsEndsTheUpload() throws Exception {
        for (int step = 0; step < 2; step++) {
            part("f", content, 0, 1000);
            disk.fail(step == 0 ? Step.SYNC : Step.CLOSE, 0, BROKEN);
            refused(ErrorCode.STORAGE_FAILED, () -> commit("f", content));
            refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
            assertEquals(Set.of(), list("/", true));
        }
        part("f", content, 0, 1000);
        disk.fail(Step.SYNC_DIRECTORY, 0, BROKEN);
        refused(ErrorCode.STORAGE_FAILED, () -> commit("f", content));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
        assertEquals(List.of("commits"), left());
    }

    @Test
    void aLogThatFailsIsReplacedByANewOne() throws Exception {
        part("f", content, 0, 1000);
        disk.fail(Step.SYNC, 1, BROKEN); // the content's sync is the first
        refused(ErrorCode.STORAGE_FAILED, () -> commit("f", content));
        assertEquals(Set.of(), list("/", true));
        Committed committed = commit("f", content);
        storage.close();
        storage = create();
        assertEquals(committed, parts().status(ID, path("f")));
    }

    @Test
    void aCommitThatIsMadeButNotNotedIsFoundOutByAsking() throws Exception {
        part("f", content, 0, 1000);
        disk.fail(Step.WRITE, 1, FULL); // the second record of the log
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> commit("f", content));
        Attributes published = storage.stat(path("f"));
        Committed found = assertInstanceOf(Committed.class, parts().status(ID, path("f")));
        assertEquals(published, found.attributes());
        assertEquals(found, commit("f", content));
    }

    /** From the rename on, nothing that is not needed for the acknowledgement may fail it. */
    @Test
    void aWholeUploadThatHasItsNameIsAcknowledgedWhateverCannotBeLookedAtThen() throws Exception {
        AtomicBoolean moved = new AtomicBoolean();
        storage.close();
        storage = LocalStorage.open(directory, false, new Disk() {
            @Override
            PosixFileAttributes look(Directory in, Path name) throws IOException {
                if (moved.get() && name.toString().equals("d")) {
                    throw new IOException("Too many open files");
                }
                return super.look(in, name);
            }

            @Override
            void move(Directory from, Path name, Directory to, Path newName) throws IOException {
                super.move(from, name, to, newName);
                moved.set(newName.toString().equals("f"));
            }
        });
        makeDirectory("d", false);
        try (Upload upload = storage.begin(ID, Destination.of(path("d/f")), content.length)) {
            upload.append(ByteBuffer.wrap(content));
            Attributes published = upload.commit(wanted(content));
            assertEquals(
                    published, storage.committed(ID, path("d/f")).orElseThrow().attributes());
        }
    }

    /** A disk below the root may be a slow one, or one that never answers. */
    @Test
    @Timeout(60)
    void aPartOfAnUploadThatIsThereDoesNotWaitForTheBeginOfAnother() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean stalls = new AtomicBoolean();
        storage.close();
        storage = LocalStorage.open(directory, false, new Disk() {
            @Override
            void sync(FileChannel file) throws IOException {
                if (stalls.getAndSet(false)) {
                    reached.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                super.sync(file);
            }
        });
        part("f", content, 0, 500);
        stalls.set(true);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Part> other = threads.submit(() -> parts().open(new UploadId(1, 1), path("g"), 5, 0, 5, SYNCED));
            reached.await();
            Future<Part> here = threads.submit(() -> open("f", content, 500, 500));
            here.get(10, TimeUnit.SECONDS).close();
            released.countDown();
            other.get().close();
        } finally {
            released.countDown();
            threads.shutdown();
        }
    }

    @Test
    void aSmallFileSystemFillsAndWorksAgain() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("small"), "size=2m")) {
            assumeTrue(mount.isThere(), "mounting a small tmpfs is not permitted here");
            byte[] large = bytes(1_500_000, 2);
            try (LocalStorage small = LocalStorage.open(mount.directory())) {
                Parts parts = small.parts();
                refused(ErrorCode.INSUFFICIENT_STORAGE, () -> parts.open(ID, path("f"), 9_000_000, 0, 1, SYNCED));
                try (Part part = parts.open(ID, path("f"), large.length, 0, 700_000, SYNCED)) {
                    write(part, large, 0, 700_000);
                    part.checkpoint(700_000, crc(large, 0, 700_000));
                }
                refused(
                        ErrorCode.INSUFFICIENT_STORAGE,
                        () -> parts.open(new UploadId(1, 1), path("g"), 900_000, 0, 1, SYNCED));
                try (Upload filler = small.begin(Destination.of(path("filler")), -1)) {
                    filler.append(java.nio.ByteBuffer.allocate(1_000_000));
                    filler.commit(new Commit(io.filetransfer.codec.Digest.NONE, null, null, SYNCED));
                }
                try (Part part = parts.open(ID, path("f"), large.length, 700_000, 800_000, SYNCED)) {
                    refused(ErrorCode.INSUFFICIENT_STORAGE, () -> write(part, large, 700_000, 800_000));
                }
                small.delete(path("filler"), false, Expectation.ANY, SYNCED);
                try (Part part = parts.open(ID, path("f"), large.length, 700_000, 800_000, SYNCED)) {
                    write(part, large, 700_000, 800_000);
                    part.checkpoint(1_500_000, crc(large, 700_000, 800_000));
                }
                assertInstanceOf(
                        Committed.class, parts.commit(ID, Destination.of(path("f")), large.length, wanted(large)));
                assertTrue(small.stat(path("f")).size() == large.length);
            }
        }
    }

    /** Who takes the range over waits for it, or it is refused. */
    @Test
    void theLengthOfAPartIsWrittenBehindItsFence() throws Exception {
        storage.close();
        List<Part> parts = new ArrayList<>();
        List<Boolean> locked = new ArrayList<>();
        storage = LocalStorage.open(directory, false, new Disk() {
            @Override
            int write(FileChannel file, ByteBuffer content, long position) throws IOException {
                if (content.remaining() == 1) {
                    locked.add(Thread.holdsLock(parts.get(0)));
                }
                return super.write(file, content, position);
            }
        });
        byte[] zeros = new byte[1000];
        try (Part part = open("f", zeros, 0, 1000)) {
            parts.add(part);
            part.checkpoint(1000, crc(zeros));
        }
        assertEquals(List.of(true), locked);
    }

    @Test
    void anUploadThatIsGoneLeavesThoseThatCameAfterItAlone() throws Exception {
        try (Staging files = new Staging(Directory.open(directory, disk))) {
            CollectingPlace place = new CollectingPlace(files, files::lent);
            CollectedUpload first = upload(place);
            first.remove();
            CollectedUpload second = upload(place);
            first.remove();
            second.open(0, 5, SYNCED).close();
        }
    }

    private CollectedUpload upload(CollectingPlace place) throws IOException {
        return CollectedUpload.create(
                new CollectedFiles(ID, place, disk), path("f"), UploadSize.of(5), null, SYNCED, InstantSource.system());
    }

    /** Whoever begins it is not kept for ever by somebody who removes it each time. */
    @Test
    void anUploadThatIsRemovedWheneverItIsBegunIsRefusedInTheEnd() throws Exception {
        AtomicBoolean removes = new AtomicBoolean();
        AtomicInteger looks = new AtomicInteger();
        storage.close();
        storage = LocalStorage.open(directory, false, disk, () -> {
            if (removes.get()) {
                assertTrue(looks.incrementAndGet() < 1000, "It is begun without end");
                remove();
            }
            return Instant.now();
        });
        removes.set(true);
        refused(ErrorCode.BUSY, () -> open("f", content, 0, 1000));
        removes.set(false);
        part("f", content, 0, 1000);
        assertInstanceOf(Committed.class, commit("f", content));
    }

    private void remove() {
        try {
            parts().abort(ID, path("f"));
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }
}
