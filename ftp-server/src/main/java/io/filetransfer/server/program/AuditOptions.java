package io.filetransfer.server.program;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.nio.file.Path;

/** What can be said of the audit. */
@Section("Audit")
@Parameters(separators = "=")
final class AuditOptions {
    private static final String TO_LOG = "-";

    @Parameter(
            names = "--audit-log",
            description = "write a line of JSON for each login, refusal and change; - for the log")
    @Setting(value = "FILE", absent = "no audit", example = "audit.log", why = "see [The audit](#the-audit)")
    private Path file;

    @Parameter(
            names = "--audit-log-size",
            converter = SizeConverter.class,
            description = "size at which the file is put aside as FILE.1")
    @Setting(value = "BYTES", least = 1)
    private long size = 64 << 20;

    @Parameter(names = "--audit-log-files", description = "how many of those stay")
    @Setting(value = "N", least = 1)
    private int files = 10;

    /**
     * @return null where there is no audit
     * @throws IllegalArgumentException with a sentence for the user
     */
    LogFile audit() {
        if (file == null) {
            return null;
        }
        boolean toLog = file.toString().equals(TO_LOG);
        if (!toLog && LogFile.isConfiguredOtherwise()) {
            throw new IllegalArgumentException(
                    "--audit-log is - where there is a Log4j configuration, and that says where the logger audit goes");
        }
        return new LogFile(LogFile.Part.AUDIT, toLog ? null : file, size, files);
    }
}
