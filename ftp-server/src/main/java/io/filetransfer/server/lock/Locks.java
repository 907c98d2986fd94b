package io.filetransfer.server.lock;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.LockState;
import io.filetransfer.codec.LockWish;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * All locks of a server, and the changes that are being made: none is granted on what is just being changed, so that what its
 * holder reads stays. Safe for use by many threads; nothing here waits.
 */
public final class Locks {
    /** How long a lock lasts whose client does not say, and at most, in seconds. */
    public static final long USUAL = 600;

    public static final long LONGEST = 3600;

    /** Of all users, and of each. */
    static final int MOST = 10_000;

    static final int MOST_OF_USER = 1000;

    private final LongSupplier nanoTime;
    /** By the name on which they were taken; no list is empty. All guarded by this. */
    private final Map<SafePath, List<Lock>> locks = new HashMap<>();

    private final Set<Change> underWay = new HashSet<>();
    private int count;

    /** @param nanoTime a clock that nobody sets */
    public Locks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Changes that are being made at one name, or at all names below it. By identity. */
    final class Change {
        private final SafePath name;
        private final boolean tree;

        private Change(SafePath name, boolean tree) {
            this.name = name;
            this.tree = tree;
        }

        /** Also of what the name is an entry of. */
        private boolean concerns(SafePath path, boolean deep) {
            boolean at = name.equals(path) || !name.isRoot() && name.parent().equals(path);
            return at || deep && name.startsWith(path) || tree && path.startsWith(name);
        }

        /** It is made, or was not. */
        void end() {
            synchronized (Locks.this) {
                underWay.remove(this);
            }
        }
    }

    /** From now on until it ends no lock is granted that would concern it. To be followed by {@link #require}. */
    synchronized Change begin(SafePath name, boolean tree) {
        Change change = new Change(name, tree);
        underWay.add(change);
        return change;
    }

    /**
     * Refuses who has no part in the locks on a name: of several that are shared, one is enough.
     *
     * @param tree with all names below it
     * @throws StorageException LOCKED
     */
    synchronized void require(SafePath name, boolean tree, String user, Set<String> tokens) throws StorageException {
        if (locks.isEmpty()) {
            return;
        }
        requirePart(name, user, tokens);
        if (tree) {
            for (SafePath below : new ArrayList<>(locks.keySet())) {
                if (below.startsWith(name)) {
                    requirePart(below, user, tokens);
                }
            }
        }
    }

    private void requirePart(SafePath name, String user, Set<String> tokens) throws StorageException {
        List<Lock> over = covering(name);
        if (over.stream().noneMatch(lock -> lock.user().equals(user) && tokens.contains(lock.token()))
                && !over.isEmpty()) {
            throw new StorageException(ErrorCode.LOCKED, "A lock is held on it.");
        }
    }

    /** Whether a lock was taken on just this name, so that it matters whether an entry of it is a new one. */
    synchronized boolean areOn(SafePath name) {
        return locks.containsKey(name);
    }

    /** What covers the name and is not over. */
    private List<Lock> covering(SafePath name) {
        List<Lock> found = new ArrayList<>();
        long now = nanoTime.getAsLong();
        for (SafePath path = name; ; path = path.parent()) {
            for (Lock lock : locks.getOrDefault(path, List.of())) {
                if (!lock.isOver(now) && lock.covers(name)) {
                    found.add(lock);
                }
            }
            if (path.isRoot()) {
                return found;
            }
        }
    }

    /** The first of those that are on a name, as they are told to a user. */
    public synchronized List<LockState> told(SafePath name, String user) {
        if (locks.isEmpty()) {
            return List.of();
        }
        long now = nanoTime.getAsLong();
        return covering(name).stream()
                .limit(LockState.MOST)
                .map(lock -> lock.told(name, user, now))
                .toList();
    }

    /** What is told of one lock. */
    public LockState told(Lock lock, SafePath name) {
        return lock.told(name, lock.user(), nanoTime.getAsLong());
    }

    synchronized boolean has(SafePath name, String token) {
        return !locks.isEmpty()
                && covering(name).stream().anyMatch(lock -> lock.token().equals(token));
    }

    /** @throws StorageException LOCKED by another, BUSY while it is being changed or with too many locks */
    public synchronized Lock grant(SafePath path, LockWish wish, String user) throws StorageException {
        requireNoConflict(path, wish);
        if (underWay.stream().anyMatch(change -> change.concerns(path, wish.deep()))) {
            throw new StorageException(ErrorCode.BUSY, "It is just being changed; try again.");
        }
        if (count >= MOST || ofUser(user) >= MOST_OF_USER) {
            tidy();
        }
        if (count >= MOST || ofUser(user) >= MOST_OF_USER) {
            throw new StorageException(ErrorCode.BUSY, "Too many locks are held; try again later.");
        }
        Lock lock = new Lock(path, "urn:uuid:" + UUID.randomUUID(), user, wish, until(wish.seconds()));
        add(lock);
        return lock;
    }

    private void requireNoConflict(SafePath path, LockWish wish) throws StorageException {
        List<Lock> others = covering(path);
        if (wish.deep()) {
            locks.values().stream().flatMap(Collection::stream).forEach(lock -> {
                if (lock.path().startsWith(path) && !lock.isOver(nanoTime.getAsLong())) {
                    others.add(lock);
                }
            });
        }
        if (others.stream().anyMatch(other -> wish.exclusive() || other.wish().exclusive())) {
            throw new StorageException(ErrorCode.LOCKED, "Another lock is held on it.");
        }
    }

    private long ofUser(String user) {
        return locks.values().stream()
                .flatMap(Collection::stream)
                .filter(lock -> lock.user().equals(user))
                .count();
    }

    private long until(long seconds) {
        long granted = seconds == 0 ? USUAL : Math.min(LONGEST, seconds);
        return nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(granted);
    }

    private void add(Lock lock) {
        locks.computeIfAbsent(lock.path(), path -> new ArrayList<>(1)).add(lock);
        count++;
    }

    private void remove(Lock lock) {
        List<Lock> there = locks.getOrDefault(lock.path(), List.of());
        if (!there.remove(lock)) {
            return;
        }
        count--;
        if (there.isEmpty()) {
            locks.remove(lock.path());
        }
    }

    private void tidy() {
        long now = nanoTime.getAsLong();
        locks.values().stream()
                .flatMap(Collection::stream)
                .filter(lock -> lock.isOver(now))
                .toList()
                .forEach(this::remove);
    }

    /**
     * Makes one last longer.
     *
     * @throws StorageException VERSION_MISMATCH if none of the tokens is of one that the user holds on this name
     */
    public synchronized Lock refresh(SafePath name, Set<String> tokens, long seconds, String user)
            throws StorageException {
        Lock held = own(name, tokens, user);
        Lock longer = new Lock(held.path(), held.token(), user, held.wish(), until(seconds));
        remove(held);
        add(longer);
        return longer;
    }

    /** @throws StorageException VERSION_MISMATCH if it is none that the user holds on this name */
    public synchronized void release(SafePath name, String token, String user) throws StorageException {
        remove(own(name, Set.of(token), user));
    }

    private Lock own(SafePath name, Set<String> tokens, String user) throws StorageException {
        for (Lock lock : covering(name)) {
            if (tokens.contains(lock.token()) && lock.user().equals(user)) {
                return lock;
            }
        }
        throw new StorageException(ErrorCode.VERSION_MISMATCH, "This lock is not held here.");
    }

    /** Nothing has the name any more, nor any below it. */
    synchronized void forget(SafePath tree) {
        if (!locks.isEmpty()) {
            locks.values().stream()
                    .flatMap(Collection::stream)
                    .filter(lock -> lock.path().startsWith(tree))
                    .toList()
                    .forEach(this::remove);
        }
    }
}
