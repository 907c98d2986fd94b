package io.filetransfer.client.cli;

import io.filetransfer.client.GetRequest;
import io.filetransfer.client.TransferResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;

/** One remote file to standard output. */
final class GetToOutput extends CommandItem<TransferResult> {
    private final GetRequest request;
    private final Run run;
    private final Observed output;

    GetToOutput(RemoteName source, GetRequest request, Run run) {
        super(source);
        this.request = request;
        this.run = run;
        this.output = new Observed(run.terminal().rawOut());
    }

    @Override
    protected CompletableFuture<TransferResult> start() {
        return follow(run.clients().of(remote).get(request, output));
    }

    @Override
    void done(TransferResult result, Report report) {
        report.succeeded(result.bytes());
        if (report.json()) {
            report.write(TransferCommand.describe(report.result(name).add("local", "-"), result));
        } else {
            report.detail(TransferCommand.describe(name, "-", result));
        }
    }

    @Override
    void failed(Throwable cause, Report report) {
        if (output.failure != null) {
            throw new OutputClosedException(output.failure);
        }
        super.failed(cause, report);
    }

    /** Remembers that it was the output that failed, whatever the library makes of it. */
    private static final class Observed implements WritableByteChannel {
        private final WritableByteChannel out;
        private volatile IOException failure;

        Observed(WritableByteChannel out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            try {
                return out.write(source);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
