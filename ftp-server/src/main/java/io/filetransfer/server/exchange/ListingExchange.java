package io.filetransfer.server.exchange;

import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;

/** LIST: entries stream while the directory is read, so memory does not grow with it. */
final class ListingExchange extends StreamedExchange {
    private final SafePath directory;

    ListingExchange(ServedRequest asked, SafePath directory) {
        super(asked);
        this.directory = directory;
    }

    @Override
    void open() throws StorageException {
        boolean recursive = request.options().has(Option.RECURSIVE);
        Storage storage = context.storage(principal);
        ListingReader entries = new ListingReader(
                storage.list(directory, recursive), request.options().has(Option.ANY_NAMES));
        answerStreamed(
                new Reply(Options.NONE.with(Option.MODE_RULE, storage.fileModes())), entries, 0, -1, context.outlet());
    }
}
