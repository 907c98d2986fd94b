package io.filetransfer.server.exchange;

import io.filetransfer.codec.body.BodyWriter;
import io.filetransfer.server.storage.IncomingContent;
import io.filetransfer.server.storage.IncomingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Hands the content of a body to the storage, in its order. Of the body's lane, but for {@link #channel}. */
class StorageWriter implements BodyWriter {
    private long end;
    private IncomingContent content;
    private volatile IncomingFile file;

    /** @param offset of the body's first byte in the whole file */
    StorageWriter(long offset) {
        this.end = offset;
    }

    /** Where content goes from now on; without it, nowhere. On the lane, before any content. */
    final void open(IncomingContent content) {
        this.content = content;
        this.file = content.file().orElse(null);
    }

    @Override
    public final void write(ByteBuffer bytes, long position) throws IOException {
        requireNext(position);
        end += bytes.remaining();
        if (content != null) {
            content.append(bytes);
        }
    }

    @Override
    public final FileChannel channel() {
        IncomingFile opened = file;
        return opened == null ? null : opened.channel();
    }

    @Override
    public final void transfer(long position, long length, BodyWriter.Transfer transfer) throws IOException {
        boolean cameBefore = position + length <= end;
        if (!cameBefore) {
            requireNext(position);
            end += length;
        }
        file.transfer(cameBefore ? 0 : length, transfer::run);
    }

    @Override
    public final void extend(long end) throws IOException {
        requireNext(end);
        file.extend();
    }

    private void requireNext(long position) {
        if (position != end) {
            throw new IllegalStateException("Content for " + position + " follows what ended at " + end);
        }
    }
}
