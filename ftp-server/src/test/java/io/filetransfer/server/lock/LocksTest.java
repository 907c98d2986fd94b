package io.filetransfer.server.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.LockWish;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.InMemoryStorage;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Which locks there can be, how long, and what they forbid to whom. */
class LocksTest {
    private static final LockWish EXCLUSIVE = new LockWish(false, true, false, 60, "");
    private static final LockWish SHARED = new LockWish(false, false, false, 60, "");
    private static final LockWish DEEP = new LockWish(false, true, true, 60, "");
    private static final LockWish SHARED_DEEP = new LockWish(false, false, true, 60, "");

    private final InMemoryStorage files = new InMemoryStorage();
    private long now;
    private final Locks locks = new Locks(() -> now);

    @BeforeEach
    void tree() throws StorageException {
        for (String directory : new String[] {"d", "d/sub", "e"}) {
            files.makeDirectory(path(directory), false, Durability.RELAXED);
        }
        for (String file : new String[] {"d/f", "d/sub/g", "e/h"}) {
            put(files, file);
        }
    }

    private static SafePath path(String name) throws StorageException {
        return name.isEmpty() ? SafePath.ROOT : SafePath.parse(name);
    }

    private static void put(Storage storage, String name) throws StorageException {
        try (Upload upload = storage.begin(Destination.of(path(name)), 0)) {
            upload.commit(new Commit(Digest.NONE, null, null, Durability.RELAXED));
        }
    }

    private Storage as(String user, Lock... held) {
        Set<String> tokens = Stream.of(held).map(Lock::token).collect(Collectors.toSet());
        return new LockedStorage(files, locks, new Holder(user, SafePath.ROOT, tokens));
    }

    private Lock lock(String name, LockWish wish) throws StorageException {
        return locks.grant(path(name), wish, "a");
    }

    private static void refused(ErrorCode code, Executable asked) {
        assertEquals(code, assertThrows(StorageException.class, asked).code());
    }

    private static void locked(Executable asked) {
        refused(ErrorCode.LOCKED, asked);
    }

    private static void move(Storage storage, String from, String to) throws StorageException {
        storage.move(path(from), Destination.of(path(to)), Durability.RELAXED);
    }

    private static void delete(Storage storage, String name) throws StorageException {
        storage.delete(path(name), true, Expectation.ANY, Durability.RELAXED);
    }

    @Test
    void anExclusiveLockIsAlone() throws StorageException {
        lock("d/f", EXCLUSIVE);
        locked(() -> lock("d/f", SHARED));
        locked(() -> lock("d", DEEP));
        lock("d", EXCLUSIVE); // of the directory alone
        lock("e", DEEP);
        locked(() -> lock("e/h", SHARED));
        locked(() -> lock("e/new", EXCLUSIVE));
        locked(() -> lock("", SHARED_DEEP));
    }

    @Test
    void sharedOnesAreMany() throws StorageException {
        Lock one = lock("d", SHARED_DEEP);
        Lock other = locks.grant(path("d/f"), SHARED, "b");
        locked(() -> lock("d/f", EXCLUSIVE));
        put(as("a", one), "d/f");
        put(as("b", other), "d/f");
        locked(() -> put(as("b", other), "d/sub/g"));
        locked(() -> put(as("c"), "d/f"));
    }

    @Test
    void onlyItsUserHasUseOfAToken() throws StorageException {
        Lock lock = lock("d/f", EXCLUSIVE);
        put(as("a", lock), "d/f");
        locked(() -> put(as("a"), "d/f"));
        locked(() -> put(as("b", lock), "d/f"));
        assertEquals("", locks.told(path("d/f"), "b").get(0).token());
        assertEquals(lock.token(), locks.told(path("d/f"), "a").get(0).token());
        refused(ErrorCode.VERSION_MISMATCH, () -> locks.release(path("d/f"), lock.token(), "b"));
        refused(ErrorCode.VERSION_MISMATCH, () -> locks.refresh(path("d/f"), Set.of(lock.token()), 60, "b"));
        locks.release(path("d/f"), lock.token(), "a");
        put(as("b"), "d/f");
    }

    @Test
    void aLockEndsUnlessItIsRefreshed() throws StorageException {
        Lock lock = lock("d/f", EXCLUSIVE);
        now += TimeUnit.SECONDS.toNanos(59);
        locks.refresh(path("d/f"), Set.of(lock.token()), 60, "a");
        now += TimeUnit.SECONDS.toNanos(59);
        locked(() -> put(as("b"), "d/f"));
        now += TimeUnit.SECONDS.toNanos(1);
        put(as("b"), "d/f");
        refused(ErrorCode.VERSION_MISMATCH, () -> locks.refresh(path("d/f"), Set.of(lock.token()), 60, "a"));
        lock("d/f", EXCLUSIVE);
    }

    @Test
    void noLockIsForLongerThanAnHour() throws StorageException {
        Lock lock = lock("d/f", new LockWish(false, true, false, 0xffff_ffffL, ""));
        assertEquals(Locks.LONGEST, locks.told(lock, path("d/f")).seconds());
        Lock usual = lock("e/h", new LockWish(false, true, false, 0, ""));
        assertEquals(Locks.USUAL, locks.told(usual, path("e/h")).seconds());
    }

    @Test
    void thereAreOnlySoMany() throws StorageException {
        for (int i = 0; i < Locks.MOST_OF_USER; i++) {
            lock("d/" + i, EXCLUSIVE);
        }
        refused(ErrorCode.BUSY, () -> lock("d/more", EXCLUSIVE));
        locks.grant(path("d/others"), EXCLUSIVE, "b");
        now += TimeUnit.SECONDS.toNanos(61);
        lock("d/more", EXCLUSIVE);
    }

    /** A lock of a directory alone is about its entries, not about what is in them. */
    @Test
    void aDirectorysOwnLockKeepsItsEntries() throws StorageException {
        Lock lock = lock("d", EXCLUSIVE);
        put(as("b"), "d/f");
        put(as("b"), "d/sub/new");
        locked(() -> put(as("b"), "d/new"));
        locked(() -> delete(as("b"), "d/f"));
        locked(() -> move(as("b"), "d/f", "e/f"));
        locked(() -> move(as("b"), "e/h", "d/h"));
        locked(() -> as("b").makeDirectory(path("d/new"), false, Durability.RELAXED));
        locked(() -> as("b").makeDirectory(path("d/new/deep"), true, Durability.RELAXED));
        as("b").makeDirectory(path("d/sub/deep/er"), true, Durability.RELAXED);
        as("a", lock).makeDirectory(path("d/new/deep"), true, Durability.RELAXED);
    }

    @Test
    void whatIsLockedStaysInItsPlace() throws StorageException {
        Lock lock = lock("d/sub/g", EXCLUSIVE);
        locked(() -> delete(as("b"), "d"));
        locked(() -> move(as("b"), "d", "new"));
        locked(() -> move(as("b"), "e/h", "d/sub/g"));
        locked(() -> as("b").annotate(path("d/sub/g"), PropertyChanges.NONE, null, Durability.RELAXED));
        move(as("a", lock), "d", "new");
        put(as("b"), "new/sub/g"); // a lock is of a name, and stays behind
        files.makeDirectory(path("d"), false, Durability.RELAXED);
        lock("d", DEEP);
    }

    @Test
    void aLockThatComesWhileTheContentDoesCounts() throws StorageException {
        try (Upload upload = as("b").begin(Destination.of(path("d/f")), 0)) {
            lock("d/f", EXCLUSIVE);
            locked(() -> upload.commit(new Commit(Digest.NONE, null, null, Durability.RELAXED)));
        }
        try (Upload upload = as("b").begin(Destination.of(path("e/new")), 0)) {
            lock("e", EXCLUSIVE);
            locked(() -> upload.commit(new Commit(Digest.NONE, null, null, Durability.RELAXED)));
        }
    }

    /** Else its holder would read what is gone a moment later. */
    @Test
    void nothingIsLockedWhileItIsBeingChanged() throws StorageException {
        Locks.Change change = locks.begin(path("d/f"), false);
        refused(ErrorCode.BUSY, () -> lock("d/f", EXCLUSIVE));
        refused(ErrorCode.BUSY, () -> lock("d", EXCLUSIVE));
        refused(ErrorCode.BUSY, () -> lock("", DEEP));
        lock("d/sub", EXCLUSIVE);
        change.end();
        lock("d/f", EXCLUSIVE);
        Locks.Change tree = locks.begin(path("e"), true);
        refused(ErrorCode.BUSY, () -> lock("e/h", SHARED));
        tree.end();
    }

    /** A method that it inherits would do less than the storage does, or let what is locked be changed. */
    @Test
    void everyMethodOfAStorageIsDecidedOn() {
        Set<String> ofTheServer = Set.of("keepFree", "watchUse", "watchSyncs", "probe", "figures");
        Set<String> inherited = signatures(Storage.class);
        inherited.removeAll(signatures(LockedStorage.class));
        inherited.removeIf(each -> ofTheServer.contains(each.substring(0, each.indexOf('('))));
        assertEquals(Set.of(), inherited);
    }

    private static Set<String> signatures(Class<?> of) {
        return Stream.of(of.getDeclaredMethods())
                .filter(each -> Modifier.isPublic(each.getModifiers()) && !Modifier.isStatic(each.getModifiers()))
                .map(LocksTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes()).replace('[', '(');
    }
}
