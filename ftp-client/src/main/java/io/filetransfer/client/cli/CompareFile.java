package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.RunningDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** One file on the server and a local one, by their digests. The local one is read while the server answers. */
final class CompareFile extends CommandItem<Digest> {
    private static final int BUFFER = 256 << 10;

    private final Path local;
    private final Run run;

    CompareFile(RemoteName remote, Path local, Run run) {
        super(remote);
        this.local = local;
        this.run = run;
    }

    @Override
    protected CompletableFuture<Digest> start() throws IOException {
        CompletableFuture<Digest> there =
                follow(run.clients().of(remote).digest(remote.request(), DigestAlgorithm.CRC32C));
        Digest here = digest();
        return there.thenApply(digest -> {
            if (!digest.equals(here)) {
                throw new FileTransferException(
                        ErrorCode.CORRUPT, false, "It differs from '" + local + "': " + digest + ", not " + here, null);
            }
            return digest;
        });
    }

    private Digest digest() throws IOException {
        RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (FileChannel file = FileChannel.open(local)) {
            digest.read((target, position) -> file.read(target), 0, Long.MAX_VALUE, buffer); // it may be a pipe
        }
        return digest.digest();
    }

    @Override
    void done(Digest digest, Report report) {
        report.succeeded();
        if (report.json()) {
            report.write(report.result(name).add("digest", digest.toString()));
        } else {
            report.detail(name + ": the same");
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
