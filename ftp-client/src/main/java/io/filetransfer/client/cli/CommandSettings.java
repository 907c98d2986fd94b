package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.codec.ErrorCode;
import java.nio.file.Path;
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
            "--limit-rate",
            "--retries",
            "--retry-time",
            "--ca",
            "--fingerprint",
            "--certificate",
            "--key",
            "--user",
            "--token-file");

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
            description = "Report every file and what limited its speed, and more about every failure.",
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
            names = "--user",
            placeholder = "NAME",
            description = "Log in as NAME; the password is asked for, or comes from FTP_CLIENT_PASSWORD.",
            category = COMMON)
    String user;

    @Parameter(
            names = "--token-file",
            placeholder = "FILE",
            description =
                    "Log in with the token in the first line of FILE, which only you can read; - is standard input.",
            category = COMMON,
            converter = PathConverter.class)
    Path tokenFile;

    @Parameter(
            names = "--connections",
            placeholder = "N",
            description = "At most N connections to a server at once (1 to 256, default 4, and 8 where it is far).",
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
            names = "--limit-rate",
            placeholder = "RATE",
            description =
                    "Move at most RATE bytes of files a second each way, over all connections to a server together: "
                            + "500K, 2M, 1G. What goes in one piece, up to 64K, goes at once.",
            category = COMMON,
            converter = RateConverter.class)
    Long limitRate;

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

    @Parameter(
            names = "--tls",
            description = "Encrypt all connections, and be certain who the server is; fts:// says so of one name.",
            category = COMMON)
    boolean tls;

    @Parameter(
            names = "--ca",
            placeholder = "FILE",
            description = "Trust servers whose certificate is signed by an authority of FILE (PEM). Encrypts.",
            category = COMMON,
            converter = PathConverter.class)
    Path authorities;

    @Parameter(
            names = "--fingerprint",
            placeholder = "KEY",
            description = "Trust servers whose key has this fingerprint, SHA256:... as their log shows it. Encrypts.",
            category = COMMON,
            converter = FingerprintConverter.class)
    String fingerprint;

    @Parameter(
            names = "--certificate",
            placeholder = "FILE",
            description = "This client's certificate (PEM), for servers that ask for one; with --key. Encrypts.",
            category = COMMON,
            converter = PathConverter.class)
    Path certificate;

    @Parameter(
            names = "--key",
            placeholder = "FILE",
            description = "The key of that certificate (PEM, PKCS#8).",
            category = COMMON,
            converter = PathConverter.class)
    Path key;

    /** What the options say of servers, whatever the names say. */
    final ServerSettings serverSettings() {
        return new ServerSettings(tls, authorities, fingerprint, certificate, key, user, tokenFile);
    }

    /** @throws UsageException if the options for encryption do not go together */
    void checkEncryption() throws UsageException {
        serverSettings().check("--");
        if (legacyDialect() && serverSettings().encrypts()) {
            throw new UsageException("the dialect of --legacy is not encrypted");
        }
    }

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

    /** Whether it is about how fast files move, so that the server is asked where its time goes. */
    boolean measures() {
        return false;
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
