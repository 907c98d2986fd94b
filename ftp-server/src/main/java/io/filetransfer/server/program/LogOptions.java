package io.filetransfer.server.program;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.ServerLimits;
import java.nio.file.Path;

/** What can be said of the log and its lines about transfers. */
@Section("Log")
@Parameters(separators = "=")
final class LogOptions {
    @Parameter(
            names = "--log-format",
            converter = LogFormatConverter.class,
            description = "text, or json: each line an object, also those of --transfer-log")
    @Setting(value = "FORMAT", why = "what collects the log takes JSON apart by itself")
    private String format = "text";

    @Parameter(
            names = "--log-transfers",
            description = "lines about transfers that went well in ten minutes; further ones are only counted")
    @Setting(value = "N", least = 0, live = true, why = "not for those of `--transfer-log`, which are all there")
    private int logged = 50_000;

    @Parameter(names = "--transfer-log", description = "write the lines about transfers to FILE instead, all of them")
    @Setting(value = "FILE", absent = "to the log", example = "transfers.log", why = "see [The log](#the-log)")
    private Path file;

    @Parameter(
            names = "--transfer-log-size",
            converter = SizeConverter.class,
            description = "size at which the file is put aside as FILE.1")
    @Setting(value = "BYTES", least = 1)
    private long size = 64 << 20;

    @Parameter(names = "--transfer-log-files", description = "how many of those stay")
    @Setting(value = "N", least = 1)
    private int files = 10;

    /** How lines are written: {@code text} or {@code json}. */
    String format() {
        return format;
    }

    /**
     * @return null where the lines go to the log
     * @throws IllegalArgumentException with a sentence for the user
     */
    LogFile file() {
        if (file != null && LogFile.isConfiguredOtherwise()) {
            throw new IllegalArgumentException(
                    "--transfer-log is not for where there is a Log4j configuration: that says"
                            + " where the logger transfer goes");
        }
        return file == null ? null : new LogFile(LogFile.Part.TRANSFERS, file, size, files);
    }

    /** Where the operator decides where lines go, or they go to a file that is put aside, all are there. */
    ServerLimits apply(ServerLimits limits) {
        return file != null || LogFile.isConfiguredOtherwise() ? limits : limits.withLoggedTransfers(logged);
    }
}
