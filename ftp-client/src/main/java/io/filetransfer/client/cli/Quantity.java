package io.filetransfer.client.cli;

/** Sizes, rates and times as people read them. */
final class Quantity {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Quantity() {}

    /** For example {@code 17 B}, {@code 1.5 KiB}, {@code 812 MiB}: three digits at most, rounded. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " " + UNITS[0];
        }
        int unit = 0;
        long tenths = bytes;
        // Scaled by ten only once the number is small enough for it.
        while (tenths >= 1L << 20) {
            tenths >>= 10;
            unit++;
        }
        tenths = (tenths * 10 + 512) >> 10;
        unit++;
        if (tenths >= 9995) {
            tenths = (tenths + 512) >> 10;
            unit++;
        }
        return tenths < 100
                ? tenths / 10 + "." + tenths % 10 + " " + UNITS[unit]
                : (tenths + 5) / 10 + " " + UNITS[unit];
    }

    static String rate(long bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /** Bytes in a time, as a rate; the whole when the time is too short to tell. */
    static long perSecond(long bytes, long nanos) {
        return nanos <= 0 ? bytes : (long) (bytes * 1e9 / nanos);
    }

    /** For example {@code 0.3 s}, {@code 12 s}, {@code 4:05}, {@code 1:02:03}. */
    static String duration(long nanos) {
        long tenths = (nanos + 50_000_000) / 100_000_000;
        if (tenths < 100) {
            return tenths / 10 + "." + tenths % 10 + " s";
        }
        long seconds = (nanos + 500_000_000) / 1_000_000_000;
        return seconds < 60 ? seconds + " s" : clock(seconds);
    }

    /** For example {@code 0:09}, {@code 4:05}, {@code 1:02:03}. */
    static String clock(long seconds) {
        long hours = seconds / 3600;
        long minutes = seconds / 60 % 60;
        String end = twoDigits(seconds % 60);
        return hours == 0 ? minutes + ":" + end : hours + ":" + twoDigits(minutes) + ":" + end;
    }

    static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
