package io.filetransfer.client.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines of UTF-8 to a stream, collected and written together. Unlike a {@code PrintStream} it does not hide that nobody
 * reads any more. Safe for use by many threads; a line stays whole.
 */
final class Output {
    private static final int FLUSH_AT = 16 * 1024;

    private final OutputStream out;
    private final StringBuilder pending = new StringBuilder();

    Output(OutputStream out) {
        this.out = out;
    }

    /** @throws OutputClosedException if the stream's reader has gone */
    synchronized void line(String line) {
        pending.append(line).append('\n');
        if (pending.length() >= FLUSH_AT) {
            flush();
        }
    }

    /** Text without a line's end, written at once. */
    synchronized void now(String text) {
        pending.append(text);
        flush();
    }

    /** @throws OutputClosedException if the stream's reader has gone */
    synchronized void flush() {
        if (pending.length() == 0) {
            return;
        }
        byte[] bytes = pending.toString().getBytes(StandardCharsets.UTF_8);
        pending.setLength(0);
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new OutputClosedException(e);
        }
    }
}
