package io.filetransfer.client.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines of UTF-8 to a stream, collected and written together. Unlike a {@code PrintStream} it does not hide a failure,
 * unless the stream is one for messages only: then the exit code has to be enough. Safe for use by many threads; a line
 * stays whole.
 */
final class Output {
    private static final int FLUSH_AT = 16 * 1024;

    private final OutputStream out;
    private final boolean mayFail;
    private final StringBuilder pending = new StringBuilder();

    Output(OutputStream out, boolean mayFail) {
        this.out = out;
        this.mayFail = mayFail;
    }

    /** @throws OutputClosedException if the stream cannot be written */
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

    /** @throws OutputClosedException if the stream cannot be written */
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
            if (!mayFail) {
                throw new OutputClosedException(e);
            }
        }
    }
}
