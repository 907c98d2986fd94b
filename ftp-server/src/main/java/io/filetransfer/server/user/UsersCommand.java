package io.filetransfer.server.user;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** How a command that changes the file of users begins and ends. */
abstract class UsersCommand {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final String program;
    private final String help;
    private final UsersOptions options;
    final PrintStream out;

    /**
     * @param program as it is called
     * @param help its help
     */
    UsersCommand(String program, String help, UsersOptions options, PrintStream out) {
        this.program = program;
        this.help = help;
        this.options = options;
        this.out = out;
    }

    /** @throws IllegalArgumentException with a sentence for the operator; so do the others */
    abstract void execute() throws IOException;

    /** A change of the file of users. */
    interface Change {
        void make() throws IOException;
    }

    /**
     * Makes a change and writes it down, if it could be written down before.
     *
     * @param command the word after the program
     */
    final void audited(UsersSettings settings, String command, Change change) throws IOException {
        UsersSettings.Audit audit = settings.audit();
        change.make();
        String whole = program.substring(program.indexOf(' ') + 1) + ' ' + command;
        try {
            audit.changed(whole, options.name(), options.said());
        } catch (IOException e) {
            throw new IOException("it is done, but the audit has no line of it: " + e.getMessage(), e);
        }
    }

    /** @return the exit status */
    final int run(List<String> arguments, PrintStream err) {
        try {
            JCommander.newBuilder()
                    .addObject(options)
                    .expandAtSign(false)
                    .build()
                    .parse(arguments.toArray(String[]::new));
            if (options.help()) {
                out.print(help);
            } else {
                execute();
            }
            return OK;
        } catch (ParameterException e) {
            err.println(program + ": " + Printable.of(e.getMessage()) + "\nTry '" + program + " --help'.");
            return USAGE;
        } catch (IOException | IllegalArgumentException e) {
            err.println(program + ": " + Printable.of(e.getMessage()));
            return FAILED;
        }
    }
}
