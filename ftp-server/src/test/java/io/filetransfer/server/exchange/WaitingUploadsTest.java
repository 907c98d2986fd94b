package io.filetransfer.server.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.UploadUnderWay;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitingUploadsTest {
    private static final int PLACES = 100;

    private final Set<UploadId> open = new LinkedHashSet<>();
    private final WaitingUploads waiting = new WaitingUploads(PLACES);
    private int ids;

    /** Of a storage, as far as this is about it. */
    private final Parts parts = new Parts() {
        @Override
        public Part open(UploadId id, SafePath target, long size, long offset, long length, Durability durability) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PartsStatus status(UploadId id, SafePath target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PartsStatus commit(UploadId id, Destination destination, long size, Commit commit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UploadUnderWay> underWay() {
            return open.stream()
                    .map(id -> new UploadUnderWay(id, SafePath.ROOT, 1))
                    .toList();
        }

        @Override
        public void abort(UploadId id, SafePath target) {
            throw new UnsupportedOperationException();
        }
    };

    private UploadId next() {
        return new UploadId(ids++, 0);
    }

    private boolean part(String user, UploadId id) {
        if (!waiting.begin(user, id, parts)) {
            return false;
        }
        open.add(id);
        waiting.end(user, id, true);
        return true;
    }

    private int asManyAsThereMayBe(String user) {
        int count = 0;
        while (count < PLACES && part(user, next())) {
            count++;
        }
        return count;
    }

    @Test
    void nobodyTakesAllPlaces() {
        assertEquals(50, asManyAsThereMayBe("alice"));
        assertEquals(25, asManyAsThereMayBe("bob"));
        assertEquals(0, asManyAsThereMayBe("alice"));
        assertTrue(part("carol", next()));
    }

    @Test
    void furtherPartsOfWhatIsOpenAreNeverRefused() {
        UploadId first = next();
        assertTrue(part("alice", first));
        asManyAsThereMayBe("alice");
        assertTrue(part("alice", first));
        assertFalse(part("alice", next()));
    }

    @Test
    void whatEndedCountsNoMore() {
        asManyAsThereMayBe("alice");
        asManyAsThereMayBe("bob");
        open.clear();
        assertEquals(50, asManyAsThereMayBe("alice"));
        assertEquals(1, waiting.users());
    }

    @Test
    void whatWasNotOpenedCountsNoMore() {
        for (int i = 0; i < 2 * PLACES; i++) {
            UploadId id = next();
            assertTrue(waiting.begin("alice", id, parts));
            waiting.end("alice", id, false);
        }
        assertEquals(0, waiting.users());
    }

    /** Otherwise many that begin at the same moment would all be the last. */
    @Test
    void thoseThatAreAboutToBeginCount() {
        int begun = 0;
        while (begun < PLACES && waiting.begin("alice", next(), parts)) {
            begun++;
        }
        assertEquals(PLACES / 2, begun);
        assertTrue(waiting.begin("bob", next(), parts));
    }

    @Test
    void thoseOfAnEarlierServerAreTheirUsersWithTheNextPart() {
        List<UploadId> earlier = List.of(next(), next(), next());
        open.addAll(earlier);
        for (UploadId id : earlier) {
            assertTrue(part("alice", id));
        }
        assertEquals(47, asManyAsThereMayBe("alice"));
    }

    @Test
    void withoutUsersNothingIsCounted() {
        assertEquals(PLACES, asManyAsThereMayBe(""));
        assertEquals(0, waiting.users());
    }
}
