package io.filetransfer.client.cli;

import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** One local file to one remote file, as soon as the directory for it is there. */
final class PutTreeFile extends Work<TransferResult> {
    private final Path source;
    private final RemoteDirectory directory;
    private final PutRequest request;
    private final Run run;

    PutTreeFile(Path source, RemoteName target, RemoteDirectory directory, PutRequest request, Run run) {
        super(target);
        this.source = source;
        this.directory = directory;
        this.request = request;
        this.run = run;
    }

    @Override
    CompletableFuture<TransferResult> start() {
        return directory
                .made()
                .thenCompose(durability -> follow(run.clients().of(remote).put(request, source)));
    }

    @Override
    void done(TransferResult result, Report report) {
        TransferCommand.tell(report, name, source.toString(), source.toString(), name, result);
    }

    @Override
    void failed(Throwable cause, Report report) {
        if (directory.made().isCompletedExceptionally()) {
            report.failed(remote, cause, "its directory could not be made on the server");
        } else {
            super.failed(cause, report);
        }
    }
}
