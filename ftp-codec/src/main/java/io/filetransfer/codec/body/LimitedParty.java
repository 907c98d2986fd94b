package io.filetransfer.codec.body;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** One of those who share a {@link RateLimit}, whose lock guards it: what it had, and who of it waits. */
final class LimitedParty {
    /** Whoever waits for bytes. */
    interface Waiter {
        /** Has them now; on any thread. */
        void granted();
    }

    /** Something that is waited for; compared by identity. */
    static final class Waiting {
        final long bytes;
        final Waiter waiter;

        Waiting(long bytes, Waiter waiter) {
            this.bytes = bytes;
            this.waiter = waiter;
        }
    }

    final Set<Waiting> waiting = new LinkedHashSet<>();
    final TokenBucket own;
    long had;
    long restsUntil;
    /** In line, or resting. */
    boolean queued;

    LimitedParty(TokenBucket own, long had) {
        this.own = own;
        this.had = had;
    }

    /** Round and round. */
    Waiting next() {
        Iterator<Waiting> each = waiting.iterator();
        Waiting next = each.next();
        each.remove();
        return next;
    }
}
