package io.filetransfer.server;

import io.filetransfer.codec.BodySource;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.Option;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.StorageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Feeds a body with the entries of a listing, which it owns. Each read gives whole entries only. */
final class ListingReader implements BodySource.Reader {
    private final Listing listing;
    private final ByteBuf encoded = Unpooled.buffer(Entry.MAX_LENGTH);

    ListingReader(Listing listing) {
        this.listing = listing;
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
        Listing.Item item = listing.next();
        if (item == null) {
            return false;
        }
        Attributes attributes = item.attributes();
        new Entry(item.name(), Replies.describe(attributes).with(Option.KIND, attributes.kind())).write(encoded);
        return true;
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
