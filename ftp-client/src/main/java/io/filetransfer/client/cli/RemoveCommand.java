package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Removes files and directories from a server. */
final class RemoveCommand extends Command {
    @Parameter(
            names = {"-r", "--recursive"},
            description = "Remove directories with all that is in them.")
    boolean recursive;

    @Parameter(
            names = {"-f", "--force"},
            description = "A name that is not there is no failure.")
    boolean force;

    @Parameter(
            names = "--if-version",
            placeholder = "VERSION",
            description = "Only if the file has this version, as stat shows it.",
            converter = VersionConverter.class)
    Version ifVersion;

    private final List<RemoteName> names = new ArrayList<>();

    @Override
    String name() {
        return "rm";
    }

    @Override
    List<String> synopsis() {
        return List.of("rm [OPTION]... REMOTE...");
    }

    @Override
    List<String> details() {
        return List.of(
                "All operands are remote names. An empty directory goes like a file; one with entries needs -r. The root "
                        + "of a server is never removed.",
                PATTERNS + " With -f it is none.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("rm localhost/notes.txt", "a file"),
                new Example("rm 'host/photos/*.tmp'", "all that match"),
                new Example("rm --literal 'host/notes[1].txt'", "just that one"),
                new Example("rm -rf host/tmp", "a directory, if it is there"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(1, Integer.MAX_VALUE, "a remote name");
        for (String operand : operands) {
            names.add(remote(operand).requirePath());
        }
        if (ifVersion != null && names.size() > 1) {
            throw new UsageException("--if-version goes with one name");
        }
    }

    @Override
    String explain(ErrorCode code) {
        return code == ErrorCode.NOT_EMPTY ? "the directory is not empty; -r removes it with all that is in it" : null;
    }

    @Override
    void run(Run run) {
        Expansion.each(names, run, new Expansion.Use() {
            @Override
            public void of(RemoteName name, RemoteFile found) {
                run.add(new Removal(name, run));
            }

            @Override
            public void noneMatches(RemoteName pattern, Report report) {
                if (!force) {
                    Expansion.Use.super.noneMatches(pattern, report);
                }
            }
        });
    }

    private final class Removal extends Change {
        private final Run run;

        Removal(RemoteName remote, Run run) {
            super(remote);
            this.run = run;
        }

        @Override
        protected CompletableFuture<Durability> start() {
            return run.clients()
                    .of(remote)
                    .delete(remote.request(), recursive, ifVersion)
                    .future();
        }

        @Override
        String deed() {
            return "removed";
        }

        @Override
        void failed(Throwable cause, Report report) {
            if (force && FailureReport.of(cause).cause() instanceof FileTransferException.NotFound) {
                done(null, report);
            } else {
                super.failed(cause, report);
            }
        }
    }
}
