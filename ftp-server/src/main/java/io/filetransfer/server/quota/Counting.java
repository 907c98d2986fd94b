package io.filetransfer.server.quota;

import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Walks directories and counts what is there, one directory at a time. Safe for use by many threads. */
final class Counting {
    private static final Logger LOG = LogManager.getLogger("server");

    /** A walk in which something changed is made again so often. */
    private static final int ATTEMPTS = 3;

    private final Storage storage;
    private final Executor disk;
    /** Guarded by this. */
    private final Set<Account> waiting = new LinkedHashSet<>();

    private boolean running;

    Counting(Storage storage, Executor disk) {
        this.storage = storage;
        this.disk = disk;
    }

    void add(Account account) {
        synchronized (this) {
            waiting.add(account);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            disk.execute(this::run);
        } catch (RejectedExecutionException serverEnds) {
            synchronized (this) {
                running = false;
            }
        }
    }

    private void run() {
        for (Account next = next(); next != null; next = next()) {
            try {
                count(next);
            } catch (StorageException | RuntimeException e) {
                LOG.warn("what lies in /{} cannot be counted: {}", next.root(), e.getMessage());
            }
        }
    }

    private synchronized Account next() {
        Iterator<Account> first = waiting.iterator();
        if (!first.hasNext()) {
            running = false;
            return null;
        }
        Account next = first.next();
        first.remove();
        return next;
    }

    private void count(Account account) throws StorageException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            long before = account.startCounting();
            Use found = Use.below(account.root(), storage);
            if (account.count(found, before, attempt == ATTEMPTS)) {
                LOG.debug("in /{} are {} bytes in {} files", account.root(), found.bytes(), found.files());
                return;
            }
        }
    }
}
