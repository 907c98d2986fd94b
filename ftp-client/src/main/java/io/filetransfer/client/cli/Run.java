package io.filetransfer.client.cli;

import io.filetransfer.client.tree.TreeProgress;
import io.filetransfer.client.tree.TreeSummary;
import io.filetransfer.client.tree.TreeTransfer;
import java.time.Duration;
import java.util.Map;

/**
 * A command at work: its connections, its requests in flight, and its report. Closing it ends the connections; an
 * interrupt of the process does the same and removes what is half done.
 */
final class Run implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Terminal terminal;
    private final boolean literalNames;
    private final KnownServers knownServers;
    private final Logins logins;
    private final CommandLogin login;
    private final ServerTrust trust;
    private final TrustQuestion question;
    private final Clients clients;
    private final Batch batch = new Batch();
    private final RetryNotice retries = new RetryNotice(System::nanoTime);
    private final ProgressDisplay display;
    private final Report report;
    private final Interruption interruption = new Interruption();
    private TreeTransfer tree;
    private int treesToCome;
    private long treeFiles;
    private long treeBytes;
    private boolean cancelled;

    Run(CommandSettings command, Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.knownServers = KnownServers.ofUser(environment);
        this.logins = Logins.ofUser(environment);
        this.display = new ProgressDisplay(terminal, this::state, retries);
        this.trust = new ServerTrust(command, knownServers);
        this.question = new TrustQuestion(terminal, display, knownServers);
        this.login = new CommandLogin(command, environment, terminal, logins);
        this.clients = new Clients(command, retries, trust, login, question);
        this.literalNames = command.literal;
        this.report = new Report(command, terminal, display);
        if (showsProgress(command)) {
            display.start();
        }
        Runtime.getRuntime().addShutdownHook(interruption);
    }

    /** Whether remote names are never patterns. */
    boolean literalNames() {
        return literalNames;
    }

    Terminal terminal() {
        return terminal;
    }

    Clients clients() {
        return clients;
    }

    KnownServers knownServers() {
        return knownServers;
    }

    Logins logins() {
        return logins;
    }

    CommandLogin login() {
        return login;
    }

    ServerTrust trust() {
        return trust;
    }

    TrustQuestion question() {
        return question;
    }

    Report report() {
        return report;
    }

    /** Tells the display how many pieces of work will be added. */
    void expect(int works) {
        batch.expect(works);
    }

    /** Tells the display that so many of the operands are trees, or may be. */
    synchronized void expectTrees(int operands) {
        treesToCome = operands;
    }

    /** One of them is done. */
    synchronized void treeDone() {
        treesToCome--;
    }

    /** Waits for a tree, which is the only work meanwhile. */
    TreeSummary follow(TreeTransfer transfer) {
        synchronized (this) {
            if (cancelled) {
                transfer.cancel();
            }
            tree = transfer;
        }
        try {
            return transfer.join();
        } finally {
            synchronized (this) {
                TreeProgress last = transfer.progress();
                treeFiles += last.files();
                treeBytes += last.bytes();
                tree = null;
            }
        }
    }

    private synchronized ProgressState state() {
        ProgressState works = batch.state();
        if (tree == null && treesToCome == 0 && treeFiles == 0) {
            return works;
        }
        long files = treeFiles + works.files();
        long done = treeFiles + works.filesDone();
        long bytes = treeBytes + works.bytes();
        long total = treeBytes + Math.max(works.bytes(), works.totalBytes());
        String name = works.name();
        boolean scanning = treesToCome > (tree == null ? 0 : 1);
        if (tree != null) {
            TreeProgress now = tree.progress();
            files += now.filesFound();
            done += now.files();
            bytes += now.bytes();
            total += now.bytesFound();
            boolean comparing = now.filesFound() == 0 && now.listed() > 0;
            name = comparing
                    ? now.listed() + " entries listed"
                    : now.current().isEmpty() ? name : now.current().get(0);
            scanning |= now.scanning();
        }
        return new ProgressState(name, done, files, bytes, total, scanning);
    }

    private void cancel() {
        synchronized (this) {
            cancelled = true;
            if (tree != null) {
                tree.cancel();
            }
        }
        batch.cancel();
    }

    /** Starts a piece of work as soon as there is room for it; reports those that have ended. */
    void add(CommandItem<?> work) {
        batch.add(work, report);
    }

    /** Waits for the end of all that was added. */
    void await() {
        batch.finish(report);
    }

    /** The same, after all that was added before has ended. */
    void addAlone(CommandItem<?> work) {
        batch.finish(report);
        batch.add(work, report);
        batch.finish(report);
    }

    /** Waits for the end of all work, and sums up. */
    void finish() {
        batch.finish(report);
        display.end();
        report.summarize(display.wasShown());
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

    private boolean showsProgress(CommandSettings command) {
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
            cancel();
            display.end();
            clients.close(PATIENCE);
        }
    }
}
