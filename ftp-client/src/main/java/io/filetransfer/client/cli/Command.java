package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.codec.ErrorCode;
import java.time.Duration;
import java.util.List;

/**
 * One command: its options as annotated fields, its help, and what it does. These here are the options of every command;
 * they may stand before the command's name too.
 */
abstract class Command {
    static final String COMMON = "common";

    /** For the help of those that take patterns. */
    static final String PATTERNS =
            "With *, ? or [ in the last component of REMOTE, and nothing of just that name, it stands for all that matches, "
                    + "in the order of the names; quote it, so that the shell leaves it alone. A dot at the front of a name is "
                    + "matched by a dot only. A pattern that matches nothing is a failure. --literal takes all names as they "
                    + "are; a backslash does so with the next character, and ft:// with one that is escaped: %2A, %3F, %5B.";

    /** The common options that take a value; they are looked for before the command, and so its class, is known. */
    static final List<String> COMMON_WITH_VALUE = List.of(
            "--progress",
            "--connections",
            "--connect-timeout",
            "--answer-timeout",
            "--idle-timeout",
            "--retries",
            "--retry-time");

    @Parameter(
            names = {"-h", "--help"},
            description = "Show the help of this command.",
            category = COMMON,
            help = true)
    boolean help;

    @Parameter(
            names = {"-q", "--quiet"},
            description = "No progress and no summary; failures are still told.",
            category = COMMON)
    boolean quiet;

    @Parameter(
            names = {"-v", "--verbose"},
            description = "Tell of every file, and more of every failure.",
            category = COMMON)
    boolean verbose;

    @Parameter(
            names = "--json",
            description = "One JSON object per result on standard output, one a line.",
            category = COMMON)
    boolean json;

    @Parameter(
            names = "--literal",
            description = "In remote names, *, ? and [ stand for themselves.",
            category = COMMON)
    boolean literal;

    @Parameter(
            names = "--progress",
            placeholder = "WHEN",
            description = "Show progress on standard error: auto (the default: if it is a terminal), always, never.",
            category = COMMON,
            converter = ProgressMode.Converter.class)
    ProgressMode progress = ProgressMode.AUTO;

    @Parameter(
            names = "--connections",
            placeholder = "N",
            description = "At most so many connections to a server at once (1 to 256, default 4).",
            category = COMMON,
            converter = ConnectionsConverter.class)
    Integer connections;

    @Parameter(
            names = "--connect-timeout",
            placeholder = "TIME",
            description = "Give up when no connection stands after TIME: 10 (seconds, the default), 500ms, 2m.",
            category = COMMON,
            converter = DurationConverter.class)
    Duration connectTimeout;

    @Parameter(
            names = "--answer-timeout",
            placeholder = "TIME",
            description = "Give up when a request has no answer after TIME (default 2m).",
            category = COMMON,
            converter = DurationConverter.class)
    Duration answerTimeout;

    @Parameter(
            names = "--idle-timeout",
            placeholder = "TIME",
            description = "Give up when no byte of a transfer has moved for TIME (default 60s).",
            category = COMMON,
            converter = DurationConverter.class)
    Duration idleTimeout;

    @Parameter(
            names = "--retries",
            placeholder = "N",
            description =
                    "Try again at most N times in a row what failed for a reason that may pass (0 to 1000, default 5; "
                            + "0: and wait for no server).",
            category = COMMON,
            converter = RetriesConverter.class)
    Integer retries;

    @Parameter(
            names = "--retry-time",
            placeholder = "TIME",
            description =
                    "Wait so long for a server that was reached and is away now, as for a restart (default 2m). If it "
                            + "is given, also for one that was not reached yet.",
            category = COMMON,
            converter = DurationConverter.class)
    Duration retryTime;

    /** The words that are neither options nor their values, in their order. */
    List<String> operands = List.of();

    /** The word that calls it. */
    abstract String name();

    /** How it is written, one form a line, without the program's name. */
    abstract List<String> synopsis();

    /** What one has to know to use it: paragraphs, each one string. */
    abstract List<String> details();

    /** Commands that one may want to type, each with what it is for. */
    abstract List<Example> examples();

    /** What a failure means for this command where that says more than the general sentence; null otherwise. */
    String explain(ErrorCode code) {
        return null;
    }

    /**
     * Hears of an option with a value, after its field was set and in the order of the command line.
     *
     * @throws UsageException if the value makes no sense
     */
    void given(String option, String value) throws UsageException {}

    /** Connections that it cannot do without. */
    int atLeastConnections() {
        return 1;
    }

    /** Whether it speaks the legacy dialect. */
    boolean legacyDialect() {
        return false;
    }

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

    /** Whether standard output carries the content of files, so that results have to go elsewhere. */
    boolean writesContentToOutput() {
        return false;
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
