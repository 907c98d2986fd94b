package io.filetransfer.client.transfer;

import io.filetransfer.client.content.Range;
import io.filetransfer.client.failure.Remedy;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Extent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How one file moves in pieces, on one connection or several at once. What is to be moved is a queue of ranges; each
 * stream takes a piece after the other and asks for the next one before the one before it is answered, so that its
 * connection never waits. A stream that fails is tried again alone. All of it lives on the event loop.
 */
final class Streams {
    /** Pieces of one stream that are not answered: one is moving, and the server syncs those before it. */
    private static final int AHEAD = 4;

    /** Whoever has a file moved: what a piece is, and what becomes of it. */
    interface Owner {
        /** @param first whether nothing is known of the connection that it will come to */
        Exchange<Extent> exchange(Piece piece, boolean first, RunningTransfer<Extent> outcome);

        /** A piece is where it belongs. */
        void got(Range range, Extent content);

        /** It is not known what of a piece is there. */
        void lost(Range range, Throwable cause);

        /** What of these has to be moved again, as far as is known on this side. */
        List<Range> remaining(List<Range> lost);

        /** What a stream does. */
        RetryPolicy.Phase phase();

        /**
         * A stream has broken off and is to go on after some time: finds out what of its ranges is to be done again, and
         * calls {@link #goOn}.
         */
        void recover(Stream stream, List<Range> lost, long delayNanos);

        /** All that is to be moved has been sent, this exchange as the last. */
        void allSent(Exchange<?> last);

        /** Nothing is left to be moved. */
        void allThere();
    }

    private final CompoundCall<?> call;
    private final Owner owner;
    private final RetryBudget budget;
    private final StreamCount count;
    private final RangeQueue todo = new RangeQueue();
    private final Set<Stream> streams = new LinkedHashSet<>();
    /** What the next stream begins behind; mostly null. */
    private Exchange<?> first;

    private long settled;

    /** @param call that has the pieces sent; the progress is told its owner */
    Streams(CompoundCall<?> call, Owner owner, StreamCount count, RetryBudget budget) {
        this.call = call;
        this.owner = owner;
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

        /** It goes on a connection to a server that is so far away; negative if that is not known. */
        void reaches(long roundTripNanos) {
            stream.reaches(roundTripNanos);
        }

        /** Another request may follow on its connection. */
        void hasRoomBehind() {
            hasRoom = true;
            stream.goOn();
        }
    }

    /** So many bytes more, or fewer, need not be moved. */
    void settle(long bytes) {
        settled += bytes;
        call.owner().moved(settled);
    }

    /** Bytes that need not be moved any more. */
    long settled() {
        return settled;
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return streams.isEmpty();
    }

    /** These have to be moved, before all others. */
    void toDo(List<Range> ranges) {
        todo.addFirst(ranges);
    }

    /** Starts as many streams as there should be, and comes to the end when there is nothing for them to do. */
    void goOn() {
        while (!todo.isEmpty() && streams.size() < count.wanted() && (streams.isEmpty() || !call.othersWait())) {
            Stream stream = new Stream();
            streams.add(stream);
            stream.goOn();
        }
        if (streams.isEmpty()) {
            owner.allThere();
        }
    }

    /** The same; the first piece comes behind an exchange, if it still may. */
    void goOnBehind(Exchange<?> before) {
        count.roundTrip(before.connection().roundTripNanos(), todo.length());
        first = before;
        goOn();
    }

    /** @param missing of what the stream has lost */
    void goOn(Stream stream, List<Range> missing) {
        toDo(missing);
        stream.restart(length(missing));
        goOn();
    }

    private static long length(List<Range> ranges) {
        return ranges.stream().mapToLong(Range::length).sum();
    }

    private void progressed() {
        long bytes = settled;
        for (Stream stream : streams) {
            for (Piece piece : stream.sent) {
                bytes += piece.moved;
            }
        }
        call.owner().moved(bytes);
        long now = call.pool().loop().ticker().nanoTime();
        if (count.moved(now, bytes, todo.length(), call.pool().hasSpareConnection())) {
            call.guarded(this::goOn);
        }
    }

    /** What one connection after the other does. */
    final class Stream {
        final RetryBudget budget = Streams.this.budget.fresh();
        private final Deque<Piece> sent = new ArrayDeque<>();
        private final List<Range> lost = new ArrayList<>();
        private Throwable failure;
        /** Bytes that arrived since it last failed, and in all before that. */
        private long arrived;

        private long kept;
        /** The most that was there of the whole file when it failed. */
        private long highest;

        private void goOn() {
            if (call.hasEnded() || failure != null) {
                return;
            }
            Piece newest = sent.peekLast();
            if (newest != null) {
                if (!newest.hasRoom || sent.size() >= AHEAD) {
                    return;
                }
            }
            boolean oneTooMany = streams.size() > count.wanted() || streams.size() > 1 && call.othersWait();
            Range next = oneTooMany ? null : todo.take(count.wanted(), count.dividesFinely(todo.length()));
            if (next != null) {
                send(next, newest == null ? takeFirst() : newest.exchange);
            } else if (newest != null) {
                if (todo.isEmpty() && streams.size() == 1) {
                    owner.allSent(newest.exchange);
                }
            } else {
                streams.remove(this);
                Streams.this.goOn();
            }
        }

        private Exchange<?> takeFirst() {
            Exchange<?> before = first;
            first = null;
            return before;
        }

        /** @param before not answered as far as is known here; null if there is none */
        private void send(Range range, Exchange<?> before) {
            boolean follows = before != null && before.mayBeFollowed();
            Piece piece = new Piece(this, range);
            RunningTransfer<Extent> outcome = call.outcome((content, cause) -> answered(piece, content, cause));
            piece.exchange = owner.exchange(piece, !follows, outcome);
            sent.add(piece);
            if (follows) {
                call.submitBehind(piece.exchange, before);
            } else {
                call.submit(piece.exchange, 0);
            }
        }

        private void answered(Piece piece, Extent content, Throwable cause) {
            sent.remove(piece);
            if (cause == null) {
                arrived += piece.range.length();
                settled += piece.range.length();
                owner.got(piece.range, content);
                call.owner().moved(settled);
            } else {
                failure = failure == null ? cause : failure;
                lost.add(piece.range);
                owner.lost(piece.range, cause);
            }
            if (failure == null) {
                goOn();
            } else if (sent.isEmpty()) {
                brokeOff();
            }
        }

        private void brokeOff() {
            Remedy remedy = RetryPolicy.remedy(owner.phase(), failure);
            if (remedy == Remedy.OVER) {
                call.abandon(failure);
                return;
            }
            // What had to be moved a second time is no progress.
            kept += Math.max(0, Math.min(arrived, settled - highest));
            highest = Math.max(highest, settled);
            arrived = 0;
            long delay = budget.next(remedy, failure, kept);
            if (delay >= 0) {
                owner.recover(this, List.copyOf(lost), delay);
            } else if (streams.size() > 1) {
                streams.remove(this); // the others get on, and do its share
                toDo(owner.remaining(lost));
            } else {
                call.abandon(failure);
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

        private void reaches(long roundTripNanos) {
            if (count.roundTrip(roundTripNanos, todo.length())) {
                call.guarded(Streams.this::goOn);
            }
        }
    }
}
