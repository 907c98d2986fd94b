package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Work that is done once for each of several things. Whoever comes to one while its work is done waits, and whoever comes to
 * another does not: a disk that hangs holds up nobody elsewhere. Safe for use by many threads.
 */
final class OnceEach {
    /** What is done. */
    @FunctionalInterface
    interface Work {
        /** @throws IOException it is not done, and is to be tried again */
        void run() throws IOException;
    }

    private static final class Turn {
        private boolean done;
    }

    private final Map<Object, Turn> turns = new ConcurrentHashMap<>();

    void of(Object thing, Work work) throws IOException {
        Turn turn = turns.computeIfAbsent(thing, key -> new Turn());
        synchronized (turn) {
            if (!turn.done) {
                work.run();
                turn.done = true;
            }
        }
    }
}
