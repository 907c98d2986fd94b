package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets threads that need the same thing synced at the same time share one sync. Who comes while a sync runs joins the next
 * one, since the running one may have begun before his change; the first to come leads it. A failure fails the whole group,
 * and nobody tries again: after a failed sync the kernel may have dropped what it could not write.
 */
final class GroupSync {
    @FunctionalInterface
    interface SyncCall {
        void run() throws IOException;
    }

    /** For each thing the group that came last: it waits, or runs. */
    private final Map<Object, Group> last = new HashMap<>();

    /**
     * Returns after a sync of {@code key} that began after this call. Not stopped by interrupts.
     *
     * @param sync called by the leader of a group; the others rely on its being a sync of the same thing
     * @throws IOException the sync failed, for this group
     */
    void sync(Object key, SyncCall sync) throws IOException {
        Group group;
        Group before = null;
        boolean leads = false;
        synchronized (last) {
            group = last.get(key);
            if (group == null || group.begun) {
                before = group;
                group = new Group();
                last.put(key, group);
                leads = true;
            }
        }
        if (!leads) {
            group.await();
            group.throwFailure();
            return;
        }
        if (before != null) {
            before.await();
        }
        lead(key, group, sync);
        group.throwFailure();
    }

    private void lead(Object key, Group group, SyncCall sync) {
        synchronized (last) {
            group.begun = true;
        }
        Throwable failure = null;
        try {
            sync.run();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        synchronized (last) {
            last.remove(key, group);
        }
        group.end(failure);
    }

    private static final class Group {
        /** No more joins; guarded by the map. */
        private boolean begun;

        private boolean ended;
        private Throwable failure;

        synchronized void end(Throwable failure) {
            this.failure = failure;
            ended = true;
            notifyAll();
        }

        synchronized void await() {
            boolean interrupted = false;
            while (!ended) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        synchronized void throwFailure() throws IOException {
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
        }
    }
}
