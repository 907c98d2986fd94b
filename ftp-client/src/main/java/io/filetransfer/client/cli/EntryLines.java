package io.filetransfer.client.cli;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Printable;
import java.util.ArrayList;
import java.util.List;

/** How a listing's entries look: as JSON, with their details, in columns on a terminal, or by their names alone. */
final class EntryLines {
    /** Of sizes when those to come are not known: up to 93 GiB are in line. */
    static final int SIZE_WIDTH = 11;

    /** Names that are put in columns together; of more, those so far are shown first. */
    static final int IN_COLUMNS = 4096;

    private final RemoteName directory;
    private final boolean details;
    private final int sizeWidth;
    private final int width;
    private final Report report;
    private final List<String> columns = new ArrayList<>();

    private EntryLines(RemoteName directory, boolean details, int sizeWidth, int width, Report report) {
        this.directory = directory;
        this.details = details;
        this.sizeWidth = sizeWidth;
        this.width = width;
        this.report = report;
    }

    /**
     * @param details mode, size and time before each name
     * @param sizeWidth digits of the largest size
     */
    static EntryLines of(RemoteName directory, boolean details, int sizeWidth, Report report) {
        return new EntryLines(directory, details, sizeWidth, 0, report);
    }

    /** In columns, if the report is for people and they see it on a terminal. */
    static EntryLines inColumns(RemoteName directory, Terminal terminal, Report report) {
        int width = terminal.outIsTerminal() && !report.json() ? terminal.width() : 0;
        return new EntryLines(directory, false, 0, width, report);
    }

    /** @param name as it is shown */
    void show(String name, RemoteFile entry) {
        if (report.json()) {
            report.write(StatCommand.describe(report.result(name).add("directory", directory.text()), entry));
        } else if (details) {
            showDetails(name, entry);
        } else if (width > 0) {
            columns.add(Printable.of(name) + mark(entry.kind()));
            if (columns.size() == IN_COLUMNS) {
                end();
            }
        } else {
            report.print(Printable.of(name));
        }
    }

    /** Shows what still waits for its column. */
    void end() {
        if (!columns.isEmpty()) {
            Columns.of(columns, width).forEach(report::print);
            columns.clear();
        }
    }

    private void showDetails(String name, RemoteFile entry) {
        String size = Long.toString(entry.size());
        StringBuilder line = new StringBuilder(ValueText.permissions(entry.kind(), entry.mode())).append(' ');
        for (int i = size.length(); i < sizeWidth; i++) {
            line.append(' ');
        }
        line.append(size)
                .append(' ')
                .append(ValueText.localTime(entry.modified()))
                .append(' ');
        report.print(line.append(Printable.of(name)).toString());
    }

    private static String mark(Kind kind) {
        return switch (kind) {
            case DIRECTORY -> "/";
            case LINK -> "@";
            case FILE, OTHER -> "";
        };
    }
}
