package io.filetransfer.client.cli;

import java.util.concurrent.CompletableFuture;

/**
 * The end of a directory that is got: added after all that goes into it, and so reported, which is when it acts, when that
 * has ended.
 */
final class DirectoryEnd extends Work<Void> {
    private final LocalDirectory directory;

    DirectoryEnd(RemoteName name, LocalDirectory directory) {
        super(name);
        this.directory = directory;
    }

    @Override
    boolean isFile() {
        return false;
    }

    @Override
    CompletableFuture<Void> start() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    void done(Void nothing, Report report) {
        directory.finish();
    }
}
