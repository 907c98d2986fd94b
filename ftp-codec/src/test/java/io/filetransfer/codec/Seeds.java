package io.filetransfer.codec;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Random tests that can be repeated: each run has a seed, which is part of the failure's message and can be given with
 * {@code -Dseed=<number>}. Without that property the seeds are fixed, so that a build is the same every time.
 */
public final class Seeds {
    private static final long FIXED = 20180414;

    private Seeds() {}

    /** A test that draws everything it does from {@code random}. */
    @FunctionalInterface
    public interface RandomTest {
        void run(Random random) throws Exception;
    }

    /** Runs {@code test} with {@code count} different seeds, or once with the seed of the property. */
    public static void run(int count, RandomTest test) {
        Long given = Long.getLong("seed");
        if (given != null) {
            runOne(given, test);
            return;
        }
        for (int i = 0; i < count; i++) {
            runOne(FIXED + i, test);
        }
    }

    /**
     * As {@link #run}; but with {@code -Dfuzz.seconds=<number>} it goes on for so long, with seeds of that run alone.
     */
    public static void runLong(int count, RandomTest test) {
        Long seconds = Long.getLong("fuzz.seconds");
        if (seconds == null || Long.getLong("seed") != null) {
            run(count, test);
            return;
        }
        long start = System.nanoTime();
        long first = System.currentTimeMillis() << 20;
        long done = 0;
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
            runOne(first + done, test);
            done++;
        }
        System.out.println(done + " random runs from seed " + first);
    }

    /** Runs {@code test} with this seed, which a failure names. */
    public static void runOne(long seed, RandomTest test) {
        try {
            test.run(new Random(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("With -Dseed=" + seed + ": " + e, e);
        }
    }

    /** So many random bytes. */
    public static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
