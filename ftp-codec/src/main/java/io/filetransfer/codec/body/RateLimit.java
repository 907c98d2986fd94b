package io.filetransfer.codec.body;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Shares a rate among many who move bytes in one direction: a limit for all of them together, and one for each party. When
 * there is too little for all, whoever has had least comes next, so that a party with many connections gets no more than
 * one with a single connection; within a party it goes round.
 *
 * <p>Both rates are read again at each use and, while somebody waits, a few times a second. Any thread.
 */
public final class RateLimit {
    /** How soon another rate counts for those who wait. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long LEAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A piece is so much less than what goes in a second; also with many waiting each has its turn about every second. */
    private static final int PIECES_A_SECOND = 64;

    private static final int LAGS_A_SECOND = 4;
    private static final long LEAST_LAG = 128 << 10;

    /** Smaller ones cost more than they bring, but where a second gives no more. */
    private static final int LEAST_PIECE = 512;

    private static final int LARGEST_PIECE = 1 << 20;

    private final LongSupplier rateOfAll;
    private final LongSupplier rateOfEach;
    private final EventExecutor timer;
    private final TokenBucket all;

    /** By party, those asked for longest ago first. One that is missing is as one that has taken nothing for a while. */
    private final Map<Object, LimitedParty> parties = new LinkedHashMap<>(16, 0.75f, true);

    /** Parties of which somebody waits for what all share. */
    private final PriorityQueue<LimitedParty> inLine =
            new PriorityQueue<>(Comparator.comparingLong(party -> party.had));

    /** Parties of which somebody waits and that have used up what is theirs. */
    private final PriorityQueue<LimitedParty> resting =
            new PriorityQueue<>(Comparator.comparingLong(party -> party.restsUntil));

    private long lastRateOfEach;
    /** How much the one had, at its turn, who came last. */
    private long level;

    /** Bytes of content that went, limited or not. */
    private final LongAdder moved = new LongAdder();

    private int waiting;
    private Future<?> look;
    private long lookAt;

    /**
     * @param rateOfAll bytes a second; 0 for no limit
     * @param rateOfEach the same for each party
     * @param timer its clock is the clock, and it wakes those who wait
     */
    public RateLimit(LongSupplier rateOfAll, LongSupplier rateOfEach, EventExecutor timer) {
        this.rateOfAll = rateOfAll;
        this.rateOfEach = rateOfEach;
        this.timer = timer;
        this.all = new TokenBucket(Math.max(1, rateOfAll.getAsLong()), now());
    }

    long now() {
        return timer.ticker().nanoTime();
    }

    /** Bytes have moved. */
    void moved(long bytes) {
        moved.add(bytes);
    }

    /** How many bytes have moved so far. */
    public long moved() {
        return moved.sum();
    }

    /** Whether there is a limit at all. */
    boolean isSet() {
        return rateOfAll.getAsLong() > 0 || rateOfEach.getAsLong() > 0;
    }

    /** How many bytes should go at once. */
    int piece() {
        long together = rateOfAll.getAsLong();
        long each = rateOfEach.getAsLong();
        if (together <= 0 && each <= 0) {
            return Integer.MAX_VALUE;
        }
        long piece = LARGEST_PIECE;
        long least = LEAST_PIECE;
        if (together > 0) {
            least = Math.min(least, together);
            piece = Math.min(piece, together / Math.max(PIECES_A_SECOND, waiting()));
        }
        if (each > 0) {
            least = Math.min(least, each);
            piece = Math.min(piece, each / PIECES_A_SECOND);
        }
        return (int) Math.max(least, piece);
    }

    /**
     * Takes bytes for a party, now or as soon as it is its turn.
     *
     * @param party has an identity by its {@code equals}
     * @param waiter called once when it has them, if that is not now
     * @return whether it has them now
     */
    boolean take(Object party, long bytes, LimitedParty.Waiter waiter) {
        LimitedParty.Waiting asked = new LimitedParty.Waiting(bytes, waiter);
        List<LimitedParty.Waiting> granted;
        synchronized (this) {
            LimitedParty of = party(party);
            if (!of.queued) {
                of.had = Math.max(of.had, level - credit());
                of.queued = true;
                inLine.add(of);
            }
            of.waiting.add(asked);
            waiting++;
            granted = grant();
        }
        boolean now = granted.remove(asked);
        granted.forEach(each -> each.waiter.granted());
        return now;
    }

    /** Whoever waits waits no longer, and gets nothing. */
    void forget(Object party, LimitedParty.Waiter waiter) {
        synchronized (this) {
            LimitedParty of = parties.get(party);
            if (of != null) {
                int before = of.waiting.size();
                of.waiting.removeIf(each -> each.waiter == waiter);
                waiting -= before - of.waiting.size();
            }
        }
    }

    /** What was taken and is not used. */
    synchronized void giveBack(Object party, long bytes) {
        all.take(-bytes);
        LimitedParty of = parties.get(party);
        if (of != null) {
            of.own.take(-bytes);
        }
    }

    private LimitedParty party(Object key) {
        LimitedParty party = parties.get(key);
        if (party == null) {
            long rate = Math.max(1, rateOfEach.getAsLong());
            party = new LimitedParty(new TokenBucket(rate, now()), level);
            parties.put(key, party);
            dropEldest(party);
        }
        return party;
    }

    /**
     * What a party may lie behind the others and still catch up with: it needs a moment from one piece to the next, and is
     * not to lose its turn by that. Who did nothing for longer has lost it.
     */
    private long lag() {
        return Math.max(LEAST_LAG, rateOfAll.getAsLong() / LAGS_A_SECOND);
    }

    /**
     * What one that comes back goes before those in line: the more there are, the less. Else many that come back together
     * would each have all of it, and whoever is at it would stand still so long.
     */
    private long credit() {
        return Math.max(piece(), lag() / (1 + inLine.size()));
    }

    /** A new one in the place of one that would look the same. */
    private void dropEldest(LimitedParty kept) {
        long rate = rateOfEach.getAsLong();
        Iterator<LimitedParty> eldest = parties.values().iterator();
        for (LimitedParty party = eldest.next(); party != kept && isAsNew(party, rate); party = eldest.next()) {
            eldest.remove();
        }
    }

    private boolean isAsNew(LimitedParty party, long rate) {
        return !party.queued
                && party.had - level <= lag()
                && (rate <= 0 || party.own.refill(rate, now()).isFull(rate));
    }

    private synchronized int waiting() {
        return waiting;
    }

    /** That are known now; for tests. */
    synchronized int parties() {
        return parties.size();
    }

    private void look() {
        List<LimitedParty.Waiting> granted;
        synchronized (this) {
            look = null;
            granted = grant();
        }
        granted.forEach(each -> each.waiter.granted());
    }

    /** Those whose turn it is now, and a look at the others later. */
    private List<LimitedParty.Waiting> grant() {
        List<LimitedParty.Waiting> granted = new ArrayList<>(1);
        long now = now();
        long together = rateOfAll.getAsLong();
        long each = rateOfEach.getAsLong();
        wake(each, now);
        if (together > 0) {
            all.refill(together, now);
        }
        while (!inLine.isEmpty() && (together <= 0 || all.hasSome())) {
            LimitedParty party = inLine.remove();
            if (party.waiting.isEmpty()) {
                party.queued = false; // forgotten
                continue;
            }
            if (each > 0 && !party.own.refill(each, now).hasSome()) {
                party.restsUntil = now + party.own.nanosToWait(each);
                resting.add(party);
                continue;
            }
            granted.add(pay(party, together, each));
        }
        lookLater(together, now);
        return granted;
    }

    /** Brings those back in line that have rested enough, or all if what each may have is another now. */
    private void wake(long each, long now) {
        boolean changed = each != lastRateOfEach;
        lastRateOfEach = each;
        while (!resting.isEmpty() && (changed || resting.peek().restsUntil - now <= 0)) {
            inLine.add(resting.remove());
        }
    }

    private LimitedParty.Waiting pay(LimitedParty party, long together, long each) {
        LimitedParty.Waiting next = party.next();
        waiting--;
        if (together > 0) {
            all.take(next.bytes);
        }
        if (each > 0) {
            party.own.take(next.bytes);
        }
        level = Math.max(level, party.had);
        party.had += next.bytes;
        party.queued = !party.waiting.isEmpty();
        if (party.queued) {
            inLine.add(party);
        }
        return next;
    }

    private void lookLater(long together, long now) {
        if (inLine.isEmpty() && resting.isEmpty()) {
            return;
        }
        long wait = LOOK_NANOS;
        if (!inLine.isEmpty()) {
            wait = Math.min(wait, all.nanosToWait(together));
        }
        if (!resting.isEmpty()) {
            wait = Math.min(wait, resting.peek().restsUntil - now);
        }
        wait = Math.max(LEAST_WAIT_NANOS, wait);
        if (look != null && lookAt - (now + wait) <= 0) {
            return;
        }
        if (look != null) {
            look.cancel(false);
        }
        lookAt = now + wait;
        try {
            look = timer.schedule(this::look, wait, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            look = null; // all connections end with the timer
        }
    }
}
