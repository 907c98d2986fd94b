package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Renames a file or directory on a server. */
final class MoveCommand extends Command {
    @Parameter(
            names = {"-n", "--no-replace"},
            description = "Refuse when the new name is taken.")
    boolean noReplace;

    private RemoteName from;
    private RemoteName to;

    @Override
    String name() {
        return "mv";
    }

    @Override
    List<String> synopsis() {
        return List.of("mv [OPTION]... REMOTE NEW-REMOTE");
    }

    @Override
    List<String> details() {
        return List.of(
                "Both operands are remote names of the same server; the second says the server again. If it ends in a "
                        + "slash, the name is kept and the file goes into that directory. A file that has the new name is "
                        + "replaced.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("mv localhost/draft.txt localhost/final.txt", "another name"),
                new Example("mv -n host/a.txt host/archive/", "into a directory, replacing nothing"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(2, 2, "the remote name and the new remote name");
        from = remote(operands.get(0)).requirePath();
        to = remote(operands.get(1));
        if (!from.sameServer(to)) {
            throw new UsageException("'" + from.text() + "' and '" + to.text()
                    + (from.server().equals(to.server())
                            ? "' are on one server, reached in different ways; name it in the same way"
                            : "' are on different servers; get the file and put it"));
        }
        if (to.endsAsDirectory()) {
            if (from.lastComponent().isEmpty()) {
                throw new UsageException(
                        "'" + from.text() + "' ends in a slash: write it without, or the whole new name");
            }
            to = to.child(from.lastComponent());
        }
    }

    @Override
    String explain(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "no such file on the server, or no directory for its new name";
            case EXISTS -> "the new name is taken on the server";
            default -> null;
        };
    }

    @Override
    void run(Run run) {
        run.add(new Change(from) {
            @Override
            protected CompletableFuture<Durability> start() {
                return run.clients()
                        .of(from)
                        .move(from.request(), to.request(), !noReplace)
                        .future();
            }

            @Override
            String deed() {
                return "renamed to " + to.text();
            }

            @Override
            void describe(JsonObject json) {
                json.add("to", to.text());
            }
        });
    }
}
