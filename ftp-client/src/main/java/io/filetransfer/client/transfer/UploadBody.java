package io.filetransfer.client.transfer;

import io.filetransfer.codec.End;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.body.BodySource;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.IOException;
import java.util.function.LongConsumer;

/** A {@link BodySource} on its way to the socket, watched: how far it is, and how it ended. Of the event loop. */
final class UploadBody implements ChunkedInput<Frame> {
    private final BodySource source;
    private final LongConsumer progress;
    private final Runnable sent;
    private boolean starved;

    /**
     * @param progress told the bytes that were handed to the socket so far
     * @param sent called when the end frame was handed to the socket
     */
    UploadBody(BodySource source, LongConsumer progress, Runnable sent) {
        this.source = source;
        this.progress = progress;
        this.sent = sent;
    }

    /** Whether the socket has room and the source has nothing to send. */
    boolean starved() {
        return starved;
    }

    /** The end frame that was sent, or null if the body has not ended, or not well. */
    End end() {
        return source.last() instanceof End end ? end : null;
    }

    @Override
    public Frame readChunk(ByteBufAllocator allocator) throws IOException {
        Frame chunk = source.readChunk(allocator);
        starved = chunk == null && !source.isEndOfInput();
        progress.accept(source.progress());
        if (chunk instanceof End) {
            sent.run();
        }
        return chunk;
    }

    @Override
    @Deprecated
    public Frame readChunk(ChannelHandlerContext ctx) throws IOException {
        return readChunk(ctx.alloc());
    }

    @Override
    public boolean isEndOfInput() {
        return source.isEndOfInput();
    }

    @Override
    public long length() {
        return source.length();
    }

    @Override
    public long progress() {
        return source.progress();
    }

    @Override
    public void close() {
        source.close();
    }
}
