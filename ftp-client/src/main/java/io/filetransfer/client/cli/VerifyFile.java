package io.filetransfer.client.cli;

import io.filetransfer.client.VerifyResult;
import io.filetransfer.codec.ErrorCode;
import java.util.concurrent.CompletableFuture;

/** One file that the server compares with its stored digest. */
final class VerifyFile extends CommandItem<VerifyResult> {
    private final long size;
    private final Run run;
    private final Runnable uncompared;

    /**
     * @param size as far as is known
     * @param uncompared called for a file without a stored digest
     */
    VerifyFile(RemoteName remote, long size, Run run, Runnable uncompared) {
        super(remote);
        this.size = size;
        this.run = run;
        this.uncompared = uncompared;
    }

    @Override
    protected CompletableFuture<VerifyResult> start() {
        return follow(run.clients().of(remote).verify(remote.request(), size));
    }

    @Override
    void done(VerifyResult result, Report report) {
        if (result.compared()) {
            report.succeeded(result.size());
        } else {
            report.succeeded();
            uncompared.run();
        }
        if (report.json()) {
            report.write(report.result(name)
                    .add("size", result.size())
                    .add("digest", ValueText.orNull(result.digest()))
                    .add("version", ValueText.orNull(result.version())));
        } else {
            report.detail(name + ": " + (result.compared() ? "intact" : "no digest is stored"));
        }
    }

    @Override
    void failed(Throwable cause, Report report) {
        if (FailureReport.of(cause).code() == ErrorCode.CORRUPT) {
            report.damaged(remote, cause);
        } else {
            super.failed(cause, report);
        }
    }
}
