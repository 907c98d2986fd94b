package io.filetransfer.codec;

import java.util.Random;

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
