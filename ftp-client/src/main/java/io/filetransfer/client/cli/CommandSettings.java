package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.codec.ErrorCode;
import java.time.Duration;
import java.util.List;

/**
 * What has to be known of a command to carry it out and to report on it: its name, and the options of every command, which
 * may stand before the command's name too.
 */
abstract class CommandSettings {
    static final String COMMON = "common";

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
            description = "No progress and no summary; failures are still reported.",
            category = COMMON)
    boolean quiet;

    @Parameter(
            names = {"-v", "--verbose"},
            description = "Report every file, and more about every failure.",
            category = COMMON)
    boolean verbose;

    @Parameter(
            names = "--json",
            description = "One JSON object per result on standard output, one per line.",
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
            description = "At most N connections to a server at once (1 to 256, default 4).",
            category = COMMON,
            converter = ConnectionsConverter.class)
    Integer connections;

    @Parameter(
            names = "--connect-timeout",
            placeholder = "TIME",
            description = "Give up connecting after TIME: 10 (seconds, the default), 500ms, 2m.",
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
                    "Retry at most N times in a row after failures that may pass (0 to 1000, default 5; with 0 no "
                            + "server is waited for either).",
            category = COMMON,
            converter = RetriesConverter.class)
    Integer retries;

    @Parameter(
            names = "--retry-time",
            placeholder = "TIME",
            description = "Wait up to TIME for a server that was reached before and is away now, for example while it "
                    + "restarts (default 2m). If given, also for one that was not reached yet.",
            category = COMMON,
            converter = DurationConverter.class)
    Duration retryTime;

    /** The word that calls it. */
    abstract String name();

    /** What a failure means for this command where that says more than the general sentence; null otherwise. */
    String explain(ErrorCode code) {
        return null;
    }

    /** Connections that it cannot do without. */
    int atLeastConnections() {
        return 1;
    }

    /** Whether it speaks the legacy dialect. */
    boolean legacyDialect() {
        return false;
    }

    /** Whether standard output carries the content of files, so that results have to go elsewhere. */
    boolean writesContentToOutput() {
        return false;
    }
}
