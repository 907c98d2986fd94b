package io.filetransfer.server.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every {@link Parts} does that appends to uploads. To be run over each storage that has them by a subclass. */
public abstract class AppendsContractTest extends PartsTestBase {
    private static final Options BEGUN =
            Options.NONE.with(Option.NOTE, "a note").withFlag(Option.EXPECT_ABSENT, true);

    private final byte[] content = bytes(100_000, 1);

    private void begin(String name, long size) throws StorageException {
        parts().begin(ID, Destination.of(path(name)), size, BEGUN, SYNCED);
    }

    private Part append(String name, long offset, long length, long size) throws StorageException {
        return parts().append(ID, path(name), new NextPiece(offset, length, size), SYNCED);
    }

    private void piece(String name, int offset, int length, long size) throws StorageException {
        try (Part part = append(name, offset, length, size)) {
            write(part, content, offset, length);
            part.checkpoint(offset + length, crc(content, offset, length));
        }
    }

    private PartsStatus.Open status(String name) throws StorageException {
        return assertInstanceOf(PartsStatus.Open.class, parts().status(ID, path(name)));
    }

    @Test
    void onePieceAfterTheOtherBecomesTheFile() throws Exception {
        begin("f", content.length);
        assertEquals(0, status("f").end());
        for (int at = 0; at < content.length; at += 30_000) {
            assertFalse(status("f").isWhole());
            piece("f", at, Math.min(30_000, content.length - at), -1);
        }
        PartsStatus.Open whole = status("f");
        assertTrue(whole.isWhole());
        assertEquals(BEGUN, whole.growth().begun());
        assertFalse(whole.growth().busy());
        try (HeldContent held = parts().read(ID, path("f"))) {
            ByteBuffer read = ByteBuffer.allocate(content.length + 1);
            assertEquals(content.length, held.read(read, 0));
            assertArrayEquals(content, Arrays.copyOf(read.array(), content.length));
        }
        commit("f", content);
        assertArrayEquals(content, read("f"));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> append("f", content.length, 0, -1));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> begin("g", 1));
    }

    @Test
    void theSizeMayComeLast() throws Exception {
        begin("f", -1);
        assertFalse(status("f").isWhole());
        piece("f", 0, 50_000, -1);
        piece("f", 50_000, 10_000, -1);
        assertEquals(60_000, status("f").size());
        assertFalse(status("f").isWhole());
        refused(ErrorCode.BAD_REQUEST, () -> append("f", 60_000, -1, -1));
        refused(ErrorCode.OFFSET_MISMATCH, () -> append("f", 60_000, 0, 59_999));
        piece("f", 60_000, 40_000, content.length);
        assertTrue(status("f").isWhole());
        refused(ErrorCode.OFFSET_MISMATCH, () -> append("f", content.length, 0, content.length + 1));
        commit("f", content);
        assertArrayEquals(content, read("f"));
    }

    /** More was announced, and written, than is held in the end. */
    @Test
    void theSizeMayBeSmallerThanWhatCame() throws Exception {
        begin("f", -1);
        piece("f", 0, 50_000, -1);
        try (Part part = append("f", 50_000, 50_000, -1)) {
            write(part, content, 50_000, 50_000);
        }
        assertEquals(content.length, status("f").size());
        append("f", 50_000, 0, 50_000).close();
        assertTrue(status("f").isWhole());
        byte[] half = Arrays.copyOf(content, 50_000);
        commit("f", half);
        assertArrayEquals(half, read("f"));
    }

    @Test
    void whatDoesNotFollowIsRefused() throws Exception {
        begin("f", content.length);
        piece("f", 0, 30_000, -1);
        refused(ErrorCode.OFFSET_MISMATCH, () -> append("f", 0, 10, -1));
        refused(ErrorCode.OFFSET_MISMATCH, () -> append("f", 30_001, 10, -1));
        refused(ErrorCode.LENGTH_EXCEEDED, () -> append("f", 30_000, content.length, -1));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> append("other", 30_000, 10, -1));
        refused(
                ErrorCode.UPLOAD_UNKNOWN,
                () -> parts().append(new UploadId(7, 7), path("f"), new NextPiece(0, 1, -1), SYNCED));
        assertEquals(30_000, status("f").end());
    }

    /** Its parts come in any order. */
    @Test
    void nothingIsAppendedToAnUploadThatWasNotBegunForThat() throws Exception {
        part("f", content, 0, 1000);
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> append("f", 1000, 10, -1));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> begin("f", content.length));
    }

    @Test
    void onePieceComesAtATime() throws Exception {
        begin("f", content.length);
        try (Part first = append("f", 0, content.length, -1)) {
            write(first, content, 0, 1000);
            assertTrue(status("f").growth().busy());
            refused(ErrorCode.BUSY, () -> append("f", 0, content.length, -1));
            pass(Parts.STALLED.minusMillis(1));
            write(first, content, 1000, 1000);
            pass(Parts.STALLED.minusMillis(1));
            refused(ErrorCode.BUSY, () -> append("f", 0, content.length, -1));
            pass(Parts.STALLED);
            try (Part second = append("f", 0, content.length, -1)) {
                refused(ErrorCode.CANCELLED, () -> write(first, content, 2000, 1000));
                refused(ErrorCode.CANCELLED, () -> first.checkpoint(2000, crc(content, 0, 2000)));
                write(second, content, 0, 500);
                second.checkpoint(500, crc(content, 0, 500));
            }
        }
        assertEquals(500, status("f").end());
        piece("f", 500, content.length - 500, -1);
        commit("f", content);
        assertArrayEquals(content, read("f"));
    }

    @Test
    void itExpires() throws Exception {
        begin("f", content.length);
        piece("f", 0, 1000, -1);
        pass(Parts.KEPT.minusMinutes(1));
        storage.expire();
        piece("f", 1000, 1000, -1);
        pass(Parts.KEPT.plusMinutes(1));
        storage.expire();
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> status("f"));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> append("f", 2000, 1000, -1));
    }

    @Test
    void whatItNeedsIsLookedForAtOnce() throws Exception {
        refused(ErrorCode.NOT_FOUND, () -> begin("d/f", 1));
        refused(ErrorCode.NOT_A_FILE, () -> begin("/", 1));
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> begin("f", Long.MAX_VALUE));
        put("f", "there");
        Destination absent = new Destination(path("f"), false, Expectation.ABSENT);
        refused(ErrorCode.EXISTS, () -> parts().begin(ID, absent, 1, BEGUN, SYNCED));
        assertTrue(parts().underWay().isEmpty());
    }
}
