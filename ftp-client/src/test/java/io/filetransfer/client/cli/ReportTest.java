package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = Terminal.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(), err);
    private final ProgressDisplay display = new ProgressDisplay(
            terminal, () -> new ProgressState("", 0, 0, 0, 0, false), new RetryNotice(System::nanoTime));
    private final Report report = new Report(new StatCommand(), terminal, display);

    /** For a command that waited long enough to show progress. */
    private String summary() {
        report.summarize(true);
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatMovesNoContentHasNoSizeAndNoRate() {
        report.succeeded();
        report.succeeded();
        assertEquals("", summary());
    }

    @Test
    void onlyFilesAreCountedAsFiles() {
        report.succeeded();
        report.succeeded(1000);
        report.succeeded(0);
        String summary = summary();
        assertTrue(summary.startsWith("2 files, 1.0 KiB in "), summary);
    }
}
