package io.filetransfer.client.transfer;

import io.filetransfer.client.TransferListener;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.Range;
import io.filetransfer.client.failure.Remedy;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.client.net.Call;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Extent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * One file that moves in pieces, on one connection or several at once. What is to be moved is a queue of ranges; each
 * stream takes a piece after the other and asks for the next one before the one before it is answered, so that its
 * connection never waits. A stream that fails is tried again alone. All of it lives on the event loop.
 */
public abstract class ParallelTransfer extends Call<TransferResult> {
    /** Pieces of one stream that are not answered: one is moving, and the server syncs those before it. */
    private static final int AHEAD = 4;

    private final RetryBudget budget;
    private final RunningTransfer<TransferResult> transfer;
    private final StreamCount count;
    private final RangeQueue todo = new RangeQueue();
    private final Set<Stream> streams = new LinkedHashSet<>();
    private final Set<Exchange<?>> underWay = new LinkedHashSet<>();
    private long settled;
    private int pending;
    private Runnable whenQuiet = () -> {};

    ParallelTransfer(String name, StreamCount count, RetryBudget budget, RunningTransfer<TransferResult> transfer) {
        super(name, transfer);
        this.transfer = transfer;
        this.count = count;
        this.budget = budget;
    }

    /** Some of the file on its way. */
    static final class Piece {
        private final Stream stream;
        private final Range range;
        private Exchange<Extent> exchange;
        private boolean hasRoom;
        private long moved;

        private Piece(Stream stream, Range range) {
            this.stream = stream;
            this.range = range;
        }

        Range range() {
            return range;
        }

        /** So many of its bytes have moved. */
        void moved(long bytes) {
            moved = bytes;
            stream.moved();
        }

        /** Another request may follow on its connection. */
        void hasRoomBehind() {
            hasRoom = true;
            stream.goOn();
        }
    }

    /** @param first whether nothing is known of the connection that it will come to */
    abstract Exchange<Extent> exchange(Piece piece, boolean first, RunningTransfer<Extent> outcome);

    /** A piece is where it belongs. */
    abstract void got(Range range, Extent content);

    /** It is not known what of a piece is there. */
    abstract void lost(Range range, Throwable cause);

    /** What of these has to be moved again, as far as is known on this side. */
    abstract List<Range> remaining(List<Range> lost);

    /** What a stream does. */
    abstract RetryPolicy.Phase phase();

    /**
     * A stream has broken off and is to go on after some time: finds out what of its ranges is to be done again, and calls
     * {@link #goOn}.
     */
    abstract void recover(Stream stream, List<Range> lost, long delayNanos);

    /** All that is to be moved has been sent, this exchange as the last. */
    void allSent(Exchange<?> last) {}

    /** Nothing is left to be moved. */
    abstract void allThere();

    /** So many bytes more, or fewer, need not be moved. */
    final void settle(long bytes) {
        settled += bytes;
        transfer().moved(settled);
    }

    final RunningTransfer<TransferResult> transfer() {
        return transfer;
    }

    /** These have to be moved, before all others. */
    final void toDo(List<Range> ranges) {
        todo.addFirst(ranges);
    }

    /** Starts as many streams as there should be, and comes to the end when there is nothing for them to do. */
    final void goOn() {
        while (!todo.isEmpty() && streams.size() < count.wanted() && (streams.isEmpty() || !othersWait())) {
            Stream stream = new Stream();
            streams.add(stream);
            stream.goOn();
        }
        if (streams.isEmpty()) {
            allThere();
        }
    }

    /** @param missing of what the stream has lost */
    final void goOn(Stream stream, List<Range> missing) {
        toDo(missing);
        stream.restart(length(missing));
        goOn();
    }

    private static long length(List<Range> ranges) {
        return ranges.stream().mapToLong(Range::length).sum();
    }

    /** Bytes that need not be moved any more. */
    final long settled() {
        return settled;
    }

    final boolean hasStreams() {
        return !streams.isEmpty();
    }

    /** One that has ended early may still be with its connection. */
    private void enter(Exchange<?> exchange) {
        underWay.removeIf(other -> other.hasEnded() && other.stage() != Stage.SENT);
        underWay.add(exchange);
    }

    /** Runs an exchange for this transfer. */
    final void submit(Exchange<?> exchange, long delayNanos) {
        enter(exchange);
        pool().submitOf(this, exchange, delayNanos);
    }

    /** The same, where an earlier one was sent, if that is still possible. */
    final void submitBehind(Exchange<?> exchange, Exchange<?> before) {
        enter(exchange);
        pool().submitBehind(this, exchange, before);
    }

    /** What is called, on the event loop, with the outcome of an exchange, unless the transfer has ended. */
    final <T> RunningTransfer<T> outcome(BiConsumer<? super T, Throwable> then) {
        RunningTransfer<T> outcome = new RunningTransfer<>(TransferListener.NONE, pool().loop());
        pending++;
        outcome.future().whenComplete((value, cause) -> {
            guarded(() -> then.accept(value, cause));
            pending--;
            if (pending == 0) {
                whenQuiet.run();
            }
        });
        return outcome;
    }

    /** Once no exchange of this transfer is under way any more. Only after the end; on the event loop, if that goes on. */
    final void whenQuiet(Runnable task) {
        if (pending == 0) {
            task.run();
        } else {
            whenQuiet = task;
        }
    }

    /** The same, and all that was sent is answered, or its connection has ended. */
    final void whenAnswered(Runnable task) {
        whenQuiet(() -> {
            underWay.removeIf(exchange -> exchange.stage() != Stage.SENT);
            int sent = underWay.size();
            AtomicInteger answered = new AtomicInteger();
            for (Exchange<?> exchange : underWay) {
                exchange.whenAnswered(() -> {
                    if (answered.incrementAndGet() == sent) {
                        task.run();
                    }
                });
            }
            if (sent == 0) {
                task.run();
            }
        });
    }

    /** In some time, unless the transfer has ended by then. */
    final void later(long delayNanos, Runnable step) {
        pool().loop().schedule(() -> guarded(step), delayNanos, TimeUnit.NANOSECONDS);
    }

    /** On the event loop: a fault of ours ends the transfer, rather than leaving it where it is. */
    final void guarded(Runnable step) {
        if (hasEnded()) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            abandon(e);
        }
    }

    @Override
    public final void prepared() {
        stage(Stage.SENT);
        guarded(this::begin);
    }

    /** All that had to be looked at on this side is. */
    abstract void begin();

    @Override
    public final void withdraw() {
        for (Exchange<?> exchange : List.copyOf(underWay)) {
            exchange.abandon(new CancellationException("The transfer has ended"));
        }
    }

    /** Other transfers wait for a connection: those beyond the first are for them. */
    private boolean othersWait() {
        long own = underWay.stream()
                .filter(exchange -> exchange.stage() == Stage.READY)
                .count();
        return pool().waitingForConnection() > own;
    }

    private void progressed() {
        long bytes = settled;
        for (Stream stream : streams) {
            for (Piece piece : stream.sent) {
                bytes += piece.moved;
            }
        }
        transfer().moved(bytes);
        if (count.moved(pool().loop().ticker().nanoTime(), bytes, todo.length(), pool().hasSpareConnection())) {
            guarded(this::goOn);
        }
    }

    /** What one connection after the other does. */
    final class Stream {
        final RetryBudget budget = ParallelTransfer.this.budget.fresh();
        private final Deque<Piece> sent = new ArrayDeque<>();
        private final List<Range> lost = new ArrayList<>();
        private Throwable failure;
        /** Bytes that arrived since it last failed, and in all before that. */
        private long arrived;

        private long kept;
        /** The most that was there of the whole file when it failed. */
        private long highest;

        private void goOn() {
            if (hasEnded() || failure != null) {
                return;
            }
            Piece newest = sent.peekLast();
            if (newest != null) {
                if (!newest.hasRoom || sent.size() >= AHEAD) {
                    return;
                }
                count.roundTrip(newest.exchange.connection().roundTripNanos());
            }
            boolean oneTooMany = streams.size() > count.wanted() || streams.size() > 1 && othersWait();
            Range next = oneTooMany ? null : todo.take(count.wanted());
            if (next != null) {
                send(next, newest == null ? null : newest.exchange);
            } else if (newest != null) {
                if (todo.isEmpty() && streams.size() == 1) {
                    allSent(newest.exchange);
                }
            } else {
                streams.remove(this);
                ParallelTransfer.this.goOn();
            }
        }

        /** @param before not answered as far as is known here; null if there is none */
        private void send(Range range, Exchange<?> before) {
            boolean follows = before != null && before.mayBeFollowed();
            Piece piece = new Piece(this, range);
            piece.exchange = exchange(piece, !follows, outcome((content, cause) -> answered(piece, content, cause)));
            sent.add(piece);
            if (follows) {
                submitBehind(piece.exchange, before);
            } else {
                submit(piece.exchange, 0);
            }
        }

        private void answered(Piece piece, Extent content, Throwable cause) {
            sent.remove(piece);
            if (cause == null) {
                arrived += piece.range.length();
                settled += piece.range.length();
                got(piece.range, content);
                transfer().moved(settled);
            } else {
                failure = failure == null ? cause : failure;
                lost.add(piece.range);
                ParallelTransfer.this.lost(piece.range, cause);
            }
            if (failure == null) {
                goOn();
            } else if (sent.isEmpty()) {
                brokeOff();
            }
        }

        private void brokeOff() {
            Remedy remedy = RetryPolicy.remedy(phase(), failure);
            if (remedy == Remedy.OVER) {
                abandon(failure);
                return;
            }
            // What had to be moved a second time is no progress.
            kept += Math.max(0, Math.min(arrived, settled - highest));
            highest = Math.max(highest, settled);
            arrived = 0;
            long delay = budget.next(remedy, failure, kept);
            if (delay >= 0) {
                recover(this, List.copyOf(lost), delay);
            } else if (streams.size() > 1) {
                streams.remove(this); // the others get on, and do its share
                toDo(remaining(lost));
            } else {
                abandon(failure);
            }
        }

        /** What was not lost after all counts as arrived, when it fails again. */
        private void restart(long missing) {
            arrived = length(lost) - missing;
            failure = null;
            lost.clear();
            goOn();
        }

        private void moved() {
            progressed();
        }
    }
}
