package io.filetransfer.client.cli;

import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.NameText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;

/** One local file, or standard input, to one remote file. */
final class PutFile extends CommandItem<TransferResult> {
    private final String source;
    private final PutRequest request;
    private final Run run;
    private FileChannel opened;

    PutFile(String source, RemoteName target, PutRequest request, Run run) {
        super(target);
        this.source = source;
        this.request = request;
        this.run = run;
    }

    @Override
    protected CompletableFuture<TransferResult> start() throws IOException {
        if (source.equals("-")) {
            return follow(run.clients().of(remote).put(request, run.terminal().in()));
        }
        Path file = NameText.path(source);
        if (Files.isRegularFile(file)) {
            return follow(run.clients().of(remote).put(request, file));
        }
        if (Files.isDirectory(file)) {
            throw new IOException("'" + source + "' is a local directory; put -r takes it whole");
        }
        if (!Files.exists(file)) {
            throw new IOException("no such local file '" + source + "'");
        }
        // A pipe or a device has no length and no digest beforehand: it is read to its end.
        opened = FileChannel.open(file, StandardOpenOption.READ);
        return follow(run.clients().of(remote).put(request, opened)).whenComplete((result, failure) -> close());
    }

    private void close() {
        try {
            opened.close();
        } catch (IOException e) {
            // It was only read.
        }
    }

    @Override
    void done(TransferResult result, Report report) {
        TransferCommand.tell(report, name, source, source, name, result);
    }
}
