package io.filetransfer.client.cli;

import java.util.List;
import java.util.Map;

/** One command: its options as annotated fields, its help, and what it does. */
abstract class Command extends CommandSettings {
    /** For the help of those that take patterns. */
    static final String PATTERNS =
            "REMOTE with *, ? or [ in its last component stands for everything that matches, in the order of the names, "
                    + "unless something has exactly that name. Quote it, so that the shell leaves it alone. A dot at the front "
                    + "of a name is matched only by a dot. A pattern that matches nothing is a failure. --literal takes all "
                    + "names as they are; a backslash does so with the next character, and ft:// with an escaped one: %2A, "
                    + "%3F, %5B.";

    /** The words that are neither options nor their values, in their order. */
    List<String> operands = List.of();

    /** Where the user keeps what is known of servers. */
    Map<String, String> environment = Map.of();

    /** How it is written, one form a line, without the program's name. */
    abstract List<String> synopsis();

    /** What one has to know to use it: paragraphs, each one string. */
    abstract List<String> details();

    /** Commands that one may want to type, each with what it is for. */
    abstract List<Example> examples();

    /**
     * Hears of an option with a value, after its field was set and in the order of the command line.
     *
     * @throws UsageException if the value makes no sense
     */
    void given(String option, String value) throws UsageException {}

    /**
     * Checks operands and options against each other. Called before anything else; a wrong command line has no effect.
     *
     * @throws UsageException if the command line makes no sense
     */
    abstract void prepare() throws UsageException;

    /**
     * Does it. Failures of single files are reported to the run, which knows the exit code in the end.
     *
     * @throws UsageException if the command line turns out to make no sense with what is there; nothing was done then
     */
    abstract void run(Run run) throws UsageException;

    final Profiles profiles() {
        return Profiles.ofUser(environment);
    }

    /**
     * A remote name. What the options say of its server goes before what a profile says.
     *
     * @throws UsageException if it is none
     * @throws io.filetransfer.client.FileTransferException.LocalFile if the profiles cannot be read
     */
    final RemoteName remote(String text) throws UsageException {
        RemoteName name = profiles().remote(text);
        if (name.tls() && legacyDialect()) {
            throw new UsageException("'" + text + "': the dialect of --legacy is not encrypted");
        }
        return name.with(serverSettings().over(name.settings()));
    }

    /** @throws UsageException if there are not as many operands as the command needs */
    final void requireOperands(int least, int most, String what) throws UsageException {
        int count = operands.size();
        if (count < least) {
            throw new UsageException("it needs " + what);
        }
        if (count > most) {
            throw new UsageException("it takes " + what + ", and '" + operands.get(most) + "' is one too many");
        }
    }

    /** @param does what it is good for, in a few words */
    record Example(String command, String does) {}
}
