package io.filetransfer.client.cli;

import java.time.Duration;

/**
 * A command at work: its connections, its requests in flight, and its report. Closing it ends the connections; an
 * interrupt of the process does the same and removes what is half done.
 */
final class Run implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Terminal terminal;
    private final Clients clients;
    private final Batch batch = new Batch();
    private final ProgressDisplay display;
    private final Report report;
    private final Interruption interruption = new Interruption();

    Run(Command command, Terminal terminal) {
        this.terminal = terminal;
        this.clients = new Clients(command);
        this.display = new ProgressDisplay(terminal, batch);
        this.report = new Report(command, terminal, display);
        if (showsProgress(command)) {
            display.start();
        }
        Runtime.getRuntime().addShutdownHook(interruption);
    }

    Terminal terminal() {
        return terminal;
    }

    Clients clients() {
        return clients;
    }

    Report report() {
        return report;
    }

    /** Tells the display how many pieces of work will be added. */
    void expect(int works) {
        batch.expect(works);
    }

    /** Tells the display that works are only being found. */
    void scanBegins() {
        batch.scanBegins();
    }

    void found(long bytes) {
        batch.found(bytes);
    }

    void scanEnds() {
        batch.scanEnds();
    }

    /** Starts a piece of work as soon as there is room for it; reports those that have ended. */
    void add(Work<?> work) {
        batch.add(work, report);
    }

    /** Waits for the end of all that was added. */
    void await() {
        batch.finish(report);
    }

    /** The same, after all that was added before has ended. */
    void addAlone(Work<?> work) {
        batch.finish(report);
        batch.add(work, report);
        batch.finish(report);
    }

    /** Waits for the end of all work, and sums up. */
    void finish() {
        batch.finish(report);
        display.end();
        report.summarize(batch, display.wasShown());
    }

    void failed(String name, Throwable cause) {
        report.failed(name, cause);
    }

    ExitCode exitCode() {
        return report.exitCode();
    }

    @Override
    public void close() {
        interruption.over = true;
        display.end();
        clients.close(PATIENCE);
    }

    private boolean showsProgress(Command command) {
        return switch (command.progress) {
            case NEVER -> false;
            case ALWAYS -> true;
            case AUTO ->
                !command.quiet
                        && terminal.errIsTerminal()
                        && !(command.writesContentToOutput() && terminal.outIsTerminal());
        };
    }

    /** Runs when the process is told to end, for example by Ctrl-C; the virtual machine then exits with 130. */
    private final class Interruption extends Thread {
        private volatile boolean over;

        Interruption() {
            super("interruption");
        }

        @Override
        public void run() {
            if (over) {
                return;
            }
            batch.cancel();
            display.end();
            clients.close(PATIENCE);
        }
    }
}
