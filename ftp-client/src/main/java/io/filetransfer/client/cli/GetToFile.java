package io.filetransfer.client.cli;

import io.filetransfer.client.GetRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.NameText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;

/** One remote file to one local file. */
final class GetToFile extends CommandItem<TransferResult> {
    private final GetRequest request;
    private final Path target;
    private final boolean inTree;
    private final Run run;
    private FileChannel opened;

    /** @param inTree whether the name is the server's choice: then what is there is replaced or kept, never followed */
    GetToFile(RemoteName source, GetRequest request, Path target, boolean inTree, Run run) {
        super(source);
        this.request = request;
        this.target = target;
        this.inTree = inTree;
        this.run = run;
    }

    @Override
    protected CompletableFuture<TransferResult> start() throws IOException {
        Path file = target;
        if (!inTree && Files.exists(target)) {
            // A link is written through, as by cp; the rename at the end would put a file in its place.
            file = Files.isSymbolicLink(target) ? target.toRealPath() : target;
            if (Files.isDirectory(file)) {
                throw new IOException("'" + file + "' is a local directory; -r takes a directory of the server whole");
            }
            if (!Files.isRegularFile(file)) {
                opened = FileChannel.open(file, StandardOpenOption.WRITE);
            }
        }
        if (opened == null) {
            return follow(run.clients().of(remote).get(request, file));
        }
        return follow(run.clients().of(remote).get(request, opened)).whenComplete((result, failure) -> close());
    }

    private void close() {
        try {
            opened.close();
        } catch (IOException e) {
            // All bytes were written before; a device that fails now has nothing more to tell.
        }
    }

    @Override
    void done(TransferResult result, Report report) {
        TransferCommand.tell(report, name, NameText.text(target), name, NameText.text(target), result);
    }
}
