package io.filetransfer.client.cli;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Tells all that a server knows of a name. */
final class StatCommand extends Command {
    private final List<RemoteName> names = new ArrayList<>();

    @Override
    String name() {
        return "stat";
    }

    @Override
    List<String> synopsis() {
        return List.of("stat [OPTION]... REMOTE...");
    }

    @Override
    List<String> details() {
        return List.of(
                "All operands are remote names. The version is what --if-version takes: it changes whenever the content "
                        + "may have changed. The digest is the one that is stored with the content, if there is one.",
                PATTERNS);
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("stat localhost/notes.txt", "one file"),
                new Example("stat --json host/a host/b", "two, for a program"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(1, Integer.MAX_VALUE, "a remote name");
        for (String operand : operands) {
            names.add(remote(operand));
        }
    }

    @Override
    void run(Run run) {
        Expansion.each(names, run, (name, found) -> run.add(new Stat(name, run)));
    }

    static JsonObject describe(JsonObject json, RemoteFile file) {
        return json.add("kind", ValueText.kind(file.kind()))
                .add("size", file.size())
                .add("modified", ValueText.orNull(file.modified()))
                .add("mode", ValueText.mode(file.mode()))
                .add("version", ValueText.orNull(file.version()))
                .add("digest", ValueText.orNull(file.digest()));
    }

    private static final class Stat extends CommandItem<RemoteFile> {
        private final Run run;

        Stat(RemoteName remote, Run run) {
            super(remote);
            this.run = run;
        }

        @Override
        protected CompletableFuture<RemoteFile> start() {
            return run.clients().of(remote).stat(remote.request()).future();
        }

        @Override
        void done(RemoteFile file, Report report) {
            report.succeeded();
            if (report.json()) {
                report.write(describe(report.result(name), file));
                return;
            }
            report.print(Printable.of(name));
            print(report, "kind", ValueText.kind(file.kind()));
            if (file.kind() == Kind.FILE) {
                print(
                        report,
                        "size",
                        file.size() + (file.size() < 1000 ? "" : " (" + Quantity.bytes(file.size()) + ")"));
            }
            print(report, "modified", ValueText.orNull(file.modified()));
            print(report, "mode", ValueText.mode(file.mode()));
            print(report, "version", ValueText.orNull(file.version()));
            print(report, "digest", ValueText.orNull(file.digest()));
        }

        private static void print(Report report, String what, String value) {
            if (value != null) {
                report.print("  " + what + " ".repeat(9 - what.length()) + value);
            }
        }
    }
}
