package io.filetransfer.client.cli;

import io.filetransfer.codec.Durability;
import java.util.concurrent.CompletableFuture;

/** A directory on the server that files go into: it is made once, and they wait for that. */
final class RemoteDirectory extends Work<Durability> {
    private final Run run;
    private final CompletableFuture<Durability> made = new CompletableFuture<>();

    RemoteDirectory(RemoteName name, Run run) {
        super(name);
        this.run = run;
    }

    /** Sees to it that it is there, now or soon; the root of a server always is. */
    static RemoteDirectory make(RemoteName name, Run run) {
        RemoteDirectory directory = new RemoteDirectory(name, run);
        if (name.request().equals("/")) {
            directory.made.complete(Durability.SYNCED);
        } else {
            run.add(directory);
        }
        return directory;
    }

    /** Ends when the server has it. */
    CompletableFuture<Durability> made() {
        return made;
    }

    @Override
    boolean isFile() {
        return false;
    }

    @Override
    CompletableFuture<Durability> start() {
        try {
            run.clients().of(remote).makeDirectory(remote.request(), true).whenComplete((durability, failure) -> {
                if (failure == null) {
                    made.complete(durability);
                } else {
                    made.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            made.completeExceptionally(e);
        }
        return made;
    }

    @Override
    void done(Durability durability, Report report) {
        report.detail(name + ": made");
    }
}
