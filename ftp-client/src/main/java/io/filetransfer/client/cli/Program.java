package io.filetransfer.client.cli;

import io.filetransfer.codec.Printable;
import java.util.concurrent.CancellationException;

/** One run of the program, from its words to its exit code. */
final class Program {
    private final Terminal terminal;

    Program(Terminal terminal) {
        this.terminal = terminal;
    }

    ExitCode run(String... args) {
        ExitCode code;
        try {
            code = runOrFail(args);
            terminal.out().flush();
        } catch (OutputClosedException e) {
            code = outputFailed(e);
        }
        terminal.err().flush();
        return code;
    }

    private ExitCode runOrFail(String... args) {
        CommandLine line;
        try {
            line = CommandLine.parse(args);
        } catch (UsageException e) {
            return wrongUsage(e, args);
        }
        return switch (line.wish()) {
            case VERSION -> {
                terminal.out().line("ftp-client " + BuildVersion.text());
                yield ExitCode.OK;
            }
            case HELP -> {
                terminal.out().line(line.command() == null ? Help.overview() : Help.of(line.command()));
                yield ExitCode.OK;
            }
            case RUN -> execute(line.command(), args);
        };
    }

    private ExitCode execute(Command command, String... args) {
        try (Run run = new Run(command, terminal)) {
            try {
                command.run(run);
                run.finish();
            } catch (CancellationException e) {
                return ExitCode.INTERRUPTED;
            } catch (OutputClosedException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                run.failed(null, e);
            }
            return run.exitCode();
        } catch (UsageException e) {
            return wrongUsage(e, args);
        }
    }

    private ExitCode wrongUsage(UsageException wrong, String... args) {
        String command = CommandLine.commandName(args);
        String prefix = command == null ? "ftp-client: " : "ftp-client: " + command + ": ";
        terminal.err().line(prefix + Printable.of(wrong.getMessage()));
        terminal.err().line(command == null ? "Try 'ftp-client --help'." : "Try 'ftp-client help " + command + "'.");
        if (CommandLine.wantsJson(args)) {
            terminal.out()
                    .line(new JsonObject()
                            .add("command", command)
                            .add("name", null)
                            .add("ok", false)
                            .add("code", "USAGE")
                            .add("message", wrong.getMessage())
                            .add("retry", false)
                            .toString());
        }
        return ExitCode.USAGE;
    }

    private ExitCode outputFailed(OutputClosedException failed) {
        if (failed.isReaderGone()) {
            return ExitCode.OUTPUT_CLOSED;
        }
        terminal.err().line("ftp-client: standard output: " + failed.getMessage() + " (LOCAL_FILE)");
        return ExitCode.LOCAL_FILE;
    }
}
