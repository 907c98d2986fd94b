package io.filetransfer.server.storage.local;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes "look, then change" one step for a name, among the threads of this process. A name is a directory's identity and a
 * component, so that it is the same lock by whatever path the directory was reached. Two names may share a lock.
 */
final class NameLocks {
    /** A power of two, many times the number of threads that wait for disks. */
    private static final int STRIPES = 1024;

    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    NameLocks() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    @FunctionalInterface
    interface LockedName {
        void release();
    }

    /** Waits for the name. While it is held, the thread must not ask for another one. */
    LockedName lock(Directory directory, Path name) {
        ReentrantLock lock = locks[stripe(directory, name)];
        lock.lock();
        return lock::unlock;
    }

    /** Waits for two names. Always in the order of the stripes, so that no two threads wait for each other. */
    LockedName lock(Directory one, Path oneName, Directory other, Path otherName) {
        int oneStripe = stripe(one, oneName);
        int otherStripe = stripe(other, otherName);
        ReentrantLock first = locks[Math.min(oneStripe, otherStripe)];
        ReentrantLock second = locks[Math.max(oneStripe, otherStripe)];
        first.lock();
        second.lock();
        return () -> {
            second.unlock();
            first.unlock();
        };
    }

    private static int stripe(Directory directory, Path name) {
        int hash = 31 * directory.key().hashCode() + name.hashCode();
        // The high bits of a string-like hash vary more than the low ones.
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
