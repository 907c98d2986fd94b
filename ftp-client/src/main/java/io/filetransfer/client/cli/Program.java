package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.Printable;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** One run of the program, from its words to its exit code. */
final class Program {
    private final Terminal terminal;
    private final Map<String, String> environment;

    Program(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
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
            line = CommandLine.parse(environment, args);
        } catch (UsageException e) {
            return wrongUsage(e, args);
        } catch (FileTransferException.LocalFile e) {
            tellFailure(e.getMessage() + " (LOCAL_FILE)", args);
            tellJson("LOCAL_FILE", e.getMessage(), args);
            return ExitCode.LOCAL_FILE;
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
        try (Run run = new Run(command, terminal, environment)) {
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
        tellFailure(wrong.getMessage(), args);
        terminal.err().line(command == null ? "Try 'ftp-client --help'." : "Try 'ftp-client help " + command + "'.");
        tellJson("USAGE", wrong.getMessage(), args);
        return ExitCode.USAGE;
    }

    private void tellFailure(String sentence, String... args) {
        String command = CommandLine.commandName(args);
        String prefix = command == null ? "ftp-client: " : "ftp-client: " + command + ": ";
        terminal.err().line(prefix + Printable.of(sentence));
    }

    private void tellJson(String code, String message, String... args) {
        if (CommandLine.wantsJson(args)) {
            terminal.out()
                    .line(new JsonObject()
                            .add("command", CommandLine.commandName(args))
                            .add("name", null)
                            .add("ok", false)
                            .add("code", code)
                            .add("message", message)
                            .add("retry", false)
                            .toString());
        }
    }

    private ExitCode outputFailed(OutputClosedException failed) {
        if (failed.isReaderGone()) {
            return ExitCode.OUTPUT_CLOSED;
        }
        terminal.err().line("ftp-client: standard output: " + failed.getMessage() + " (LOCAL_FILE)");
        return ExitCode.LOCAL_FILE;
    }
}
