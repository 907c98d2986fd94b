package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsTestBase;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Room that is kept for what uploads in parts have not got yet, and for how long; on a disk with 200,000 bytes left. */
@ExtendWith(DescriptorGate.class)
class PromisedRoomTest extends PartsTestBase {
    private static final UploadId OTHER = new UploadId(5, 6);

    @TempDir
    Path directory;

    private final byte[] large = bytes(150_000, 1);
    private final byte[] other = bytes(80_000, 2);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    protected Storage create() throws Exception {
        Disk disk = new Disk() {
            @Override
            long usableSpace(Path in) {
                return 200_000;
            }
        };
        return LocalStorage.open(directory, false, disk, () -> now);
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }

    private void restart() throws Exception {
        storage.close();
        storage = create();
    }

    private Part openOther() throws StorageException {
        return parts().open(OTHER, path("g"), other.length, 0, other.length, SYNCED);
    }

    private void refuseOther() {
        refused(ErrorCode.INSUFFICIENT_STORAGE, this::openOther);
    }

    @Test
    void anUploadThatWasCutOffHoldsItForMinutes() throws Exception {
        part("f", large, 0, 1000);
        refuseOther();
        pass(Parts.ALIVE);
        refuseOther();
        pass(Duration.ofSeconds(1));
        openOther().close();
    }

    @Test
    void aStartDoesNotMakeItLonger() throws Exception {
        part("f", large, 0, 1000);
        restart();
        refuseOther();
        pass(Parts.ALIVE.plusSeconds(1));
        restart();
        openOther().close();
    }

    @Test
    void anOpenPartHoldsItForAsLongAsItIsOpen() throws Exception {
        try (Part part = open("f", large, 0, 1000)) {
            pass(Duration.ofHours(30));
            refuseOther();
            part.reject();
        }
        openOther().close();
    }

    @Test
    void whoComesBackTakesWhatIsLeftOrIsRefused() throws Exception {
        part("f", large, 0, 1000);
        pass(Parts.ALIVE.plusSeconds(1));
        openOther().close();
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> part("f", large, 1000, 1000));
        parts().abort(OTHER, path("g"));
        part("f", large, 1000, large.length - 1000);
        assertInstanceOf(Committed.class, commit("f", large));
    }

    @Test
    void whoHasComeBackHoldsItAgain() throws Exception {
        part("f", large, 0, 1000);
        pass(Parts.ALIVE.plusSeconds(1));
        part("f", large, 1000, 1000);
        refuseOther();
    }

    /** Zero free bytes of none at all mean that nobody knows. */
    @Test
    void aFileSystemThatDoesNotTell() throws Exception {
        try (Mount mount = Mount.ramfs(directory.resolve("ramfs"))) {
            assumeTrue(mount.isThere(), "mounting is not permitted here");
            try (LocalStorage untold = LocalStorage.open(mount.directory())) {
                try (Upload upload = untold.begin(Destination.of(path("g")), other.length)) {
                    upload.append(ByteBuffer.wrap(other));
                    upload.commit(new Commit(Digest.NONE, null, null, SYNCED));
                }
                Parts parts = untold.parts();
                for (int offset = 0; offset < large.length; offset += 50_000) {
                    try (Part part = parts.open(ID, path("f"), large.length, offset, 50_000, SYNCED)) {
                        write(part, large, offset, 50_000);
                        part.checkpoint(offset + 50_000, crc(large, offset, 50_000));
                    }
                }
                assertInstanceOf(
                        Committed.class, parts.commit(ID, Destination.of(path("f")), large.length, wanted(large)));
            }
        }
    }
}
