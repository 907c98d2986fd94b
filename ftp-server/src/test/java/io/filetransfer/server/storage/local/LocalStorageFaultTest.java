package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.Together;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.local.FaultyDisk.Step;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks that fail or are full. */
@ExtendWith(DescriptorGate.class)
class LocalStorageFaultTest extends StorageTestBase {
    private static final String BROKEN = "Input/output error";

    @TempDir
    Path directory;

    private final FaultyDisk disk = new FaultyDisk();

    @Override
    protected Storage create() throws Exception {
        LocalStorage opened = LocalStorage.open(directory, false, disk);
        disk.steps();
        return opened;
    }

    @ParameterizedTest
    @CsvSource({
        "WRITE, 0, No space left on device, INSUFFICIENT_STORAGE",
        "WRITE, 2, Disk quota exceeded, INSUFFICIENT_STORAGE",
        "WRITE, 1, Input/output error, STORAGE_FAILED",
        "SYNC, 0, No space left on device, INSUFFICIENT_STORAGE",
        "SYNC, 0, Input/output error, STORAGE_FAILED",
        "CLOSE, 0, Disk quota exceeded, INSUFFICIENT_STORAGE",
        "CLOSE, 0, Input/output error, STORAGE_FAILED",
        "MOVE, 0, No space left on device, INSUFFICIENT_STORAGE",
        "MOVE, 0, Input/output error, STORAGE_FAILED"
    })
    void aFailedUploadLeavesTheOldContentAndNothingElse(Step step, int before, String message, ErrorCode code)
            throws Exception {
        put("f", "old");
        disk.steps();
        disk.fail(step, before, message);
        try (Upload upload = begin("f", false, Expectation.ANY)) {
            refused(code, () -> {
                for (int i = 0; i < 3; i++) {
                    upload.append(utf8("x"));
                }
                upload.commit(new Commit(Digest.crc32c(1), null, null, SYNCED));
            });
            List<Step> steps = disk.steps();
            assertEquals(step, steps.get(steps.size() - 1), "nothing is tried after the failure");
            refused(ErrorCode.INTERNAL, () -> upload.append(utf8("x")));
            refused(ErrorCode.INTERNAL, () -> upload.commit(new Commit(Digest.NONE, null, null, SYNCED)));
        }
        assertEquals(List.of(), disk.steps());
        assertEquals("old", get("f"));
        assertStagingIsEmpty();
        put("f", "works again");
        assertEquals("works again", get("f"));
    }

    @Test
    void withoutTheDirectorySyncNothingIsAcknowledged() throws Exception {
        put("f", "old");
        disk.fail(Step.SYNC_DIRECTORY, 0, BROKEN);
        refused(ErrorCode.STORAGE_FAILED, () -> put("f", "new"));
        assertTrue(Set.of("old", "new").contains(get("f")));
        disk.fail(Step.SYNC_DIRECTORY, 0, BROKEN);
        refused(ErrorCode.STORAGE_FAILED, () -> makeDirectory("d", false));
        disk.fail(Step.SYNC_DIRECTORY, 0, BROKEN);
        refused(ErrorCode.STORAGE_FAILED, () -> move("f", "g"));
        disk.fail(Step.SYNC_DIRECTORY, 0, BROKEN);
        refused(ErrorCode.STORAGE_FAILED, () -> delete("g"));
        assertStagingIsEmpty();
    }

    @Test
    void aDirectoryThatCannotBeMovedInIsNotLeftInStaging() throws Exception {
        disk.fail(Step.MOVE, 0, "No space left on device");
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> makeDirectory("a/b", true));
        assertStagingIsEmpty();
        assertEquals(Set.of(), list("/", true));
    }

    @Test
    void shortWritesAreContinued() throws Exception {
        disk.writeAtOnce(7);
        put("f", "0123456789".repeat(100));
        assertEquals("0123456789".repeat(100), get("f"));
    }

    @Test
    void everythingIsSyncedBeforeTheAnswerAndTheDeepestFirst() throws Exception {
        put("f", "x");
        assertEquals(List.of(Step.WRITE, Step.SYNC, Step.CLOSE, Step.MOVE, Step.SYNC_DIRECTORY), disk.steps());
        put("a/b/f", "x");
        assertEquals(
                List.of(
                        Step.WRITE,
                        Step.SYNC,
                        Step.CLOSE,
                        Step.MOVE, // a
                        Step.MOVE, // b
                        Step.SYNC_DIRECTORY, // a
                        Step.SYNC_DIRECTORY, // root
                        Step.MOVE, // f
                        Step.SYNC_DIRECTORY), // b
                disk.steps());
        put("a/b/g", "x");
        assertEquals(List.of(Step.WRITE, Step.SYNC, Step.CLOSE, Step.MOVE, Step.SYNC_DIRECTORY), disk.steps());
    }

    @Test
    void relaxedChangesSyncNothingAndALaterSyncedOneMakesUpForThem() throws Exception {
        storage.makeDirectory(path("a/b"), true, RELAXED);
        put("a/b/f", "x", null, RELAXED);
        storage.move(path("a/b"), Destination.of(path("c")), RELAXED);
        List<Step> steps = disk.steps();
        assertTrue(!steps.contains(Step.SYNC) && !steps.contains(Step.SYNC_DIRECTORY), steps::toString);
        put("c/g", "x");
        assertEquals(
                2,
                disk.steps().stream()
                        .filter(step -> step == Step.SYNC_DIRECTORY)
                        .count(),
                "c, and the root, which c is new in");
    }

    @Test
    void uploadsIntoOneDirectoryShareItsSyncs() throws Exception {
        makeDirectory("d", false);
        disk.steps();
        List<Callable<Attributes>> puts = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String name = "d/f" + i;
            puts.add(() -> put(name, "x"));
        }
        Together.run(puts);
        List<Step> steps = disk.steps();
        assertEquals(64, steps.stream().filter(step -> step == Step.SYNC).count());
        assertTrue(steps.stream().filter(step -> step == Step.SYNC_DIRECTORY).count() <= 64);
        assertEquals(64, list("d", false).size());
    }

    @Test
    void anUploadThatIsClosedLeavesNothing() throws Exception {
        Upload upload = begin("a/b/f", true, Expectation.ANY);
        upload.append(utf8("x"));
        upload.close();
        upload.close();
        assertStagingIsEmpty();
        assertEquals(Set.of(), list("/", true));
    }

    @Test
    void aFullFileSystemIsToldAndWorksAgainWhenThereIsRoom() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("small"), "size=2m")) {
            assumeTrue(mount.isThere(), "mounting a small tmpfs is not permitted here");
            try (LocalStorage small = LocalStorage.open(mount.directory())) {
                fillAndEmpty(small);
            }
        }
    }

    private void fillAndEmpty(LocalStorage small) throws StorageException {
        putBytes(small, "old", 600_000);
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> small.begin(Destination.of(path("old")), 10_000_000));
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> putBytes(small, "old", 3_000_000));
        assertEquals(600_000, small.stat(path("old")).size());
        putBytes(small, "new", 1_000_000);
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> putBytes(small, "another", 1_000_000));
        small.delete(path("old"), false, Expectation.ANY, SYNCED);
        putBytes(small, "another", 600_000);
    }

    @Test
    void withoutInodesThereIsAClearAnswer() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("few"), "size=2m,nr_inodes=20")) {
            assumeTrue(mount.isThere(), "mounting a small tmpfs is not permitted here");
            try (LocalStorage few = LocalStorage.open(mount.directory())) {
                refused(ErrorCode.INSUFFICIENT_STORAGE, () -> {
                    for (int i = 0; i < 30; i++) {
                        putBytes(few, "f" + i, 1);
                    }
                });
                refused(ErrorCode.INSUFFICIENT_STORAGE, () -> few.makeDirectory(path("d"), false, SYNCED));
                few.delete(path("f0"), false, Expectation.ANY, SYNCED);
                assertNotNull(putBytes(few, "again", 1));
            }
        }
    }

    /** Writes without having told the size before. */
    private static Attributes putBytes(Storage storage, String name, int size) throws StorageException {
        try (Upload upload = storage.begin(Destination.of(path(name)), -1)) {
            for (int position = 0; position < size; position += 50_000) {
                upload.append(ByteBuffer.allocate(Math.min(50_000, size - position)));
            }
            return upload.commit(new Commit(Digest.NONE, null, null, SYNCED));
        }
    }

    private void assertStagingIsEmpty() throws Exception {
        try (Stream<Path> staged = Files.list(directory.resolve(".filetransfer/staging"))) {
            assertEquals(List.of(), staged.toList());
        }
    }
}
