package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import java.util.List;

/** Goes through what remote names stand for: each for itself, or, with a pattern at its end, for all that matches. */
final class Expansion {
    /** What is done with each. */
    interface Use {
        /** @param found what the server says of a match; null for a name that stands for itself */
        void of(RemoteName name, RemoteFile found);

        default void noneMatches(RemoteName pattern, Report report) {
            Matches.tellNone(pattern, report);
        }
    }

    private final Run run;
    private final Use use;
    private int expected;

    private Expansion(Run run, Use use) {
        this.run = run;
        this.use = use;
    }

    static void each(List<RemoteName> names, Run run, Use use) {
        new Expansion(run, use).each(names);
    }

    /** The same, for what works on files only: other matches are skipped with a notice. */
    static void eachFile(List<RemoteName> names, Run run, Use use) {
        each(names, run, (name, found) -> {
            if (found == null || found.kind() == Kind.FILE) {
                use.of(name, found);
            } else {
                run.report().skipped(name.text(), found.kind() == Kind.DIRECTORY ? "a directory" : "no regular file");
            }
        });
    }

    private void each(List<RemoteName> names) {
        expected = names.size();
        run.expect(expected);
        for (RemoteName name : names) {
            if (Matches.isWanted(name, run)) {
                eachMatch(name);
            } else {
                use.of(name, null);
            }
        }
    }

    private void eachMatch(RemoteName pattern) {
        try (Matches matches = Matches.find(pattern, run)) {
            expected += (int) Math.min(Integer.MAX_VALUE - expected, matches.count() - 1);
            run.expect(expected);
            for (RemoteFile found = matches.next(); found != null; found = matches.next()) {
                use.of(matches.name(found), found);
            }
            RuntimeException failure = matches.failure();
            boolean nothingThere =
                    failure != null && FailureReport.of(failure).cause() instanceof FileTransferException.NotFound;
            if (failure != null && !nothingThere) {
                run.report().failed(pattern, failure);
            } else if (matches.count() == 0) {
                use.noneMatches(pattern, run.report());
            }
        }
    }
}
