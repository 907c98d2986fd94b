package io.filetransfer.server.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.LeastStorage;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.LiveUsers;
import io.filetransfer.server.user.Principal;
import io.filetransfer.server.user.Quota;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Quotas over a directory of this machine. */
@Timeout(60)
class LedgerTest extends LedgerTestBase {
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

    /** Nobody goes beyond a quota because the disk failed; what may not be looked into is nobody's fault. */
    @Test
    void whatCannotBeCountedIsCountedLater() throws Exception {
        AtomicReference<ErrorCode> failing = new AtomicReference<>(ErrorCode.STORAGE_FAILED);
        Storage broken = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("list") && failing.get() != null) {
                        throw new StorageException(failing.get(), "As a test wants it.");
                    }
                    try {
                        return method.invoke(storage, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        ledger = new Ledger(broken, disk::add);
        ledger.take(Set.of(HOME));
        count();
        Storage waiting = new QuotaStorage(broken, account(), new Quota(1000, 10));
        refused(ErrorCode.BUSY, () -> put(waiting, "home/u/a", 1, true));
        failing.set(ErrorCode.DENIED);
        ledger.recount();
        count();
        put(waiting, "home/u/a", 1, true);
        failing.set(null);
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
        Principal principal =
                LiveUsers.read(users).users().byCertificate("CN=u").orElseThrow();
        Files.delete(users);
        refused(ErrorCode.UNSUPPORTED, () -> put(blind.view(principal), "home/u/a", 1, true));
        assertEquals(HOME, principal.root());
        put(ledger.view(principal), "home/u/a", 1000, true);
        refused(ErrorCode.QUOTA_EXCEEDED, () -> put(ledger.view(principal), "home/u/b", 1, true));
        assertSame(storage, ledger.view(Principal.EVERYBODY));
    }
}
