package io.filetransfer.client.cli;

import io.filetransfer.client.PutRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Copies what is in a local directory into one on a server, while it is still being found. */
final class PutTree {
    private final RemoteName target;
    private final Function<RemoteName, PutRequest> requests;
    private final Run run;
    /** The directories on the way to the present one. */
    private final List<RemoteDirectory> path = new ArrayList<>();

    /** @param target a directory, which is or will be there */
    PutTree(RemoteDirectory target, Function<RemoteName, PutRequest> requests, Run run) {
        this.target = target.remote;
        this.requests = requests;
        this.run = run;
        path.add(target);
    }

    void copy(Path source, Filter filter, boolean follow) throws IOException {
        try (LocalWalk walk = new LocalWalk(source, filter, follow, run.report())) {
            for (LocalEntry entry = walk.next(); entry != null; entry = walk.next()) {
                path.subList(entry.depth() + 1, path.size()).clear();
                RemoteName to = target.child(entry.name());
                if (entry.directory()) {
                    path.add(RemoteDirectory.make(to, run));
                } else {
                    run.found(entry.size());
                    run.add(new PutTreeFile(entry.path(), to, path.get(entry.depth()), requests.apply(to), run));
                }
            }
        }
    }
}
