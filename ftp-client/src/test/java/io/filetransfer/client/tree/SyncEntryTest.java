package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Seeds;
import io.filetransfer.codec.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncEntryTest {
    @Test
    void namesAreOrderedAsTheirBytesAndTheSlashComesFirst() {
        Seeds.run(20_000, random -> {
            String a = GlobTest.text(random, "a/!\u0001é\ud7ff\ue000\uffee日", 5);
            String b = GlobTest.text(random, "a/!\u0001é\ud7ff\ue000\uffee日", 5);
            a = random.nextInt(3) == 0 ? a + "😀" : a;
            b = random.nextInt(3) == 0 ? b + "\uffee" : b;
            assertEquals(
                    Integer.signum(Arrays.compareUnsigned(bytes(a), bytes(b))),
                    Integer.signum(SyncEntry.compare(a, b)),
                    a + " " + b);
        });
    }

    private static byte[] bytes(String name) {
        return name.replace('/', '\0').getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        // nanoseconds of the source, of the target, whether they are the same time
        "123456789, 123456789, true",
        "123456789, 123456788, false",
        "123456789, 123456700, true",
        "123456789, 123456000, true",
        "123456789, 123000000, true",
        "123456789, 0, true",
        "123456789, 123450000, false",
        "123456789, 120000000, false",
        "123456789, 123457000, false",
        "0, 1, false",
        "123000000, 123456789, false",
    })
    void timesOfATargetThatCountsInLargerUnits(int source, int target, boolean same) {
        assertEquals(same, at(7, source).sameTimeAs(at(7, target)));
        assertEquals(false, at(7, source).sameTimeAs(at(8, target)));
    }

    @Test
    void aTimeBefore1970() {
        assertEquals(true, at(-1, 123456789).sameTimeAs(at(-1, 123456000)));
        assertEquals(true, at(-1, 5).sameTimeAs(at(-1, 0)));
        assertEquals(false, at(-1, 5).sameTimeAs(at(-2, 0)));
        assertEquals(false, at(0, 0).sameTimeAs(at(-1, 0)));
    }

    @ParameterizedTest
    @CsvSource({
        // seconds of the source, of the target, whether it is what the target could store of it
        "-5000000000, -2147483648, true",
        "-1000000000, -2147483648, false",
        "-1, 0, true",
        "1, 0, false",
        "5000000000, 2147483647, true",
        "5000000000, 4294967295, true",
        "5000000000, 4294967296, false",
        "31556889864403199, 9223372036, true",
        "31556889864403199, 15032385535, true",
        "-31557014167219200, -9223372036, true",
        "1000, 2147483647, false",
    })
    void timesBeyondWhatATargetCanStore(long source, long target, boolean same) {
        assertEquals(same, at(source, 5).sameTimeAs(at(target, 854_775_807)));
    }

    @Test
    void writtenAndReadAgain() {
        Seeds.run(200, random -> {
            SyncEntry entry = new SyncEntry(
                    GlobTest.text(random, "a/日", 30),
                    Kind.values()[random.nextInt(4)],
                    random.nextBoolean(),
                    random.nextLong() >>> 1,
                    random.nextBoolean()
                            ? null
                            : Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                    random.nextInt(01001) - 1,
                    random.nextBoolean() ? null : Version.of(new byte[] {1, 2, (byte) random.nextInt()}));
            try (SpillList<SyncEntry> list = new SpillList<>(SyncEntry.FORMAT)) {
                list.add(entry);
                assertEquals(entry, list.next());
            }
        });
    }

    private static SyncEntry at(long seconds, int nanos) {
        return new SyncEntry("f", Kind.FILE, false, 1, Instant.ofEpochSecond(seconds, nanos), -1, null);
    }
}
