package io.filetransfer.server.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every {@link Parts} does. To be run over each storage that has them by a subclass. */
public abstract class PartsContractTest extends PartsTestBase {
    private final byte[] content = bytes(300_000, 1);

    @Test
    void partsInAnyOrderBecomeTheFile() throws Exception {
        List<Integer> order = new ArrayList<>();
        for (int at = 0; at < content.length; at += 30_000) {
            order.add(at);
        }
        Collections.shuffle(order, new Random(7));
        for (int at : order) {
            part("d/f", content, at, 30_000);
        }
        assertEquals(List.of(new Extent(0, content.length, crc(content))), held("d/f", ID));
        assertEquals(Set.of(), list("/", true));
        Instant modified = Instant.parse("2020-02-03T04:05:06Z");
        Commit wanted = new Commit(Digest.crc32c(crc(content)), modified, 0640, SYNCED);
        Destination absent = new Destination(path("d/f"), true, Expectation.ABSENT);
        Committed committed = assertInstanceOf(Committed.class, parts().commit(ID, absent, content.length, wanted));
        assertEquals(storage.stat(path("d/f")), committed.attributes());
        assertEquals(modified, committed.attributes().modified());
        assertEquals(0640, committed.attributes().mode());
        assertEquals(Digest.crc32c(crc(content)), committed.digest());
        assertArrayEquals(content, read("d/f"));
        try (StoredFile file = storage.open(path("d/f"))) {
            file.storedDigest().ifPresent(stored -> assertEquals(committed.digest(), stored));
        }
        assertEquals(committed, parts().commit(ID, absent, content.length, wanted));
        assertEquals(committed, parts().status(ID, path("d/f")));
    }

    @Test
    void partsAtTheSameTimeBecomeTheFile() throws Exception {
        List<Callable<Void>> writers = new ArrayList<>();
        for (int at = 0; at < content.length; at += 30_000) {
            int offset = at;
            writers.add(() -> {
                part("f", content, offset, 30_000);
                return null;
            });
        }
        Collections.shuffle(writers, new Random(8));
        Together.run(writers);
        commit("f", content);
        assertArrayEquals(content, read("f"));
    }

    @Test
    void whatIsNotInACheckpointIsNotHeld() throws Exception {
        try (Part part = open("f", content, 0, content.length)) {
            write(part, content, 0, 100);
            part.checkpoint(100, crc(content, 0, 100));
            write(part, content, 100, 100);
            assertEquals(List.of(new Extent(0, 100, crc(content, 0, 100))), held("f", ID));
        }
        assertEquals(List.of(new Extent(0, 100, crc(content, 0, 100))), held("f", ID));
        part("f", content, 100, content.length - 100);
        commit("f", content);
        assertArrayEquals(content, read("f"));
    }

    @Test
    void gapsAreToldAndNothingIsPublished() throws Exception {
        part("f", content, 0, 100);
        part("f", content, 200, 50);
        PartsStatus.Open status = assertInstanceOf(
                PartsStatus.Open.class, parts().commit(ID, Destination.of(path("f")), content.length, wanted(content)));
        assertEquals(
                List.of(new Extent(0, 100, crc(content, 0, 100)), new Extent(200, 50, crc(content, 200, 50))),
                status.held());
        assertEquals(content.length, status.size());
        assertEquals(Set.of(), list("/", true));
    }

    @Test
    void aCommitOfAnotherSizeIsNotMade() throws Exception {
        part("f", content, 0, content.length);
        byte[] shorter = Arrays.copyOf(content, 100);
        assertInstanceOf(
                PartsStatus.Open.class, parts().commit(ID, Destination.of(path("f")), shorter.length, wanted(shorter)));
        commit("f", content);
    }

    @Test
    void theNewerContentCounts() throws Exception {
        byte[] old = bytes(1000, 2);
        byte[] newer = bytes(1000, 3);
        part("f", old, 0, 500);
        part("f", old, 500, 500);
        part("f", newer, 250, 500);
        // The old pieces are gone whole, as no checksum is known of what is left of them.
        assertEquals(List.of(new Extent(250, 500, crc(newer, 250, 500))), held("f", ID));
        part("f", newer, 0, 250);
        part("f", newer, 750, 250);
        commit("f", newer);
        assertArrayEquals(newer, read("f"));
    }

    @Test
    void aWrongDigestForgetsTheUpload() throws Exception {
        part("f", content, 0, content.length);
        Commit wrong = new Commit(Digest.crc32c(1), null, null, SYNCED);
        refused(
                ErrorCode.CHECKSUM_MISMATCH,
                () -> parts().commit(ID, Destination.of(path("f")), content.length, wrong));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
        refused(
                ErrorCode.UPLOAD_UNKNOWN,
                () -> parts().commit(ID, Destination.of(path("f")), content.length, wanted(content)));
        assertEquals(Set.of(), list("/", true));
    }

    @Test
    void aRejectedPartIsNotHeld() throws Exception {
        part("f", content, 0, 1000);
        try (Part part = open("f", content, 100_000, 1000)) {
            write(part, content, 100_000, 1000);
            part.checkpoint(101_000, crc(content, 100_000, 1000));
            part.reject();
        }
        assertEquals(List.of(new Extent(0, 1000, crc(content, 0, 1000))), held("f", ID));
    }

    @Test
    void aCommitThatMaySucceedLaterLeavesTheParts() throws Exception {
        put("f", "there");
        part("f", content, 0, content.length);
        Commit commit = new Commit(Digest.crc32c(crc(content)), null, 0, SYNCED);
        Destination absent = new Destination(path("f"), false, Expectation.ABSENT);
        refused(ErrorCode.EXISTS, () -> parts().commit(ID, absent, content.length, commit));
        part("f", content, 0, 10);
        part("f", content, 10, content.length - 10);
        delete("f");
        assertInstanceOf(Committed.class, parts().commit(ID, absent, content.length, commit));
        UploadId other = new UploadId(1, 2);
        try (Part part = parts().open(other, path("no/dir/f"), 1, 0, 1, SYNCED)) {
            part.append(utf8("x"));
            part.checkpoint(1, crc(new byte[] {'x'}));
        }
        refused(
                ErrorCode.NOT_FOUND,
                () -> parts().commit(other, Destination.of(path("no/dir/f")), 1, wanted(new byte[] {'x'})));
        makeDirectory("no/dir", true);
        assertInstanceOf(
                Committed.class, parts().commit(other, Destination.of(path("no/dir/f")), 1, wanted(new byte[] {'x'})));
    }

    @Test
    void aCommitIsRememberedAndNotMadeAgain() throws Exception {
        part("f", content, 0, content.length);
        Committed first = commit("f", content);
        put("f", "newer");
        assertEquals(first, commit("f", content));
        assertEquals("newer", get("f"));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> open("f", content, 0, 1));
        parts().abort(ID, path("f"));
        assertEquals(first, parts().status(ID, path("f")));
    }

    @Test
    void ofManyCommitsOneIsMade() throws Exception {
        part("f", content, 0, content.length);
        List<Callable<PartsStatus>> commits = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            commits.add(() -> parts().commit(ID, Destination.of(path("f")), content.length, wanted(content)));
        }
        List<PartsStatus> answers = Together.run(commits);
        assertEquals(1, Set.copyOf(answers).size(), answers::toString);
        assertInstanceOf(Committed.class, answers.get(0));
    }

    @Test
    void anIdBelongsToOneNameAndOneSize() throws Exception {
        part("f", content, 0, 100);
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> open("g", content, 0, 1));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("g")));
        refused(
                ErrorCode.UPLOAD_UNKNOWN,
                () -> parts().commit(ID, Destination.of(path("g")), content.length, wanted(content)));
        parts().abort(ID, path("g"));
        assertFalse(held("f", ID).isEmpty());
        refused(ErrorCode.OFFSET_MISMATCH, () -> open("f", bytes(10, 1), 0, 1));
        refused(ErrorCode.OFFSET_MISMATCH, () -> open("f", content, content.length + 1, 0));
        refused(ErrorCode.OFFSET_MISMATCH, () -> open("f", content, content.length - 1, 2));
        refused(ErrorCode.NOT_A_FILE, () -> open("/", content, 0, 1));
        part("f", content, 100, content.length - 100);
        commit("f", content);
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("g")));
        refused(
                ErrorCode.UPLOAD_UNKNOWN,
                () -> parts().commit(ID, Destination.of(path("g")), content.length, wanted(content)));
    }

    @Test
    void aNewerPartTakesItsRangeOver() throws Exception {
        try (Part stale = open("f", content, 0, content.length);
                Part beside = open("f", content, 0, 0)) {
            write(stale, content, 0, 100);
            stale.checkpoint(100, crc(content, 0, 100));
            write(stale, content, 100, 100);
            try (Part newer = open("f", content, 100, content.length - 100)) {
                refused(ErrorCode.CANCELLED, () -> write(stale, content, 200, 1));
                refused(ErrorCode.CANCELLED, () -> stale.checkpoint(200, crc(content, 100, 100)));
                write(newer, content, 100, content.length - 100);
                newer.checkpoint(content.length, crc(content, 100, content.length - 100));
            }
            refused(ErrorCode.CANCELLED, () -> write(stale, content, 200, 1));
            beside.checkpoint(0, 0);
        }
        commit("f", content);
        assertArrayEquals(content, read("f"));
    }

    @Test
    void partsBesideEachOtherLeaveEachOtherAlone() throws Exception {
        try (Part first = open("f", content, 0, 100_000);
                Part second = open("f", content, 100_000, 200_000)) {
            write(second, content, 100_000, 200_000);
            write(first, content, 0, 100_000);
            first.checkpoint(100_000, crc(content, 0, 100_000));
            second.checkpoint(300_000, crc(content, 100_000, 200_000));
        }
        commit("f", content);
        assertArrayEquals(content, read("f"));
    }

    @Test
    void aPartKeepsToItsRange() throws Exception {
        try (Part part = open("f", content, 100, 100)) {
            refused(ErrorCode.LENGTH_EXCEEDED, () -> write(part, content, 100, 101));
        }
        try (Part part = open("f", content, 100, 100)) {
            write(part, content, 100, 50);
            refused(ErrorCode.LENGTH_EXCEEDED, () -> write(part, content, 150, 51));
        }
    }

    @Test
    void abortAndCommitEndOpenParts() throws Exception {
        try (Part part = open("f", content, 0, 100)) {
            write(part, content, 0, 50);
            parts().abort(ID, path("f"));
            refused(ErrorCode.CANCELLED, () -> write(part, content, 50, 50));
        }
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
        parts().abort(ID, path("f"));
        part("f", content, 0, content.length);
        try (Part late = open("f", content, 0, 100)) {
            commit("f", content);
            refused(ErrorCode.CANCELLED, () -> write(late, bytes(300_000, 9), 0, 100));
        }
        assertArrayEquals(content, read("f"));
    }

    @Test
    void anEmptyFileInParts() throws Exception {
        part("f", new byte[0], 0, 0);
        assertEquals(List.of(), held("f", ID));
        commit("f", new byte[0]);
        assertEquals(0, storage.stat(path("f")).size());
    }

    @Test
    void wholeUploadsAreRememberedToo() throws Exception {
        Attributes first = whole("f", "one");
        assertEquals(first, whole("f", "one"));
        put("f", "newer");
        assertEquals(first, whole("f", "one"));
        assertEquals("newer", get("f"));
        Committed known = storage.committed(ID, path("f")).orElseThrow();
        assertEquals(first, known.attributes());
        assertEquals(Digest.crc32c(crc("one".getBytes(StandardCharsets.UTF_8))), known.digest());
        assertTrue(storage.committed(ID, path("g")).isEmpty());
        assertTrue(storage.committed(new UploadId(5, 5), path("f")).isEmpty());
    }

    @Test
    void ofManyWholeUploadsWithOneIdOneIsMade() throws Exception {
        List<Callable<Attributes>> puts = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            puts.add(() -> whole("f", "one"));
        }
        assertEquals(1, Set.copyOf(Together.run(puts)).size());
    }

    @Test
    void otherContentThatComesWhileAWholeUploadIsCommittedIsRefused() throws Exception {
        for (String other : List.of("two", "longer")) {
            try (Upload late = storage.begin(ID, new Destination(path("f"), true, Expectation.ANY), other.length())) {
                late.append(utf8(other));
                whole("f", "one");
                Digest digest = Digest.crc32c(crc(other.getBytes(StandardCharsets.UTF_8)));
                refused(ErrorCode.BAD_REQUEST, () -> late.commit(new Commit(digest, null, null, SYNCED)));
            }
        }
        assertEquals("one", get("f"));
        assertEquals(Set.of("f"), list("/", true));
    }

    @Test
    void aWholeUploadThatFailsIsNotRemembered() throws Exception {
        put("f", "there");
        try (Upload upload = storage.begin(ID, new Destination(path("g"), false, Expectation.ABSENT), 1)) {
            put("g", "there too");
            refused(ErrorCode.EXISTS, () -> upload.commit(new Commit(Digest.NONE, null, null, SYNCED)));
        }
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("g")));
        delete("g");
        assertNotEquals(null, whole("g", "x"));
    }

    @Test
    void unfinishedUploadsAndCommitsExpire() throws Exception {
        part("f", content, 0, 100);
        pass(Duration.ofHours(20));
        storage.expire();
        part("f", content, 100, 100);
        pass(Duration.ofHours(20));
        storage.expire();
        assertFalse(held("f", ID).isEmpty());
        try (Part open = open("f", content, 200, 100)) {
            pass(Duration.ofHours(30));
            storage.expire();
            open.checkpoint(200, 0);
        }
        storage.expire();
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
        whole("f", "x");
        pass(Duration.ofHours(23));
        storage.expire();
        parts().status(ID, path("f"));
        pass(Duration.ofHours(2));
        storage.expire();
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
        assertEquals("x", get("f"));
    }

    @Test
    void theNumberOfOpenUploadsIsLimited() throws Exception {
        for (int i = 0; i < Parts.MAX_OPEN; i++) {
            parts().open(new UploadId(i, 0), path("f" + i), 1, 0, 1, RELAXED).close();
        }
        refused(ErrorCode.BUSY, () -> open("f", content, 0, 1));
        parts().open(new UploadId(3, 0), path("f3"), 1, 0, 1, RELAXED).close();
        parts().abort(new UploadId(3, 0), path("f3"));
        open("f", content, 0, 1).close();
    }

    @Test
    void whatWasPromisedToOneIsNotPromisedToAnother() throws Exception {
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> parts().open(ID, path("f"), Long.MAX_VALUE, 0, 1, SYNCED));
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path("f")));
    }

    @Test
    void aDirectoryInThePlaceIsSeenAtOnce() throws Exception {
        makeDirectory("d", false);
        refused(ErrorCode.NOT_A_FILE, () -> open("d", content, 0, 1));
    }

    protected Attributes whole(String name, String text) throws StorageException {
        try (Upload upload = storage.begin(ID, new Destination(path(name), true, Expectation.ANY), text.length())) {
            upload.append(utf8(text));
            return upload.commit(
                    new Commit(Digest.crc32c(crc(text.getBytes(StandardCharsets.UTF_8))), null, null, SYNCED));
        }
    }
}
