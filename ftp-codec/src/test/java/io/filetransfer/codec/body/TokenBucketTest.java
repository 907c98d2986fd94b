package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;
    private static final BigInteger NANOS = BigInteger.valueOf(SECOND);

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 1000, 65_536, 1_000_000, 3L << 30, 1L << 45, Long.MAX_VALUE})
    void neverMoreThanTheRateGivesAndWhatWasSaved(long rate) {
        Random random = new Random(rate);
        long now = random.nextLong() >> 2;
        long began = now;
        TokenBucket bucket = new TokenBucket(rate, now);
        BigInteger taken = BigInteger.ZERO;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(4) == 0 ? random.nextInt(50_000_000) : random.nextInt(2000);
            if (!bucket.refill(rate, now).hasSome()) {
                continue;
            }
            BigInteger given = BigInteger.valueOf(rate)
                    .multiply(BigInteger.valueOf(now - began))
                    .divide(NANOS);
            assertTrue(taken.compareTo(given.add(BigInteger.valueOf(TokenBucket.burst(rate)))) < 0, "at " + i);
            int piece = random.nextInt((int) Math.min(1 << 20, Math.max(512, rate / 64))) + 1;
            bucket.take(piece);
            taken = taken.add(BigInteger.valueOf(piece));
        }
    }

    @Test
    void partsOfAByteAddUp() {
        TokenBucket bucket = new TokenBucket(3, 0);
        long taken = 0;
        for (long now = 0; now <= 1000 * SECOND; now += 1_000_000) {
            while (bucket.refill(3, now).hasSome()) {
                bucket.take(1);
                taken++;
            }
        }
        assertEquals(3001, taken);
    }

    @Test
    void noMoreThanAnEighthOfASecondIsSaved() {
        TokenBucket bucket = new TokenBucket(8000, 0);
        bucket.refill(8000, 3600 * SECOND);
        bucket.take(1000);
        assertFalse(bucket.hasSome());
        assertTrue(bucket.refill(8000, 3600 * SECOND + 125_001).hasSome());
    }

    @Test
    void itsWaitIsAsLongAsItTakes() {
        for (long rate : new long[] {1, 999, 1 << 20, 1L << 40}) {
            TokenBucket bucket = new TokenBucket(rate, 0);
            bucket.take(TokenBucket.burst(rate) + 5000);
            long wait = bucket.nanosToWait(rate);
            assertFalse(bucket.refill(rate, wait - Math.max(2, SECOND / rate)).hasSome());
            assertTrue(bucket.refill(rate, wait).hasSome());
            assertEquals(0, bucket.nanosToWait(rate));
        }
    }

    @Test
    void hugeRatesAndTimesDoNotOverflow() {
        TokenBucket bucket = new TokenBucket(Long.MAX_VALUE, 0);
        bucket.take(1L << 40);
        assertTrue(bucket.refill(Long.MAX_VALUE, Long.MAX_VALUE - 1).hasSome());
        assertTrue(bucket.isFull(Long.MAX_VALUE));
        bucket = new TokenBucket(1, 0);
        bucket.take(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, bucket.nanosToWait(1));
        assertTrue(bucket.refill(1, Long.MAX_VALUE).hasSome());
    }

    @Test
    void aDebtOfAHigherRateDoesNotLast() {
        TokenBucket bucket = new TokenBucket(1L << 30, 0);
        bucket.take(1L << 30);
        assertFalse(bucket.refill(100_000, 0).hasSome());
        assertTrue(bucket.refill(100_000, SECOND + SECOND / 1000).hasSome());
    }
}
