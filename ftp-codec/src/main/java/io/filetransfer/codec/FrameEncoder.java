package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * The native dialect, from {@link Frame}s to bytes, for both sides: this side's preface in front of its first frame, then
 * a header in front of each. Content is not copied; a region of a file is passed on as such.
 *
 * <p>Takes over the {@link Content} that is written. Messages that are not frames pass.
 */
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {
    private boolean prefaceWritten;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Content content) {
            writeContent(ctx, content, promise);
        } else if (message instanceof Frame.Control frame) {
            ctx.write(encode(ctx, frame), promise);
        } else {
            ctx.write(message, promise);
        }
    }

    private void writeContent(ChannelHandlerContext ctx, Content content, ChannelPromise promise) {
        Object payload = content.payload();
        if (content.isContinued()) {
            ctx.write(payload, promise);
            return;
        }
        if (content.length() > Limits.CONTENT) {
            ReferenceCountUtil.release(payload);
            promise.setFailure(
                    new IllegalArgumentException("A content frame has at most " + Limits.CONTENT + " bytes"));
            return;
        }
        if (content.hasHeaderRoom() && prefaceWritten) {
            ctx.write(joined(content.bytes()), promise);
            return;
        }
        ByteBuf header = ctx.alloc().ioBuffer(Preface.LENGTH + FrameType.HEADER_LENGTH);
        if (!prefaceWritten) {
            Preface.write(header);
            prefaceWritten = true;
        }
        writeHeader(header, FrameType.CONTENT, (int) content.length());
        ctx.write(header); // fails only together with the payload
        ctx.write(payload, promise);
    }

    /** The bytes with their header, in the room that is in front of them. */
    private static ByteBuf joined(ByteBuf bytes) {
        int length = bytes.readableBytes();
        int end = bytes.writerIndex();
        bytes.setIndex(bytes.readerIndex() - FrameType.HEADER_LENGTH, bytes.readerIndex() - FrameType.HEADER_LENGTH);
        writeHeader(bytes, FrameType.CONTENT, length);
        return bytes.writerIndex(end);
    }

    private ByteBuf encode(ChannelHandlerContext ctx, Frame.Control frame) {
        ByteBuf out = ctx.alloc().ioBuffer(128);
        try {
            if (!prefaceWritten) {
                Preface.write(out);
            }
            int start = out.writerIndex();
            writeHeader(out, frame.type(), 0);
            frame.write(out);
            int length = out.writerIndex() - start - FrameType.HEADER_LENGTH;
            if (frame instanceof Request && length > Limits.REQUEST || length > Limits.REPLY) {
                throw new IllegalArgumentException("A frame of " + length + " bytes is too long");
            }
            out.setInt(start + 1, length);
            prefaceWritten = true; // only now: a frame that cannot be encoded takes no preface with it
            ByteBuf encoded = out;
            out = null;
            return encoded;
        } finally {
            if (out != null) {
                out.release();
            }
        }
    }

    private static void writeHeader(ByteBuf out, FrameType type, int length) {
        out.writeByte(type.number()).writeInt(length);
    }
}
