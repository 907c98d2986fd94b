package io.filetransfer.client.cli;

import java.util.ArrayList;
import java.util.List;

/** Names in columns, read downwards, as many columns as fit. */
final class Columns {
    private static final int GAP = 2;

    private Columns() {}

    static List<String> of(List<String> names, int width) {
        int count = names.size();
        int[] widths = new int[count];
        int narrowest = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            widths[i] = TextWidth.of(names.get(i));
            narrowest = Math.min(narrowest, widths[i]);
        }
        int columns = Math.max(1, Math.min(count, (width + GAP) / (Math.min(narrowest, width) + GAP)));
        while (columns > 1 && lineWidth(widths, columns) > width) {
            columns--;
        }
        return lines(names, widths, columns);
    }

    private static int rows(int count, int columns) {
        return (count + columns - 1) / columns;
    }

    private static int lineWidth(int[] widths, int columns) {
        int total = -GAP;
        int rows = rows(widths.length, columns);
        for (int from = 0; from < widths.length; from += rows) {
            total += columnWidth(widths, from, rows) + GAP;
        }
        return total;
    }

    private static int columnWidth(int[] widths, int from, int rows) {
        int widest = 0;
        for (int i = from; i < Math.min(widths.length, from + rows); i++) {
            widest = Math.max(widest, widths[i]);
        }
        return widest;
    }

    private static List<String> lines(List<String> names, int[] widths, int columns) {
        int rows = rows(widths.length, columns);
        List<String> lines = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            StringBuilder line = new StringBuilder();
            for (int i = row; i < widths.length; i += rows) {
                line.append(names.get(i));
                if (i + rows < widths.length) {
                    line.append(" ".repeat(columnWidth(widths, i - row, rows) - widths[i] + GAP));
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
