package io.filetransfer.client.cli;

/**
 * One line that says how far a command is, never wider than it may be. What does not fit goes in this order: the bar,
 * the name's middle, the time left, the sizes.
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
        String sizes = several
                ? state.filesDone() + "/" + state.files() + more + " files, " + Quantity.bytes(state.bytes())
                : Quantity.bytes(state.bytes());
        sizes = state.totalBytes() < 0 ? sizes : sizes + "/" + Quantity.bytes(state.totalBytes()) + more;
        String rate = "  " + Quantity.rate(bytesPerSecond);
        String left = all > 0 && done > 0 ? "  ETA " + timeLeft(byFiles, done, all, bytesPerSecond, elapsedNanos) : "";

        String end = percent + sizes + rate + left;
        if (end.length() > width) {
            end = percent + sizes + rate;
        }
        if (end.length() > width) {
            end = percent.isEmpty() ? Quantity.bytes(state.bytes()) : percent.trim();
        }
        if (end.length() > width) {
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
