package io.filetransfer.server.exchange;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;

/** LIST: entries stream while the directory is read, so memory does not grow with it. */
final class ListingExchange extends StreamedExchange {
    private static final Listing NO_ENTRIES = new Listing() {
        @Override
        public Item next() {
            return null;
        }

        @Override
        public void close() {}
    };

    private final SafePath directory;

    private final boolean readOnly;

    /** @param readOnly whether the server takes no changes, whoever asks */
    ListingExchange(ServedRequest asked, SafePath directory, boolean readOnly) {
        super(asked);
        this.readOnly = readOnly;
        this.directory = directory;
    }

    @Override
    void open() throws StorageException {
        boolean recursive = request.options().has(Option.RECURSIVE);
        Storage storage = storage(directory);
        Attributes self = request.options().has(Option.SELF) ? storage.stat(directory) : null;
        Listing listing =
                self != null && self.kind() != Kind.DIRECTORY ? NO_ENTRIES : storage.list(directory, recursive);
        ListingReader entries =
                new ListingReader(listing, request.options().has(Option.ANY_NAMES), entry -> entry(storage, entry));
        Options head = self == null ? Options.NONE : Replies.also(Replies.entry(self), this, storage, directory);
        if (request.options().has(Option.RIGHTS)) {
            head = head.with(Option.RIGHTS, Access.rights(principal, directory, readOnly));
        }
        answerStreamed(new Reply(head.with(Option.MODE_RULE, storage.fileModes())), entries, 0, -1, context.outlet());
    }

    private Options entry(Storage storage, Listing.Item entry) throws StorageException {
        Options described = Replies.entry(entry.attributes());
        return request.options().has(Option.ALSO)
                ? Replies.also(
                        described, this, storage, SafePath.parse(entry.name()).below(directory))
                : described;
    }
}
