package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsTestBase;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The system's clock is set while the server runs, or between two runs: what was acknowledged a moment ago stays. */
@ExtendWith(DescriptorGate.class)
class ClockJumpTest extends PartsTestBase {
    private static final UploadId WHOLE = new UploadId(1, 1);

    @TempDir
    Path directory;

    private final byte[] content = bytes(1000, 1);
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos = Long.MAX_VALUE - 1000; // it may begin anywhere, and overflow

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory, false, new Disk(), new SteadyClock(() -> wall, () -> nanos));
    }

    @Override
    protected void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    private void jump(Duration time) {
        wall = wall.plus(time);
    }

    private void restart() throws Exception {
        storage.close();
        storage = create();
    }

    private void acknowledge() throws Exception {
        part("f", content, 0, 100);
        try (Upload upload = storage.begin(WHOLE, Destination.of(path("g")), 5)) {
            upload.append(utf8("whole"));
            upload.commit(new Commit(Change.digest("whole"), null, null, SYNCED));
        }
    }

    private void assertKept() throws StorageException {
        storage.expire();
        assertFalse(held("f", ID).isEmpty());
        assertEquals(
                5,
                storage.committed(WHOLE, path("g")).orElseThrow().attributes().size());
    }

    private void assertForgotten() throws StorageException {
        storage.expire();
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(WHOLE, path("g")));
    }

    @Test
    void whileTheServerRuns() throws Exception {
        for (int days : new int[] {2, -400, 40_000}) {
            acknowledge();
            jump(Duration.ofDays(days));
            pass(Parts.KEPT.minusMinutes(1));
            assertKept();
            pass(Duration.ofMinutes(2));
            assertForgotten();
        }
    }

    @Test
    void forwardsBetweenTwoRuns() throws Exception {
        acknowledge();
        jump(Duration.ofDays(2));
        restart();
        assertKept();
        pass(Parts.GRACE.minusMinutes(1));
        assertKept();
        pass(Duration.ofMinutes(2));
        assertForgotten();
    }

    @Test
    void backwardsBetweenTwoRuns() throws Exception {
        acknowledge();
        jump(Duration.ofDays(-2));
        restart();
        pass(Parts.KEPT.minusMinutes(1));
        assertKept();
        pass(Duration.ofMinutes(2));
        assertForgotten();
    }

    @Test
    void whoGoesOnInTheGraceIsKeptAsLongAsEver() throws Exception {
        acknowledge();
        jump(Duration.ofDays(2));
        restart();
        part("f", content, 100, 100);
        pass(Parts.KEPT.minusMinutes(1));
        storage.expire();
        assertFalse(held("f", ID).isEmpty());
    }
}
