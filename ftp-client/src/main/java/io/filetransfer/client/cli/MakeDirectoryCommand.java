package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes directories on a server. */
final class MakeDirectoryCommand extends Command {
    @Parameter(
            names = {"-p", "--parents"},
            description = "Make missing parents too; a directory that is there already is no failure.")
    boolean parents;

    private final List<RemoteName> names = new ArrayList<>();

    @Override
    String name() {
        return "mkdir";
    }

    @Override
    List<String> synopsis() {
        return List.of("mkdir [OPTION]... REMOTE...");
    }

    @Override
    List<String> details() {
        return List.of("All operands are remote names. They are made one after the other.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("mkdir localhost/photos", "one directory"),
                new Example("mkdir -p host/photos/2026/11", "with its parents"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(1, Integer.MAX_VALUE, "a remote name");
        for (String operand : operands) {
            names.add(remote(operand).requirePath());
        }
    }

    @Override
    String explain(ErrorCode code) {
        return code == ErrorCode.NOT_FOUND ? "the parent directory is not there; --parents makes it" : null;
    }

    @Override
    void run(Run run) {
        run.expect(names.size());
        for (RemoteName directory : names) {
            // Not side by side: one may be the parent of the next.
            run.addAlone(new Change(directory) {
                @Override
                protected CompletableFuture<Durability> start() {
                    return run.clients()
                            .of(directory)
                            .makeDirectory(directory.request(), parents)
                            .future();
                }

                @Override
                String deed() {
                    return "made";
                }
            });
        }
    }
}
