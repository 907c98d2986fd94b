package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * The native dialect, from bytes to {@link Frame}s: preface, then frames. Control frames are awaited whole, their length
 * checked before that; content passes in slices of what was received, never gathered.
 *
 * <p>A byte that is not legal ends everything: a {@link ProtocolException} goes down the pipeline once, and all that
 * still comes is dropped. So does a stream that the peer ends inside a frame; one that is lost, without such an end,
 * only ends. After {@link InputOver} everything is dropped, too.
 */
public abstract sealed class FrameDecoder extends ByteToMessageDecoder permits RequestDecoder, ReplyDecoder {
    private enum State {
        PREFACE,
        HEADER,
        PAYLOAD,
        CONTENT,
        FAILED
    }

    private final boolean fromClient;
    private State state = State.PREFACE;
    private FrameType type;
    /** Payload bytes of the current frame that were not read yet. */
    private int remaining;

    private boolean inputEnded;

    FrameDecoder(boolean fromClient) {
        this.fromClient = fromClient;
    }

    /** Checks the version of the peer's preface. */
    abstract void checkVersion(int version);

    /** Checks a frame's type further than its direction. */
    void checkType(FrameType type) {}

    /** Bytes of the current content frame that did not come yet; 0 outside of one. Event loop only. */
    public final int contentRemaining() {
        return state == State.CONTENT ? remaining : 0;
    }

    /** The next {@code count} bytes of the current content frame were taken from the socket by another way. */
    public final void contentTaken(int count) {
        remaining -= count;
        if (remaining == 0) {
            state = State.HEADER;
        }
    }

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            while (out.isEmpty() && step(in, out)) {
                // on to the next state; each frame is handled before the next is read
            }
        } catch (RuntimeException e) {
            state = State.FAILED;
            in.skipBytes(in.readableBytes());
            throw e instanceof ProtocolException ? e : ProtocolException.badRequest("A frame is not well-formed.");
        }
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == InputOver.EVENT) {
            state = State.FAILED;
        }
        inputEnded |= event instanceof ChannelInputShutdownEvent;
        super.userEventTriggered(ctx, event);
    }

    @Override
    protected final void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(ctx, in, out);
        boolean betweenFrames = !in.isReadable() && (state == State.HEADER || state == State.PREFACE);
        if (inputEnded && !betweenFrames && state != State.FAILED) {
            state = State.FAILED;
            in.skipBytes(in.readableBytes());
            throw new ProtocolException(ErrorCode.TRUNCATED, "The stream ended inside a frame.");
        }
    }

    /** One state's work; false when it needs more bytes. */
    private boolean step(ByteBuf in, List<Object> out) {
        return switch (state) {
            case PREFACE -> readPreface(in);
            case HEADER -> readHeader(in, out);
            case PAYLOAD -> readPayload(in, out);
            case CONTENT -> passContent(in, out);
            case FAILED -> drop(in);
        };
    }

    private boolean readPreface(ByteBuf in) {
        if (in.readableBytes() < Preface.LENGTH) {
            Preface.checkPrefix(in);
            return false;
        }
        Preface.checkPrefix(in);
        checkVersion(in.getUnsignedByte(in.readerIndex() + Preface.LENGTH - 1));
        in.skipBytes(Preface.LENGTH);
        state = State.HEADER;
        return true;
    }

    private boolean readHeader(ByteBuf in, List<Object> out) {
        if (in.readableBytes() < FrameType.HEADER_LENGTH) {
            return false;
        }
        int number = in.readUnsignedByte();
        long length = in.readUnsignedInt();
        type = FrameType.check(number, length, fromClient);
        checkType(type);
        remaining = (int) length;
        state = type == FrameType.CONTENT ? State.CONTENT : State.PAYLOAD;
        if (state == State.CONTENT && remaining == 0) {
            out.add(Content.of(Unpooled.EMPTY_BUFFER)); // nothing to write, but it may be out of its place
            state = State.HEADER;
        }
        return true;
    }

    private boolean readPayload(ByteBuf in, List<Object> out) {
        if (in.readableBytes() < remaining) {
            return false;
        }
        out.add(read(type, in.readSlice(remaining)));
        state = State.HEADER;
        return true;
    }

    private boolean passContent(ByteBuf in, List<Object> out) {
        int length = Math.min(remaining, in.readableBytes());
        if (length > 0) {
            out.add(Content.of(in.readRetainedSlice(length)));
            remaining -= length;
        }
        if (remaining > 0) {
            return false;
        }
        state = State.HEADER;
        return true;
    }

    private static boolean drop(ByteBuf in) {
        in.skipBytes(in.readableBytes());
        return false;
    }

    private static Frame read(FrameType type, ByteBuf payload) {
        return switch (type) {
            case REQUEST -> Request.read(payload);
            case REPLY -> Reply.read(payload);
            case GO -> Frame.Go.GO;
            case END -> End.read(payload);
            case ERROR -> Failure.read(payload);
            case CANCEL -> new Frame.Cancel(payload.readUnsignedInt());
            case PROGRESS -> Frame.Progress.read(payload);
            case TRAILER -> Trailer.read(payload);
            case CONTENT -> throw new IllegalStateException("Content passes without being gathered");
        };
    }
}
