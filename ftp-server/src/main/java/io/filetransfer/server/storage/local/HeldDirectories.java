package io.filetransfer.server.storage.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Directories that stay open for a moment after their use, since the next request is mostly for the same one: to open a
 * directory is nine system calls, to see that a name still stands for the one that is open is one. Every step looks at the
 * name all the same, or goes by a look that began after its request had come, so nothing is reached in another way than
 * without. Safe for use by many threads.
 */
final class HeldDirectories implements Closeable {
    /** Of which each takes two descriptors. */
    private static final int MAX_UNUSED = 64;

    /** Short, as a file system with an open directory on it cannot be unmounted. */
    private static final long SWEEP_SECONDS = 2;

    private static final class HeldDirectory {
        private final Directory directory;
        private final LastLook look = new LastLook();
        private int users;
        /** Since the last sweep. */
        private boolean used;
        /** No longer for others to use. */
        private boolean dropped;

        private HeldDirectory(Directory directory) {
            this.directory = directory;
        }
    }

    /**
     * A step from a directory. Not the identity of where it leads: a directory that is mounted at a second place has that there
     * too, and another mount's rules.
     *
     * @param above how the directory above is held; no other holds it in the same way
     */
    private record HeldStep(Object above, Path name) {}

    /** In the order of their last use. */
    private final Map<HeldStep, HeldDirectory> held = new LinkedHashMap<>(16, 0.75f, true);

    private final Executor later = CompletableFuture.delayedExecutor(SWEEP_SECONDS, TimeUnit.SECONDS);
    private int unused;
    private boolean sweepDue;
    private boolean closed;

    /**
     * As {@link Directory#enter}; what it returns is not for iteration.
     *
     * @param since a look that began after that counts
     */
    Directory enter(Directory above, Path name, long since) throws IOException {
        HeldStep step = new HeldStep(above.stream(), name);
        HeldDirectory known = use(step);
        long begun = System.nanoTime();
        if (known != null) {
            Directory open = known.directory.lent(() -> release(known));
            if (known.look.covers(since)) {
                return open;
            }
            // Looked at while it is held open: until then its number could become another directory's.
            if (above.standsFor(name, open)) {
                known.look.was(begun);
                return open;
            }
            drop(open.key()); // the name stands for something else now, or nothing
        }
        return hold(step, above.enter(name), begun);
    }

    private synchronized HeldDirectory use(HeldStep step) {
        HeldDirectory known = held.get(step);
        if (known != null) {
            lease(known);
        }
        return known;
    }

    private synchronized Directory hold(HeldStep step, Directory opened, long begun) {
        if (closed || held.containsKey(step)) {
            return opened; // another thread was quicker: this one is closed after its use
        }
        HeldDirectory added = new HeldDirectory(opened);
        added.look.was(begun);
        held.put(step, added);
        unused++;
        lease(added);
        return opened.lent(() -> release(added));
    }

    private void lease(HeldDirectory known) {
        unused -= known.users == 0 ? 1 : 0;
        known.users++;
        known.used = true;
    }

    private void release(HeldDirectory known) {
        List<Directory> surplus;
        synchronized (this) {
            known.users--;
            if (known.users > 0) {
                return;
            }
            if (known.dropped) {
                surplus = List.of(known.directory);
            } else {
                unused++;
                surplus = unused > MAX_UNUSED ? takeUnused(unused - MAX_UNUSED) : List.of();
                sweepLater();
            }
        }
        surplus.forEach(Directory::close);
    }

    /** The directory is gone, or elsewhere; what is open of it is closed as soon as nobody uses it. */
    void drop(Object identity) {
        List<Directory> gone = new ArrayList<>();
        synchronized (this) {
            for (Iterator<HeldDirectory> all = held.values().iterator(); all.hasNext(); ) {
                HeldDirectory next = all.next();
                if (next.directory.key().equals(identity)) {
                    all.remove();
                    next.dropped = true;
                    if (next.users == 0) {
                        unused--;
                        gone.add(next.directory);
                    }
                }
            }
        }
        gone.forEach(Directory::close);
    }

    /** The least recently used come first. */
    private List<Directory> takeUnused(int count) {
        List<Directory> taken = new ArrayList<>();
        Iterator<HeldDirectory> oldest = held.values().iterator();
        while (taken.size() < count && oldest.hasNext()) {
            HeldDirectory next = oldest.next();
            if (next.users == 0) {
                oldest.remove();
                unused--;
                taken.add(next.directory);
            }
        }
        return taken;
    }

    private void sweepLater() {
        if (!sweepDue && !closed) {
            sweepDue = true;
            later.execute(this::sweep);
        }
    }

    private void sweep() {
        List<Directory> idle = new ArrayList<>();
        synchronized (this) {
            sweepDue = false;
            for (Iterator<HeldDirectory> all = held.values().iterator(); all.hasNext(); ) {
                HeldDirectory next = all.next();
                if (next.users == 0 && !next.used) {
                    all.remove();
                    unused--;
                    idle.add(next.directory);
                }
                next.used = false;
            }
            if (unused > 0) {
                sweepLater();
            }
        }
        idle.forEach(Directory::close);
    }

    /** What is in use is closed after it. */
    @Override
    public void close() {
        List<Directory> idle;
        synchronized (this) {
            closed = true;
            idle = takeUnused(unused);
            held.values().forEach(used -> used.dropped = true);
            held.clear();
        }
        idle.forEach(Directory::close);
    }
}
