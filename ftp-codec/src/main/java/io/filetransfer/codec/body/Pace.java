package io.filetransfer.codec.body;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What one connection may move in one direction under a {@link RateLimit}. What goes out is asked for before; what comes in
 * is counted once it is there, and nothing more is read until it is made up for. Event loop only, but for {@link #most}.
 */
public final class Pace implements LimitedParty.Waiter {
    /** Where nothing is limited. */
    public static final Pace FREE = new Pace(null, null, null, held -> {});

    private final RateLimit limit;
    private final Supplier<Object> party;
    private final Executor loop;
    private final Consumer<Boolean> holding;

    /** Bytes that are paid and did not go; below 0, that came and are not paid. */
    private long credit;

    /** Bytes that are waited for, and as whose. */
    private long asked;

    private Object asker;
    private long heldSince;
    private long heldNanos;
    private boolean closed;

    /**
     * @param party for whom the connection moves bytes now
     * @param loop the connection's
     * @param holding told, on the loop, when it may not go on (true), and when it may again
     */
    public Pace(RateLimit limit, Supplier<Object> party, Executor loop, Consumer<Boolean> holding) {
        this.limit = limit;
        this.party = party;
        this.loop = loop;
        this.holding = holding;
    }

    /** How many bytes should go at once. */
    public int most() {
        return limit == null ? Integer.MAX_VALUE : limit.piece();
    }

    /** How many may come in now. */
    int room() {
        return isHeld() ? 0 : most();
    }

    /** Whether it waits for its turn. */
    public boolean isHeld() {
        return asked > 0;
    }

    /** How long it was held so far; nanoseconds. */
    public long heldNanos() {
        return isHeld() ? heldNanos + limit.now() - heldSince : heldNanos;
    }

    /** Whether bytes may go out now: then they count as gone. If not, whoever asks is told when to ask again. */
    public boolean admits(long bytes) {
        if (bytes == 0) {
            return true;
        }
        if (!isFree()) {
            if (isHeld() || bytes > credit && !pays(bytes - credit)) {
                return false;
            }
            credit -= bytes;
        }
        count(bytes);
        return true;
    }

    private void count(long bytes) {
        if (limit != null) {
            limit.moved(bytes);
        }
    }

    /** Bytes have moved. */
    public void moved(long bytes) {
        count(bytes);
        if (isFree() && !isHeld()) {
            return;
        }
        credit -= bytes;
        if (credit < 0 && !isHeld()) {
            pays(-credit);
        }
    }

    private boolean isFree() {
        return limit == null || closed || !limit.isSet();
    }

    private boolean pays(long bytes) {
        boolean paid = ask(bytes);
        if (!paid) {
            holding.accept(true);
        }
        return paid;
    }

    /**
     * Asks for no less than goes at once: small answers would get one for each turn, where a large one gets more.
     *
     * @return whether they are there
     */
    private boolean ask(long bytes) {
        asker = party.get();
        long wanted = Math.max(bytes, limit.piece());
        if (limit.take(asker, wanted, this)) {
            credit += wanted;
            return true;
        }
        asked = wanted;
        heldSince = limit.now();
        return false;
    }

    @Override
    public void granted() {
        try {
            loop.execute(this::resume);
        } catch (RejectedExecutionException e) {
            // the connection has ended with its loop
        }
    }

    private void resume() {
        if (closed || !isHeld()) {
            return;
        }
        heldNanos += limit.now() - heldSince;
        credit += asked;
        asked = 0;
        if (credit >= 0 || ask(-credit)) {
            holding.accept(false);
        }
    }

    /** The connection is gone. */
    public void close() {
        closed = true;
        if (isHeld()) {
            asked = 0;
            limit.forget(asker, this);
        } else if (credit > 0) {
            limit.giveBack(asker, credit);
        }
        credit = 0;
    }
}
