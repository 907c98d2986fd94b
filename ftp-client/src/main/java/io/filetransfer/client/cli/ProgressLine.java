package io.filetransfer.client.cli;

import io.filetransfer.codec.Printable;

/**
 * One line that says how far a command is, never wider than it may be. What does not fit goes in this order: the bar,
 * the name's middle, the time left, the rate, the sizes, the number of files.
 */
final class ProgressLine {
    private static final int WIDEST_BAR = 40;
    private static final int SMALLEST_BAR = 10;
    private static final int SMALLEST_NAME = 12;

    private ProgressLine() {}

    static String render(ProgressState state, long bytesPerSecond, long elapsedNanos, int width) {
        boolean several = state.files() > 1 || state.scanning();
        boolean byFiles = several && state.totalBytes() < 0;
        long done = byFiles ? state.filesDone() : state.bytes();
        long all = byFiles ? state.files() : state.totalBytes();
        if (state.scanning()) {
            all = -1; // a part of what is known so far would go back and forth
        }
        String more = state.scanning() ? "+" : "";
        String percent = all > 0 ? percent(done, all) + " " : "";
        String files = several ? state.filesDone() + "/" + state.files() + more + " files" : "";
        String moved = Quantity.bytes(state.bytes());
        String sizes = state.totalBytes() < 0 ? moved : moved + "/" + Quantity.bytes(state.totalBytes()) + more;
        sizes = several ? files + ", " + sizes : sizes;
        String rate = "  " + Quantity.rate(bytesPerSecond);
        String left = all > 0 && done > 0 ? "  ETA " + timeLeft(byFiles, done, all, bytesPerSecond, elapsedNanos) : "";

        String least = percent.isEmpty() ? moved : percent.trim();
        String end = firstThatFits(
                width,
                percent + sizes + rate + left,
                percent + sizes + rate,
                percent + sizes,
                several ? percent + files + ", " + moved : least,
                several ? percent + files : least,
                least);
        if (end == null) {
            return "";
        }
        int room = width - end.length() - 1;
        String name = Printable.of(state.name());
        int nameWidth = TextWidth.of(name);
        int bar = all > 0 ? Math.min(WIDEST_BAR, room - Math.min(nameWidth, room / 2) - 3) : 0;
        String drawn = bar >= SMALLEST_BAR ? bar(done, all, bar) + " " : "";
        room -= drawn.length();
        if (room < SMALLEST_NAME && room < nameWidth) {
            return drawn + end;
        }
        return TextWidth.fit(name, room) + " " + drawn + end;
    }

    private static String firstThatFits(int width, String... longestFirst) {
        for (String text : longestFirst) {
            if (text.length() <= width) {
                return text;
            }
        }
        return null;
    }

    private static String percent(long done, long all) {
        // Never 100 before the end.
        int percent = (int) Math.min(done >= all ? 100 : 99, Math.floor(done * 100.0 / all));
        return (percent < 10 ? "  " : percent < 100 ? " " : "") + percent + "%";
    }

    private static String bar(long done, long all, int width) {
        int filled = (int) Math.min(width, Math.floor((double) done / all * width));
        StringBuilder bar = new StringBuilder(width + 2).append('[');
        for (int i = 0; i < width; i++) {
            bar.append(i < filled ? '=' : i == filled ? '>' : ' ');
        }
        return bar.append(']').toString();
    }

    /** By the rate of late; by the files so far when the sizes of those to come are not known. */
    private static String timeLeft(boolean byFiles, long done, long all, long bytesPerSecond, long elapsedNanos) {
        double seconds = byFiles
                ? elapsedNanos / 1e9 / done * (all - done)
                : bytesPerSecond == 0 ? Double.MAX_VALUE : (double) (all - done) / bytesPerSecond;
        return seconds < 360_000 ? Quantity.clock((long) Math.ceil(Math.max(0, seconds))) : "--:--";
    }
}
