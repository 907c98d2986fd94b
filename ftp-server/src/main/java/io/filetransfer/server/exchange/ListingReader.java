package io.filetransfer.server.exchange;

import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.body.BodyReader;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.StorageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Feeds a body with the entries of a listing, which it owns. Each read gives whole entries only. For a client that does not
 * take any name, entries whose names are not plain text are left out and reported after all others.
 */
final class ListingReader implements BodyReader {
    private final Listing listing;
    private final boolean anyNames;
    private final Telling telling;
    private final ByteBuf encoded = Unpooled.buffer(Entry.MAX_LENGTH);
    private String firstLeftOut;
    private long leftOut;

    /** What is told of an entry. */
    interface Telling {
        Options of(Listing.Item entry) throws StorageException;
    }

    ListingReader(Listing listing, boolean anyNames) {
        this(listing, anyNames, entry -> Replies.entry(entry.attributes()));
    }

    /** @param anyNames whether who reads them takes names that are not plain text */
    ListingReader(Listing listing, boolean anyNames, Telling telling) {
        this.listing = listing;
        this.anyNames = anyNames;
        this.telling = telling;
    }

    @Override
    public int read(ByteBuffer target, long position) throws StorageException {
        int start = target.position();
        try {
            fill(target);
        } catch (StorageException e) {
            if (target.position() == start) {
                throw e;
            } // what was found before goes out first; the next read fails again
        }
        return target.position() - start;
    }

    private void fill(ByteBuffer target) throws StorageException {
        while (encoded.isReadable() || encodeNext()) {
            if (encoded.readableBytes() > target.remaining()) {
                break; // the first entry of the next content frame
            }
            target.put(encoded.internalNioBuffer(encoded.readerIndex(), encoded.readableBytes()));
            encoded.clear();
        }
    }

    private boolean encodeNext() throws StorageException {
        Listing.Item item = nextTaken();
        if (item == null) {
            return false;
        }
        new Entry(item.name(), telling.of(item)).write(encoded);
        return true;
    }

    private Listing.Item nextTaken() throws StorageException {
        Listing.Item item = listing.next();
        while (item != null && !anyNames && !NameText.isPlain(item.name())) {
            leftOut++;
            firstLeftOut = leftOut == 1 ? item.name() : firstLeftOut;
            item = listing.next();
        }
        if (item == null && leftOut > 0) {
            String more = leftOut == 1 ? "" : " (" + (leftOut - 1) + " more are left out.)";
            throw new StorageException(
                    ErrorCode.BAD_NAME,
                    "Not all could be listed; " + NameText.shown(firstLeftOut)
                            + ": This client does not take such names." + more);
        }
        return item;
    }

    @Override
    public FileChannel channel() {
        return null;
    }

    @Override
    public void checkUnchanged() {
        // a directory may change while it is listed; entries that vanish are left out
    }

    @Override
    public void close() {
        listing.close();
    }
}
