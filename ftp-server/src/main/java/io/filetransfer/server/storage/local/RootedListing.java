package io.filetransfer.server.storage.local;

import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.StorageException;

/** A listing that is whole only if the root is still there when it ends. One thread at a time. */
record RootedListing(Listing listing, Root root) implements Listing {
    @Override
    public Item next() throws StorageException {
        Item item = listing.next();
        if (item == null) {
            root.require();
        }
        return item;
    }

    @Override
    public void close() {
        listing.close();
    }
}
