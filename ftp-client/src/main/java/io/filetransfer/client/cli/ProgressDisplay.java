package io.filetransfer.client.cli;

import java.util.function.Supplier;

/**
 * Draws how far the command is on the last line of the terminal, a few times a second. Its lock is the terminal's: who
 * prints something else holds it, and clears the line first.
 */
final class ProgressDisplay {
    private static final long PERIOD_MILLIS = 200;
    /** What ends sooner needs no bar. */
    private static final long FIRST_AFTER_MILLIS = 400;

    private static final long WIDTH_HOLDS_NANOS = 2_000_000_000L;

    /**
     * To the end of the screen: where a window was made narrower, terminals have wrapped the line into several. The cursor
     * waits at the line's beginning, so it is on the first of them.
     */
    private static final String ERASE = "\r\u001b[J";

    /** A line that is too long, until the new width is known, is cut and not wrapped. */
    private static final String WITHOUT_WRAPPING = "\u001b[?7l";

    private static final String WITH_WRAPPING = "\u001b[?7h\r";

    private final Terminal terminal;
    private final Supplier<ProgressState> progress;
    private final RetryNotice retries;
    private final RateMeter rate = new RateMeter();
    private final long begun = System.nanoTime();
    private boolean running;
    private boolean paused;
    private boolean drawn;
    private boolean wasShown;
    private int width;
    private long widthReadAt;

    ProgressDisplay(Terminal terminal, Supplier<ProgressState> progress, RetryNotice retries) {
        this.retries = retries;
        this.terminal = terminal;
        this.progress = progress;
    }

    synchronized void start() {
        running = true;
        Thread thread = new Thread("progress") {
            @Override
            public void run() {
                drawUntilEnd();
            }
        };
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes the line away and draws no more. */
    synchronized void end() {
        clear();
        running = false;
        notifyAll();
    }

    /** Takes the line away until it is drawn next. The caller holds the lock for as long as it prints. */
    synchronized void clear() {
        if (drawn) {
            terminal.err().now(ERASE);
            drawn = false;
        }
    }

    /** Takes the line away, and draws none until {@link #resume}: somebody is asked something. */
    synchronized void pause() {
        clear();
        paused = true;
    }

    synchronized void resume() {
        paused = false;
    }

    synchronized boolean wasShown() {
        return wasShown;
    }

    private synchronized void drawUntilEnd() {
        try {
            wait(FIRST_AFTER_MILLIS);
            while (running) {
                if (!paused) {
                    draw();
                }
                wait(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            running = false;
        }
    }

    private void draw() {
        long now = System.nanoTime();
        if (width == 0 || now - widthReadAt > WIDTH_HOLDS_NANOS) {
            width = terminal.width();
            widthReadAt = now;
        }
        ProgressState state = progress.get();
        String notice = retries.text();
        if (state.files() == 0 && state.name().isEmpty() && notice == null) {
            clear();
            return;
        }
        rate.record(now - begun, state.bytes());
        // The last column stays free: some terminals wrap when it is written.
        String line = notice == null
                ? ProgressLine.render(state, rate.perSecond(), now - begun, width - 1)
                : TextWidth.fit(notice, width - 1);
        terminal.err().now(ERASE + WITHOUT_WRAPPING + line + WITH_WRAPPING);
        drawn = true;
        wasShown |= notice == null;
    }
}
