package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.PartsTestBase;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts onto a file system that is mounted in a directory below the root. */
@ExtendWith(DescriptorGate.class)
@Timeout(60)
class MountedPartsTest extends PartsTestBase {
    private static final String NAME = "a/m/d/f";

    @TempDir
    Path temporary;

    private final byte[] content = bytes(300_000, 1);
    private Path root;
    private Mount mount;
    private Instant now = Instant.now();

    private final AtomicBoolean stalls = new AtomicBoolean();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private final Disk disk = new Disk() {
        @Override
        long usableSpace(Path in) {
            if (stalls.getAndSet(false)) {
                stalled.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return super.usableSpace(in);
        }
    };

    @Override
    protected Storage create() throws Exception {
        root = Files.createDirectories(temporary.resolve("root"));
        return opened();
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }

    private Storage opened() throws Exception {
        return LocalStorage.open(root, false, disk, () -> now);
    }

    private void restart() throws Exception {
        storage.close();
        storage = opened();
    }

    @BeforeEach
    void mount() throws Exception {
        mount = Mount.tmpfs(root.resolve("a/m"), "size=1m");
        assumeTrue(mount.isThere(), "mounting is not permitted here");
    }

    @AfterEach
    void unmount() throws Exception {
        storage.close(); // else it is busy
        mount.close();
    }

    /** Content and journals of what is not committed on the mounted file system. */
    private List<String> collected() throws Exception {
        try (Stream<Path> files = Files.walk(mount.directory().resolve(".filetransfer-staging"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private List<String> collectedInTheRoot() throws Exception {
        try (Stream<Path> files = Files.list(root.resolve(".filetransfer/uploads"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private PartsStatus committed() throws StorageException {
        Destination destination = new Destination(path(NAME), true, Expectation.ANY);
        return parts().commit(ID, destination, content.length, wanted(content));
    }

    private void assertStored() throws Exception {
        assertArrayEquals(content, Files.readAllBytes(mount.directory().resolve("d/f")));
        assertEquals(List.of(), collected());
        assertEquals(List.of("commits"), collectedInTheRoot());
    }

    @Test
    void theyAreCollectedThereAndGetTheirName() throws Exception {
        part(NAME, content, 200_000, 100_000);
        part(NAME, content, 0, 100_000);
        assertEquals(List.of(ID + ".data", ID + ".journal"), collected());
        assertEquals(List.of("commits"), collectedInTheRoot());
        assertInstanceOf(PartsStatus.Open.class, committed());
        part(NAME, content, 100_000, 100_000);
        Committed first = assertInstanceOf(Committed.class, committed());
        assertStored();
        assertEquals(first, committed());
        restart();
        assertEquals(first, committed());
    }

    @Test
    void whatIsHeldIsFoundAgainByTheNextServer() throws Exception {
        part(NAME, content, 0, 100_000);
        restart();
        put("a/m/other", "content"); // empties what uploads of whole files have left
        assertEquals(List.of(new Extent(0, 100_000, crc(content, 0, 100_000))), held(NAME, ID));
        restart();
        part(NAME, content, 100_000, 200_000);
        assertEquals(List.of(new Extent(0, content.length, crc(content))), held(NAME, ID));
        restart();
        assertInstanceOf(Committed.class, committed());
        assertStored();
    }

    @Test
    void anAbortedOneLeavesNothing() throws Exception {
        part(NAME, content, 0, 100_000);
        restart();
        parts().abort(ID, path(NAME));
        assertEquals(List.of(), collected());
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path(NAME)));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("/")));
    }

    @Test
    void whatNobodyResumesExpires() throws Exception {
        part(NAME, content, 0, 100_000);
        pass(Parts.KEPT.plusSeconds(1));
        storage.expire();
        assertEquals(List.of(), collected());
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path(NAME)));
    }

    @Test
    void askingMakesNothingThere() throws Exception {
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path(NAME)));
        parts().abort(ID, path(NAME));
        try (Stream<Path> files = Files.list(mount.directory())) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void roomIsThatOfTheFileSystem() throws Exception {
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> parts().open(ID, path(NAME), 4 << 20, 0, 1, SYNCED));
        UploadId other = new UploadId(3, 4);
        parts().open(other, path("f"), 4 << 20, 0, 1, SYNCED).close();
        parts().open(ID, path(NAME), 700_000, 0, 1, SYNCED).close();
        refused(
                ErrorCode.INSUFFICIENT_STORAGE,
                () -> parts().open(new UploadId(5, 6), path("a/m/g"), 700_000, 0, 1, SYNCED));
    }

    @Test
    void oneThatIsReadOnlyIsToldBeforeTheFirstByte() throws Exception {
        mount.makeReadOnly();
        StorageException e = refused(ErrorCode.READ_ONLY, () -> open(NAME, content, 0, 1));
        assertTrue(e.getMessage().contains("mounted there"), e.getMessage());
    }

    /** What was collected went with the file system: the upload begins again, on the one that is there now. */
    @Test
    void oneWhoseFileSystemIsUnmountedBeginsAgain() throws Exception {
        part(NAME, content, 0, 100_000);
        mount.detach();
        part(NAME, content, 100_000, 200_000);
        assertEquals(List.of(new Extent(100_000, 200_000, crc(content, 100_000, 200_000))), held(NAME, ID));
        part(NAME, content, 0, 100_000);
        assertInstanceOf(Committed.class, committed());
        assertArrayEquals(content, Files.readAllBytes(root.resolve(NAME)));
    }

    @Test
    void aCommitOfWhatWentWithTheFileSystemSaysSo() throws Exception {
        part(NAME, content, 0, content.length);
        mount.detach();
        StorageException e = refused(ErrorCode.STORAGE_FAILED, this::committed);
        assertTrue(e.getMessage().contains("send it again"), e.getMessage());
        part(NAME, content, 0, content.length);
        assertInstanceOf(Committed.class, committed());
    }

    /** Elsewhere, somebody has removed the content by hand. */
    @Test
    void aCommitOfWhatWasRemovedSaysSo() throws Exception {
        part("f", content, 0, content.length);
        Files.delete(root.resolve(".filetransfer/uploads").resolve(ID + ".data"));
        Destination destination = Destination.of(path("f"));
        refused(ErrorCode.STORAGE_FAILED, () -> parts().commit(ID, destination, content.length, wanted(content)));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
    }

    /** Nothing there stays open for an upload to which nobody sends, but for a moment. */
    @Test
    void itCanBeUnmountedWhileAnUploadWaits() throws Exception {
        part(NAME, content, 0, 100_000);
        Await.until("nothing stays open", () -> {
            try {
                mount.close();
                return true;
            } catch (IOException stillBusy) {
                return !mount.isThere();
            }
        });
        mount = Mount.tmpfs(root.resolve("a/m"), "size=1m");
        part(NAME, content, 0, 300_000);
        assertInstanceOf(Committed.class, committed());
        assertStored();
    }

    /** As a disk in the network that is gone: nobody on another one waits for it. */
    @Test
    void aFileSystemThatDoesNotAnswerHoldsUpNoUploadElsewhere() throws Exception {
        Thread asking = new Thread(() -> {
            try {
                part(NAME, content, 0, 1000);
            } catch (StorageException e) {
                failure.set(e);
            }
        });
        stalls.set(true);
        try {
            asking.start();
            stalled.await();
            UploadId other = new UploadId(5, 6);
            CompletableFuture.runAsync(() -> {
                        try {
                            parts().open(other, path("g"), 100, 0, 100, SYNCED).close();
                        } catch (StorageException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .get(30, TimeUnit.SECONDS);
        } finally {
            goOn.countDown();
            asking.join();
        }
        assertNull(failure.get());
    }
}
