package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Seeds;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final long MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000L;

    @Test
    void oneFile() {
        ProgressState half = new ProgressState("host/disk.img", 0, 1, 512 * MIB, 1024 * MIB, false);
        assertEquals(
                "host/disk.img [===============>               ]  50% 512 MiB/1.0 GiB  128 MiB/s  ETA 0:04",
                ProgressLine.render(half, 128 * MIB, 4 * SECOND, 89));
        assertEquals(
                "host/disk.img  50% 512 MiB/1.0 GiB  128 MiB/s  ETA 0:04",
                ProgressLine.render(half, 128 * MIB, 4 * SECOND, 56));
        assertEquals(" 50% 512 MiB/1.0 GiB  128 MiB/s", ProgressLine.render(half, 128 * MIB, 4 * SECOND, 33));
    }

    @Test
    void unknownLength() {
        ProgressState state = new ProgressState("-", 0, 1, 3 * MIB, -1, false);
        assertEquals("- 3.0 MiB  1.0 MiB/s", ProgressLine.render(state, MIB, 3 * SECOND, 79));
    }

    @Test
    void severalFiles() {
        ProgressState state = new ProgressState("host/a", 25, 100, 10 * MIB, -1, false);
        assertEquals(
                "host/a [==========>                             ]  25% 25/100 files, 10 MiB  2.0 MiB/s  ETA 0:15",
                ProgressLine.render(state, 2 * MIB, 5 * SECOND, 120));
    }

    @Test
    void severalFilesOfKnownSizes() {
        ProgressState state = new ProgressState("host/a", 1, 3, 50 * MIB, 200 * MIB, false);
        assertEquals(
                "host/a  25% 1/3 files, 50 MiB/200 MiB  10 MiB/s  ETA 0:15",
                ProgressLine.render(state, 10 * MIB, 5 * SECOND, 58));
    }

    @Test
    void ofATreeThatIsStillScanned() {
        ProgressState state = new ProgressState("host/a", 1, 3, 50 * MIB, 200 * MIB, true);
        assertEquals(
                "host/a 1/3+ files, 50 MiB/200 MiB+  10 MiB/s", ProgressLine.render(state, 10 * MIB, 5 * SECOND, 79));
    }

    /** Whatever has to go, how many of how many and the percentage stay. */
    @Test
    void aNarrowWindow() {
        ProgressState tree = new ProgressState("host/a", 1000, 3000, 50_000 * MIB, 200_000 * MIB, false);
        assertEquals(" 25% 1000/3000 files, 49 GiB/195 GiB", ProgressLine.render(tree, 10 * MIB, 5 * SECOND, 39));
        assertEquals(" 25% 1000/3000 files, 49 GiB", ProgressLine.render(tree, 10 * MIB, 5 * SECOND, 32));
        assertEquals(" 25% 1000/3000 files", ProgressLine.render(tree, 10 * MIB, 5 * SECOND, 24));
        assertEquals("host/a 25%", ProgressLine.render(tree, 10 * MIB, 5 * SECOND, 15));
        ProgressState scanned = new ProgressState("host/a", 1000, 3000, 50_000 * MIB, 200_000 * MIB, true);
        assertEquals("1000/3000+ files, 49 GiB/195 GiB+", ProgressLine.render(scanned, 10 * MIB, 5 * SECOND, 39));
        ProgressState file = new ProgressState("host/a", 0, 1, 512 * MIB, 1024 * MIB, false);
        assertEquals("host/a  50% 512 MiB/1.0 GiB  128 MiB/s", ProgressLine.render(file, 128 * MIB, SECOND, 39));
        assertEquals(" 50% 512 MiB/1.0 GiB", ProgressLine.render(file, 128 * MIB, SECOND, 24));
    }

    @Test
    void aStallHasNoEnd() {
        ProgressState state = new ProgressState("a", 0, 1, MIB, 2 * MIB, false);
        assertTrue(ProgressLine.render(state, 0, SECOND, 79).endsWith("0 B/s  ETA --:--"));
    }

    @Test
    void neverFullBeforeTheEnd() {
        ProgressState state = new ProgressState("a", 0, 1, 100_000 * MIB - 1, 100_000 * MIB, false);
        assertTrue(ProgressLine.render(state, MIB, SECOND, 79).contains(" 99% "));
        ProgressState end = new ProgressState("a", 0, 1, MIB, MIB, false);
        assertTrue(ProgressLine.render(end, MIB, SECOND, 79).contains("100% "));
    }

    @Test
    void neverWiderThanTheTerminalAndNeverAnEscape() {
        Seeds.run(5000, random -> {
            int width = random.nextInt(150);
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(80); i > 0; i--) {
                name.appendCodePoint("ab/\u001b\n日本😀\u0301ä".codePoints().toArray()[random.nextInt(10)]);
            }
            long total = random.nextInt(5) == 0 ? -1 : random.nextLong() >>> (1 + random.nextInt(62));
            long bytes = total <= 0 ? random.nextInt(1 << 20) : (long) (total * random.nextDouble() * 1.1);
            int files = 1 + random.nextInt(3) * random.nextInt(10_000);
            ProgressState state = new ProgressState(
                    name.toString(), random.nextInt(files + 1), files, Math.max(0, bytes), total, random.nextBoolean());
            String line = ProgressLine.render(
                    state, random.nextLong() >>> (1 + random.nextInt(62)), random.nextLong() >>> 20, width);
            assertTrue(TextWidth.of(line) <= width, () -> width + " columns: " + line);
            assertFalse(line.contains("\u001b") || line.contains("\n"), line);
        });
    }

    @Test
    void rateOfTheLastSamples() {
        RateMeter meter = new RateMeter();
        assertEquals(0, meter.perSecond());
        meter.record(SECOND, 100);
        assertEquals(100, meter.perSecond());
        for (int i = 2; i <= 10; i++) {
            meter.record(i * SECOND, 100L * i);
        }
        assertEquals(100, meter.perSecond());
        // A stall shows fully once the samples are all of it.
        for (int i = 11; i <= 26; i++) {
            meter.record(i * SECOND, 1000);
        }
        assertEquals(0, meter.perSecond());
    }
}
