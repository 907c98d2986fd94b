package io.filetransfer.server.program;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.nio.file.Path;

/** What can be said of the audit on the server's command line. */
@Parameters(separators = "=")
final class AuditOptions {
    @Parameter(names = "--audit-log")
    private String file;

    @Parameter(names = "--audit-log-size", converter = ServerOptions.SizeConverter.class)
    private long size = 64 << 20;

    @Parameter(names = "--audit-log-files")
    private int files = 10;

    /**
     * @return null where there is no audit
     * @throws IllegalArgumentException with a sentence for the user
     */
    AuditFile audit() {
        if (size < 1 || files < 1) {
            throw new IllegalArgumentException("--audit-log-size and --audit-log-files are at least 1");
        }
        if (file == null) {
            return null;
        }
        boolean toLog = file.equals(AuditFile.TO_LOG);
        if (!toLog && System.getProperty("log4j2.configurationFile") != null) {
            throw new IllegalArgumentException(
                    "--audit-log is - where there is a Log4j configuration, and that says where the logger audit goes");
        }
        return new AuditFile(toLog ? null : Path.of(file), size, files);
    }
}
