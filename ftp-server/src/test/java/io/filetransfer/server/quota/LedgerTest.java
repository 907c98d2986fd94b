package io.filetransfer.server.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.LeastStorage;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.UploadUnderWay;
import io.filetransfer.server.storage.local.LocalStorage;
import io.filetransfer.server.user.Accounts;
import io.filetransfer.server.user.Principal;
import io.filetransfer.server.user.Quota;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Quotas over a directory of this machine. */
@Timeout(60)
class LedgerTest {
    private static final SafePath HOME = path("home/u");
    private static final Durability RELAXED = Durability.RELAXED;

    @TempDir
    Path root;

    private final Queue<Runnable> disk = new ArrayDeque<>();
    private Storage storage;
    private Ledger ledger;
    private Storage user;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(root.resolve("home/u"));
        restart(new Quota(1000, 10));
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    /** As a server begins: nothing is known, and what is there is counted. */
    private void restart(Quota quota) throws IOException {
        if (storage != null) {
            storage.close();
        }
        storage = LocalStorage.open(root);
        ledger = new Ledger(storage, disk::add);
        ledger.take(Set.of(HOME));
        count();
        user = new QuotaStorage(storage, account(), quota);
    }

    private void count() {
        for (Runnable task = disk.poll(); task != null; task = disk.poll()) {
            task.run();
        }
    }

    private Account account() {
        return ledger.account(HOME);
    }

    private static SafePath path(String name) {
        try {
            return SafePath.parse(name);
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Commit commit(Digest digest) {
        return new Commit(digest, null, null, RELAXED);
    }

    private static void put(Storage storage, String name, int size, boolean sized) throws StorageException {
        try (Upload upload = storage.begin(Destination.of(path(name)), sized ? size : -1)) {
            for (int done = 0; done < size; done += 100) {
                upload.append(ByteBuffer.allocate(Math.min(100, size - done)));
            }
            upload.commit(commit(Digest.NONE));
        }
    }

    private static void delete(Storage storage, String name) throws StorageException {
        storage.delete(path(name), true, Expectation.ANY, RELAXED);
    }

    private static void move(Storage storage, String from, String to) throws StorageException {
        storage.move(path(from), Destination.of(path(to)), RELAXED);
    }

    private static Digest crc(int size) {
        CRC32C crc = new CRC32C();
        crc.update(new byte[size]);
        return new Extent(0, size, (int) crc.getValue()).digest();
    }

    private static void part(Storage storage, UploadId id, String name, int size) throws StorageException {
        try (Part part = storage.parts().open(id, path(name), size, 0, size, RELAXED)) {
            part.append(ByteBuffer.allocate(size));
            part.checkpoint(size, ByteBuffer.wrap(crc(size).bytes()).getInt());
        }
    }

    private static PartsStatus commitParts(Storage storage, UploadId id, String name, int size)
            throws StorageException {
        return storage.parts().commit(id, Destination.of(path(name)), size, commit(crc(size)));
    }

    private static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(StorageException.class, call).code());
    }

    private Use found() throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve("home/u"))) {
            Use use = Use.NOTHING;
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                use = use.plus(Use.file(Files.size(file)));
            }
            return use;
        }
    }

    private void assertExact() throws IOException {
        assertEquals(found(), account().used());
        assertEquals(Use.NOTHING, account().reserved());
    }

    @Test
    void bytesAndFilesAreHeldTo() throws Exception {
        put(user, "home/u/a", 600, true);
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/b", 401, true));
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/b", 401, false));
        assertFalse(Files.exists(root.resolve("home/u/b")));
        put(user, "home/u/b", 400, false);
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/c", 1, true));
        put(user, "home/u/empty", 0, true);
        assertExact();
        delete(user, "home/u/a");
        put(user, "home/u/c", 600, true);
        delete(user, "home/u/b");
        delete(user, "home/u/c");
        for (int i = 0; i < 9; i++) {
            put(user, "home/u/" + i, 1, true);
        }
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/more", 0, true));
        assertExact();
    }

    /** While a file is replaced, both are there, and both count. */
    @Test
    void aReplacedFileIsGivenBack() throws Exception {
        put(user, "home/u/a", 400, true);
        put(user, "home/u/a", 500, true);
        assertExact();
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/a", 501, true));
        put(user, "home/u/a", 1, false);
        assertExact();
    }

    /** Whoever stores there counts, and only the user is held to anything. */
    @Test
    void whatOthersDoThereCounts() throws Exception {
        put(storage, "home/u/a", 2000, true);
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(user, "home/u/b", 1, true));
        assertExact();
        move(storage, "home/u/a", "elsewhere");
        put(user, "home/u/b", 1000, true);
        move(storage, "elsewhere", "home/u/b");
        assertExact();
        delete(storage, "home/u/b");
        assertExact();
    }

    @Test
    void aDirectoryThatComesOrGoesIsCountedBeforeMoreIsStored() throws Exception {
        storage.makeDirectory(path("home/u/d/e"), true, RELAXED);
        put(user, "home/u/d/e/a", 300, true);
        put(user, "home/u/d/b", 300, true);
        move(user, "home/u/d", "home/u/inside");
        assertExact();
        move(storage, "home/u/inside", "out");
        refused(ErrorCode.BUSY, () -> put(user, "home/u/a", 1, true));
        count();
        assertExact();
        put(user, "home/u/a", 1000, true);
        move(storage, "out", "home/u/back");
        count();
        assertEquals(1600, account().used().bytes());
        delete(user, "home/u/back");
        assertExact();
    }

    @Test
    void manyAtOnceStoreNoMoreThanFits() throws Exception {
        for (boolean sized : new boolean[] {true, false}) {
            CountDownLatch begun = new CountDownLatch(16);
            AtomicInteger stored = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String name = "home/u/" + i;
                threads.add(new Thread(() -> {
                    begun.countDown();
                    try {
                        begun.await();
                        put(user, name, 190, sized);
                        stored.incrementAndGet();
                    } catch (StorageException refused) {
                        assertEquals(ErrorCode.QUOTA_EXCEEDED, refused.code());
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            // Some that do not know their size may stop each other; none goes beyond.
            assertTrue(sized ? stored.get() == 5 : stored.get() >= 1 && stored.get() <= 5, stored.toString());
            assertExact();
            for (int i = 0; i < 16; i++) {
                if (Files.exists(root.resolve("home/u/" + i))) {
                    delete(user, "home/u/" + i);
                }
            }
        }
    }

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

    @Test
    void untilItIsCountedUploadsWaitAndAWalkThatIsDisturbedIsMadeAgain() throws Exception {
        put(user, "home/u/a", 500, true);
        ledger = new Ledger(storage, disk::add);
        ledger.take(Set.of(HOME));
        Storage fresh = new QuotaStorage(storage, account(), new Quota(1000, 10));
        refused(ErrorCode.BUSY, () -> put(fresh, "home/u/b", 1, true));
        put(storage, "home/u/b", 100, true);
        count();
        assertExact();
        long before = account().startCounting();
        delete(storage, "home/u/b");
        assertFalse(account().count(new Use(600, 2), before, true)); // what is known is better
        assertExact();
        // Other programs change things too: an undisturbed walk finds it.
        Files.delete(root.resolve("home/u/a"));
        ledger.recount();
        count();
        assertExact();
    }

    /** One that does not tell what it stores could be filled without end. */
    @Test
    void aStorageThatDoesNotTellTakesNothingOfAUserWithAQuota() throws Exception {
        Ledger blind = new Ledger(new LeastStorage(storage), disk::add);
        blind.take(Set.of(HOME));
        count();
        Path users = root.resolveSibling("users" + System.nanoTime() + ".toml");
        Files.createFile(users, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(users, "[users.u]\ncertificate = \"CN=u\"\nroot = \"/home/%u\"\nquota-bytes = 1000\n");
        Principal principal = Accounts.read(users).users().byCertificate("CN=u").orElseThrow();
        Files.delete(users);
        refused(ErrorCode.UNSUPPORTED, () -> put(blind.view(principal), "home/u/a", 1, true));
        assertEquals(HOME, principal.root());
        put(ledger.view(principal), "home/u/a", 1000, true);
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(ledger.view(principal), "home/u/b", 1, true));
        assertSame(storage, ledger.view(Principal.EVERYBODY));
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
