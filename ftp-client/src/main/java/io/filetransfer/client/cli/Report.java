package io.filetransfer.client.cli;

import io.filetransfer.client.TransferDetail;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Printable;
import java.util.concurrent.CancellationException;

/**
 * Tells results and failures, and knows the exit code in the end.
 *
 * <p>Results go to standard output, as text or as JSON; where that carries the content of files, JSON goes to standard
 * error. Everything from outside passes {@link Printable} on its way to a person.
 */
final class Report {
    private final CommandSettings command;
    private final Output results;
    private final Output messages;
    private final ProgressDisplay display;
    private final boolean atOnce;
    private final long begun = System.nanoTime();
    private int succeeded;
    /** Those of what succeeded whose content was read or moved. */
    private int files;

    private int failed;
    private boolean damaged;
    private long bytes;
    private long resumed;
    private TransferDetail all = TransferDetail.NONE;
    private ExitCode firstFailure;
    private boolean incomplete;

    Report(CommandSettings command, Terminal terminal, ProgressDisplay display) {
        this.command = command;
        this.results = command.writesContentToOutput() ? terminal.err() : terminal.out();
        this.messages = terminal.err();
        this.display = display;
        this.atOnce = terminal.outIsTerminal();
    }

    boolean json() {
        return command.json;
    }

    /** The beginning of a result's JSON object. */
    JsonObject result(String name) {
        return new JsonObject().add("command", command.name()).add("name", name).add("ok", true);
    }

    void write(JsonObject result) {
        line(results, result.toString());
    }

    /** A result for a person; the caller has made it {@link Printable}. */
    void print(String line) {
        line(results, line);
    }

    /** Tells of a file, if details are wanted. */
    void detail(String line) {
        if (command.verbose && !command.json) {
            line(messages, Printable.of(line));
        }
    }

    /** Tells where its time went, and adds it to that of all. */
    void detail(TransferDetail detail) {
        detail("  " + SpeedText.line(detail));
        all = all.plus(detail);
    }

    /** Something that moves no content. */
    void succeeded() {
        succeeded++;
    }

    void succeeded(long bytes) {
        succeeded(bytes, 0);
    }

    /** @param resumed how many of the bytes were here before */
    void succeeded(long bytes, long resumed) {
        succeeded++;
        files++;
        this.bytes += bytes;
        this.resumed += resumed;
    }

    void failed(RemoteName remote, Throwable thrown) {
        failed(remote.text(), explained(FailureReport.of(thrown, remote.request())));
    }

    /** @param sentence in place of the failure's own */
    void failed(RemoteName remote, Throwable thrown, String sentence) {
        failed(remote.text(), FailureReport.of(thrown).explained(sentence));
    }

    /** A file that is not what it should be: its name is a result, and decides the exit code. */
    void damaged(RemoteName remote, Throwable thrown) {
        damaged = true;
        if (!command.json) {
            print(Printable.of(remote.text()));
        }
        failed(remote, thrown);
    }

    /** Says something of all that was done. */
    void note(String sentence) {
        if (!command.quiet) {
            line(messages, "ftp-client: " + command.name() + ": " + sentence);
        }
    }

    /** Tells of what was left out although nobody asked for that; it is no failure. */
    void skipped(String name, String what) {
        if (!command.quiet) {
            line(messages, "ftp-client: " + command.name() + ": " + Printable.of(name + ": " + what + ", skipped"));
        }
    }

    /** Tells why not all was done. */
    void incomplete(String name, String why) {
        incomplete();
        line(messages, "ftp-client: " + command.name() + ": " + Printable.of(name + ": " + why));
    }

    /** Not all was done: the end is not good, and if something failed, it was only a part. */
    void incomplete() {
        incomplete = true;
    }

    /** @param name what failed, or null for the whole command */
    void failed(String name, Throwable thrown) {
        failed(name, explained(FailureReport.of(thrown)));
    }

    private FailureReport explained(FailureReport failure) {
        return failure.explained(command.explain(failure.code()));
    }

    private void failed(String name, FailureReport failure) {
        if (failure.cause() instanceof OutputClosedException closed) {
            throw closed;
        }
        if (failure.cause() instanceof CancellationException cancelled) {
            throw cancelled;
        }
        failed++;
        if (firstFailure == null) {
            firstFailure = failure.exitCode();
        }
        String what = name == null ? "" : name + ": ";
        line(
                messages,
                "ftp-client: " + command.name() + ": " + Printable.of(what + failure.message()) + " (" + failure.code()
                        + ")");
        if (command.verbose) {
            tellCauses(failure.code(), failure.cause());
        }
        if (command.json) {
            write(new JsonObject()
                    .add("command", command.name())
                    .add("name", name)
                    .add("ok", false)
                    .add("code", failure.code().name())
                    .add("message", failure.message())
                    .add("retry", failure.retry()));
        }
    }

    /** The last line: of several that failed, how many; of what was shown moving, how much. */
    void summarize(boolean progressWasShown) {
        results.flush();
        if (failed > 0 && succeeded + failed > 1) {
            line(messages, "ftp-client: " + command.name() + ": " + failed + " of " + (succeeded + failed) + " failed");
        }
        if (files > 1 && all.streams() > 0) {
            detail(files + " files: " + SpeedText.line(all));
        }
        if (progressWasShown && files > 0 && !command.quiet) {
            long nanos = System.nanoTime() - begun;
            String count = files == 1 ? "" : files + " files, ";
            line(
                    messages,
                    count + Quantity.bytes(bytes) + " in " + Quantity.duration(nanos) + ", "
                            + Quantity.rate(Quantity.perSecond(bytes - resumed, nanos))
                            + (resumed == 0 ? "" : ", resumed at " + Quantity.bytes(resumed)));
        }
        messages.flush();
    }

    ExitCode exitCode() {
        if (failed == 0 && !incomplete) {
            return ExitCode.OK;
        }
        if (damaged) {
            return ExitCode.CORRUPT;
        }
        return succeeded > 0 || incomplete ? ExitCode.PARTIAL : firstFailure;
    }

    private void tellCauses(ErrorCode code, Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            line(messages, "  " + Printable.of(at.toString()));
            StackTraceElement[] stack = at.getStackTrace();
            // Where it happened tells something only of faults.
            int frames = code == ErrorCode.INTERNAL ? Math.min(stack.length, 8) : 0;
            for (int i = 0; i < frames; i++) {
                line(messages, "    at " + stack[i]);
            }
        }
    }

    private void line(Output output, String line) {
        synchronized (display) {
            display.clear();
            output.line(line);
            if (atOnce || output == messages) {
                output.flush();
            }
        }
    }
}
