package io.filetransfer.server.quota;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
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
            Use found = walk(account.root());
            if (account.count(found, before, attempt == ATTEMPTS)) {
                LOG.debug("in /{} are {} bytes in {} files", account.root(), found.bytes(), found.files());
                return;
            }
        }
    }

    private Use walk(SafePath root) throws StorageException {
        Use found = Use.NOTHING;
        try (Listing listing = storage.list(root, true)) {
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                if (item.attributes().kind() == Kind.FILE) {
                    found = found.plus(Use.file(item.attributes().size()));
                }
            }
        } catch (StorageException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Use.NOTHING; // it was not made yet
            }
            if (e.code() != ErrorCode.BAD_NAME && e.code() != ErrorCode.DENIED) {
                throw e;
            }
            LOG.warn("not all of what lies in /{} is counted: {}", root, e.getMessage());
        }
        return found;
    }
}
