package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressDisplayTest {
    /** Enough of a terminal for one line: when it is made narrower, what is too long goes on in the next rows. */
    private static final class Screen extends OutputStream {
        private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
        private final StringBuilder escape = new StringBuilder();
        private int width;
        private int row;
        private int column;
        private boolean wraps = true;
        private int written;

        Screen(int width) {
            this.width = width;
        }

        @Override
        public synchronized void write(int b) {
            written++;
            if (escape.length() > 0 || b == 0x1b) {
                escape.append((char) b);
                if (Character.isLetter(b)) {
                    obey(escape.toString());
                    escape.setLength(0);
                }
            } else if (b == '\r') {
                column = 0;
            } else {
                put((char) b);
            }
        }

        private void obey(String sequence) {
            switch (sequence) {
                case "\u001b[J" -> {
                    rows.subList(row + 1, rows.size()).clear();
                    rows.get(row).setLength(Math.min(column, rows.get(row).length()));
                }
                case "\u001b[?7l" -> wraps = false;
                case "\u001b[?7h" -> wraps = true;
                default -> throw new AssertionError(sequence.substring(1));
            }
        }

        private void put(char c) {
            if (column == width && wraps) {
                rows.add(++row, new StringBuilder());
                column = 0;
            }
            column = Math.min(column, width - 1);
            StringBuilder line = rows.get(row);
            line.setLength(Math.max(line.length(), column + 1));
            line.setCharAt(column++, c);
        }

        /** As terminals do that keep what does not fit. The cursor stays at its character. */
        synchronized void narrow(int columns) {
            width = columns;
            String line = rows.get(row).toString();
            rows.set(row, new StringBuilder(line.substring(0, Math.min(columns, line.length()))));
            for (int from = columns, at = row + 1; from < line.length(); from += columns) {
                rows.add(at++, new StringBuilder(line.substring(from, Math.min(line.length(), from + columns))));
            }
            row += column / columns;
            column %= columns;
        }

        synchronized int written() {
            return written;
        }

        synchronized List<String> rows() {
            return rows.stream().map(StringBuilder::toString).toList();
        }
    }

    private final Screen screen = new Screen(80);
    private final Terminal terminal = new Terminal(
            Channels.newChannel(InputStream.nullInputStream()),
            OutputStream.nullOutputStream(),
            Channels.newChannel(OutputStream.nullOutputStream()),
            screen,
            false,
            true,
            false);

    /** The display learns of the new width some time later. */
    @Test
    void aWindowMadeNarrowerKeepsOneLine() throws Exception {
        ProgressState state = new ProgressState("host/" + "a-long-name-".repeat(5), 0, 1, 5, 10, false);
        ProgressDisplay display = new ProgressDisplay(terminal, () -> state, new RetryNotice(System::nanoTime));
        display.start();
        awaitDrawing();
        synchronized (display) { // so not in the middle of a line
            assertEquals(1, screen.rows().size());
            String drawn = screen.rows().get(0);
            assertTrue(drawn.contains("50%") && drawn.length() > 60, drawn);
            screen.narrow(25);
            assertTrue(screen.rows().size() > 2);
        }
        awaitDrawing();
        synchronized (display) {
            assertEquals(1, screen.rows().size(), screen.rows()::toString);
        }
        display.end();
        assertEquals(List.of(""), screen.rows());
    }

    private void awaitDrawing() {
        int before = screen.written();
        Await.until("a drawing", () -> screen.written() != before);
    }
}
