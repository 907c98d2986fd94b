package io.filetransfer.server.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.UploadUnderWay;
import io.filetransfer.server.user.Quota;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Quotas and uploads in parts, and all of it in any order. */
@Timeout(60)
class LedgerPartsTest extends LedgerTestBase {
    @Test
    void partsCountWithTheWholeSizeFromTheFirstOnAlsoAfterARestart() throws Exception {
        UploadId id = new UploadId(1, 1);
        part(user, id, "home/u/p", 700);
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/a", 301, true));
        refused(ErrorCode.QUOTA_EXCEEDED, () -> part(user, new UploadId(1, 2), "home/u/q", 301));
        put(user, "home/u/a", 300, true);
        part(user, id, "home/u/p", 700); // again: it counts once
        restart(new Quota(1000, 10));
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/b", 1, true));
        part(user, id, "home/u/p", 700);
        commitParts(user, id, "home/u/p", 700);
        commitParts(user, id, "home/u/p", 700); // asked for again
        assertExact();
        assertEquals(1000, account().used().bytes());
        delete(user, "home/u/p");
        UploadId other = new UploadId(1, 3);
        part(user, other, "home/u/r", 700);
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/b", 1, true));
        user.parts().abort(other, path("home/u/r"));
        put(user, "home/u/b", 700, true);
        assertExact();
    }

    /** An id that is under way counts with the size and the name that it has there, and with no others. */
    @Test
    void anIdThatIsUnderWayIsNoWayPastTheQuota() throws Exception {
        UploadId id = new UploadId(1, 1);
        part(user, id, "home/u/p", 1);
        refused(ErrorCode.QUOTA_EXCEEDED, () -> part(user, id, "home/u/p", 2000));
        refused(ErrorCode.QUOTA_EXCEEDED, () -> part(user, id, "home/u/q", 2000));
        Quota quota = new Quota(1000, 10);
        Parts parts = storage.parts();
        UploadId other = new UploadId(1, 2);
        Account.Holding small = account().hold(quota, parts, new UploadUnderWay(other, path("home/u/s"), 1));
        refused(
                ErrorCode.QUOTA_EXCEEDED,
                () -> account().hold(quota, parts, new UploadUnderWay(other, path("home/u/s"), 2000)));
        small.close();
        assertEquals(Use.NOTHING, account().reserved());
    }

    /** In random orders, against what a walk finds; the quota is never gone beyond. */
    @Test
    void inAnyOrderTheAccountIsWhatIsThere() throws Exception {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Map<UploadId, Object[]> open = new HashMap<>();
            for (int step = 0; step < 150; step++) {
                step(random, open);
                assertEquals(found(), account().used(), "seed " + seed + " step " + step);
                assertEquals(Use.NOTHING, account().reserved());
                long inParts = open.values().stream()
                        .mapToInt(upload -> (int) upload[1])
                        .sum();
                Use used = account().used();
                assertTrue(used.bytes() + inParts <= 1000, "seed " + seed + " step " + step);
                assertTrue(used.files() + open.size() <= 10);
            }
            restart(new Quota(1000, 10));
            assertExact();
            for (Map.Entry<UploadId, Object[]> left : open.entrySet()) {
                user.parts().abort(left.getKey(), path((String) left.getValue()[0]));
            }
        }
    }

    private void step(Random random, Map<UploadId, Object[]> open) throws StorageException {
        String name = "home/u/" + (random.nextInt(4) == 0 ? "d/" : "") + "f" + random.nextInt(6);
        int size = random.nextInt(300);
        try {
            switch (random.nextInt(9)) {
                case 0, 1 -> put(user, name, size, random.nextBoolean());
                case 2 -> delete(user, random.nextInt(8) == 0 ? "home/u/d" : name);
                case 3 -> move(user, name, "home/u/f" + random.nextInt(6));
                case 4 -> {
                    try (Upload given = user.begin(Destination.of(path(name)), size)) {
                        given.append(ByteBuffer.allocate(size / 2));
                    }
                }
                case 5 -> {
                    UploadId id = new UploadId(random.nextLong(), random.nextLong());
                    part(user, id, name, size);
                    open.put(id, new Object[] {name, size});
                }
                case 6 -> {
                    for (UploadId id : List.copyOf(open.keySet())) {
                        Object[] upload = open.get(id);
                        commitParts(user, id, (String) upload[0], (int) upload[1]);
                        open.remove(id);
                    }
                }
                case 7 -> {
                    for (UploadId id : List.copyOf(open.keySet())) {
                        user.parts().abort(id, path((String) open.get(id)[0]));
                        open.remove(id);
                    }
                }
                default -> user.makeDirectory(path("home/u/d"), true, RELAXED);
            }
        } catch (StorageException refused) {
            assertTrue(
                    Set.of(
                                    ErrorCode.QUOTA_EXCEEDED,
                                    ErrorCode.NOT_FOUND,
                                    ErrorCode.NOT_A_DIRECTORY,
                                    ErrorCode.NOT_A_FILE,
                                    ErrorCode.EXISTS)
                            .contains(refused.code()),
                    refused.toString());
        }
    }
}
