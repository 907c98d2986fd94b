package io.filetransfer.server.program;

import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.server.user.LinkProgram;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** {@code ftp-server link} in this JVM. */
public final class LinkInProcess {
    private LinkInProcess() {}

    /** @param words after {@code link} */
    public static Ended run(List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = LinkProgram.run(
                words,
                OperatorSettings::read,
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                question -> null);
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
