package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets how much, in a time that the test turns. */
class RateLimitTest {
    private static final long MEBI = 1 << 20;

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private long all;
    private long each;
    private RateLimit limit;

    @BeforeEach
    void freeze() {
        clock.freezeTime();
    }

    @AfterEach
    void close() {
        clock.finishAndReleaseAll();
    }

    private RateLimit limit(long all, long each) {
        this.all = all;
        this.each = each;
        limit = new RateLimit(() -> this.all, () -> this.each, clock.eventLoop());
        return limit;
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            clock.runScheduledPendingTasks();
            clock.runPendingTasks();
        }
    }

    /** A connection that moves as much as it may. */
    private final class Stream implements LimitedParty.Waiter {
        private final Object party;
        private final int piece;
        private long moved;
        private int grants;

        Stream(Object party) {
            this(party, 0);
        }

        /** @param piece bytes at once; 0: as many as it should */
        Stream(Object party, int piece) {
            this.party = party;
            this.piece = piece;
        }

        Stream go() {
            long bytes = next();
            while (limit.take(party, bytes, this)) {
                grants++;
                moved += bytes;
                bytes = next();
            }
            asked = bytes;
            return this;
        }

        private long asked;

        private long next() {
            return piece > 0 ? piece : limit.piece();
        }

        @Override
        public void granted() {
            grants++;
            moved += asked;
            clock.eventLoop().execute(this::go);
        }
    }

    private List<Stream> streams(Object party, int count) {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(new Stream(party).go());
        }
        return streams;
    }

    private static long moved(List<Stream> streams) {
        return streams.stream().mapToLong(stream -> stream.moved).sum();
    }

    @Test
    void withoutALimitNothingWaits() {
        limit(0, 0);
        assertFalse(limit.isSet());
        assertEquals(Integer.MAX_VALUE, limit.piece());
        for (int i = 0; i < 100; i++) {
            assertTrue(limit.take("a", 1L << 40, () -> {}));
        }
    }

    @Test
    void neverMoreThanTheRateGives() {
        limit(MEBI, 0);
        List<Stream> streams = streams("a", 5);
        for (int second = 1; second <= 20; second++) {
            pass(1000);
            assertTrue(moved(streams) <= second * MEBI + MEBI / 8 + limit.piece(), "after " + second);
        }
        assertTrue(moved(streams) >= 20 * MEBI, "and not less");
    }

    /** Else a limit of a byte a second would let half a kilobyte go at once, and then nothing for minutes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 10, 511, 512, 2000})
    void atASmallRateNoMoreThanASecondsWorthGoesAtOnce(long rate) {
        limit(rate, 0);
        assertTrue(limit.piece() <= rate, "piece " + limit.piece());
        List<Stream> streams = streams("a", 1);
        for (int second = 1; second <= 10; second++) {
            pass(1000);
            assertTrue(moved(streams) <= second * rate + rate / 8 + limit.piece(), "after " + second);
            assertTrue(moved(streams) >= second * rate - 1, "after " + second);
        }
    }

    @Test
    void aPieceIsNoMoreThanASecondsWorthOfEitherLimit() {
        assertEquals(3, limit(0, 3).piece());
        assertEquals(3, limit(1 << 20, 3).piece());
        assertEquals(512, limit(1 << 20, 1000).piece());
    }

    @Test
    void twentyConnectionsOfOneGetNoMoreThanOneOfAnother() {
        limit(MEBI, 0);
        List<Stream> many = streams("many", 20);
        List<Stream> one = streams("one", 1);
        pass(10_000);
        double share = (double) moved(one) / (moved(one) + moved(many));
        assertTrue(share > 0.45 && share < 0.55, "share " + share);
        long least = many.stream().mapToLong(stream -> stream.moved).min().orElseThrow();
        assertTrue(least > moved(many) / 20 / 2, "within a party it goes round: " + least);
    }

    @Test
    void sharesAreOfBytesAndNotOfPieces() {
        limit(MEBI, 0);
        Stream small = new Stream("small", 10_000).go();
        Stream large = new Stream("large", 60_000).go();
        pass(20_000);
        double share = (double) small.moved / (small.moved + large.moved);
        assertTrue(share > 0.4 && share < 0.6, "share " + share);
    }

    @Test
    void whoComesLaterDoesNotCatchUp() {
        limit(MEBI, 0);
        List<Stream> early = streams("early", 1);
        pass(10_000);
        List<Stream> late = streams("late", 1);
        long before = moved(early);
        pass(10_000);
        double share = (double) moved(late) / (moved(late) + moved(early) - before);
        assertTrue(share > 0.45 && share < 0.55, "share " + share);
    }

    @Test
    void eachHasALimitOfItsOwn() {
        limit(0, MEBI);
        List<Stream> many = streams("many", 20);
        List<Stream> one = streams("one", 1);
        pass(10_000);
        for (List<Stream> party : List.of(many, one)) {
            assertTrue(moved(party) <= 10 * MEBI + MEBI / 8 + limit.piece());
            assertTrue(moved(party) >= 10 * MEBI);
        }
    }

    @Test
    void allIsSharedByThoseWhoMayHaveMoreThanTheirPart() {
        limit(MEBI, MEBI * 3 / 4);
        List<Stream> greedy = streams("greedy", 1);
        List<Stream> other = streams("other", 1);
        pass(10_000);
        assertTrue(moved(greedy) + moved(other) >= 10 * MEBI);
        assertTrue(Math.abs(moved(greedy) - moved(other)) < MEBI);
    }

    @Test
    void oneAloneHasItsOwnLimitAndNotAll() {
        limit(MEBI, MEBI * 3 / 4);
        List<Stream> greedy = streams("greedy", 5);
        pass(10_000);
        assertTrue(moved(greedy) <= 10 * MEBI * 3 / 4 + MEBI / 8 + limit.piece());
        assertTrue(moved(greedy) >= 10 * MEBI * 3 / 4);
    }

    @Test
    void manyPartiesAreAllServed() {
        limit(MEBI, 0);
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            streams.add(new Stream("party " + i).go());
        }
        pass(20_000);
        streams.forEach(stream -> stream.grants = 0);
        pass(5000);
        for (Stream stream : streams) {
            assertTrue(stream.grants >= 2, "about once a second each: " + stream.grants);
        }
    }

    @Test
    void manyThatComeBackTogetherDoNotStopWhoIsAtIt() {
        limit(MEBI, 0);
        for (int i = 0; i < 40; i++) {
            assertTrue(limit.take("party " + i, 1, () -> {}) || i > 0);
        }
        Stream running = new Stream("running").go();
        pass(20_000);
        for (int i = 0; i < 40; i++) {
            new Stream("party " + i).go();
        }
        running.moved = 0;
        pass(3000);
        assertTrue(running.moved >= 3 * MEBI / 41 / 2, "about its part: " + running.moved);
    }

    @Test
    void anotherRateCountsForThoseWhoWait() {
        limit(1000, 0);
        Stream stream = new Stream("a", 60_000).go();
        pass(1000);
        long before = stream.moved;
        pass(1000);
        assertEquals(before, stream.moved);
        all = 10 * MEBI;
        pass(1250);
        assertTrue(stream.moved >= 10 * MEBI, "moved " + stream.moved);
        all = 0;
        each = 10 * MEBI;
        pass(300);
        before = stream.moved;
        pass(1000);
        assertTrue(stream.moved - before >= 9 * MEBI);
        assertTrue(stream.moved - before <= 11 * MEBI);
        each = 1000;
        pass(300);
        before = stream.moved;
        pass(1000);
        assertTrue(stream.moved - before <= 2 * 60_000);
    }

    @Test
    void thoseWhoWaitGoWhenTheLimitIsLifted() {
        limit(100, 100);
        boolean[] granted = new boolean[3];
        for (int i = 0; i < 3; i++) {
            int number = i;
            limit.take("party " + i, 100_000, () -> granted[number] = true);
            limit.take("party " + i, 100_000, () -> granted[number] = true);
        }
        all = 0;
        each = 0;
        pass(251);
        assertTrue(granted[0] && granted[1] && granted[2]);
    }

    @Test
    void whoIsForgottenTakesNothing() {
        limit(1000, 0);
        assertTrue(limit.take("a", 1000, () -> {}));
        boolean[] granted = new boolean[2];
        LimitedParty.Waiter gone = () -> granted[0] = true;
        assertFalse(limit.take("a", 50_000, gone));
        assertFalse(limit.take("b", 10, () -> granted[1] = true));
        limit.forget("a", gone);
        pass(2000);
        assertFalse(granted[0]);
        assertTrue(granted[1]);
        assertFalse(limit.take("a", 50_000, gone) && limit.take("a", 10, gone), "it can come again");
    }

    @Test
    void partiesThatLongTookNothingTakeNoMemory() {
        limit(MEBI, MEBI);
        for (int i = 0; i < 1000; i++) {
            assertTrue(limit.take("party " + i, 10, () -> {}));
            pass(10);
        }
        assertTrue(limit.parties() < 50, "parties " + limit.parties());
    }

    @Test
    void hugeRatesAreNoLimitToSpeakOf() {
        limit(Long.MAX_VALUE, Long.MAX_VALUE);
        for (int i = 0; i < 1000; i++) {
            assertTrue(limit.take("a", limit.piece(), () -> {}) || i > 32);
        }
        pass(50);
        assertTrue(limit.take("a", limit.piece(), () -> {}));
    }
}
