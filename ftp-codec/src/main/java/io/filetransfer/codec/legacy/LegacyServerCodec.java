package io.filetransfer.codec.legacy;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The legacy dialect on the server's side, to and from the same {@link Frame}s as the native one.
 *
 * <p>Bytes in: digits (the count of clients, ignored here), then {@code name:choice}, then for a PUT content until the
 * end of the stream. Frames out: {@link Frame.Go} or the {@link Reply} to a GET is {@code Done}; content goes as it is; a
 * {@link Failure} before content is the one error text that a legacy client knows; the end of an exchange closes.
 *
 * <p>A PUT asks first. Content that its client sends without waiting is kept, up to {@link Limits#CONTENT}, until the go
 * frame is written.
 *
 * <p>The end of the stream is the end of a PUT only when the client closed its side; a reset or lost connection ends
 * nothing. Needs {@link ChannelOption#ALLOW_HALF_CLOSURE}.
 */
public final class LegacyServerCodec extends ByteToMessageDecoder implements ChannelOutboundHandler {
    private enum State {
        REQUEST,
        CONTENT,
        DONE
    }

    private final LegacyPause pause = new LegacyPause(this::write);
    private final LegacyRequestReader reader = new LegacyRequestReader();
    private final LegacyContentFilter content = new LegacyContentFilter();
    private State state = State.REQUEST;
    private boolean doneSent;
    private boolean contentSent;
    private boolean inputEnded;

    /** Content that came before the go frame, when nobody waits for it yet; null when there is none. */
    private ByteBuf early;

    private boolean contentDue;
    private boolean contentEnded;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        switch (state) {
            case REQUEST -> readRequest(in, out);
            case CONTENT -> readContent(ctx, in, out);
            case DONE -> in.skipBytes(in.readableBytes());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        inputEnded |= event instanceof ChannelInputShutdownEvent;
        if (event == InputOver.EVENT) {
            state = State.DONE;
            releaseEarly();
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (in.isReadable()) {
            decode(ctx, in, out);
        }
        if (!inputEnded) {
            return;
        }
        if (state == State.REQUEST) {
            throw end(in, reader.ended(in));
        }
        if (state == State.CONTENT) {
            state = State.DONE;
            contentEnded = true;
            if (contentDue) {
                endContent(out);
            }
        }
    }

    private void readContent(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (contentDue) {
            content.pass(in, out);
            return;
        }
        if (early == null) {
            early = ctx.alloc().buffer();
        }
        if (early.readableBytes() + in.readableBytes() > Limits.CONTENT) {
            throw end(
                    in,
                    new ProtocolException(
                            ErrorCode.BAD_REQUEST, "Too much content came before the server was ready for it."));
        }
        early.writeBytes(in);
    }

    /** From here on content is handed on as it comes. After the go frame, and not while that is being written. */
    private void passEarly(ChannelHandlerContext ctx) {
        if (ctx.isRemoved()) {
            return;
        }
        List<Object> out = new ArrayList<>();
        contentDue = true;
        if (early != null) {
            content.pass(early, out);
            releaseEarly();
        }
        if (contentEnded) {
            endContent(out);
        }
        out.forEach(ctx::fireChannelRead);
        ctx.fireChannelReadComplete();
    }

    private void endContent(List<Object> out) {
        boolean whole = content.end(out);
        out.add(whole ? new End(content.length(), Digest.NONE) : new Frame.Cancel(0));
    }

    private void releaseEarly() {
        if (early != null) {
            early.release();
            early = null;
        }
    }

    private void readRequest(ByteBuf in, List<Object> out) {
        try {
            Request request = reader.read(in);
            if (request != null) {
                state = request.choice() == Choice.PUT ? State.CONTENT : State.DONE;
                out.add(request);
            }
        } catch (ProtocolException e) {
            throw end(in, e);
        }
    }

    /** Nothing is decoded behind a failure. */
    private ProtocolException end(ByteBuf in, ProtocolException failure) {
        in.skipBytes(in.readableBytes());
        state = State.DONE;
        return failure;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (pause.isRunning()) {
            pause.add(message, promise);
        } else if (message instanceof Frame frame) {
            writeFrame(ctx, frame, promise);
        } else {
            ctx.write(message, promise);
        }
    }

    private void writeFrame(ChannelHandlerContext ctx, Frame frame, ChannelPromise promise) {
        if (frame instanceof Frame.Go) {
            doneSent = true;
            ctx.write(Unpooled.wrappedBuffer(LegacyTexts.DONE), promise);
            ctx.executor().execute(() -> passEarly(ctx));
        } else if (frame instanceof Reply && reader.choice() == Choice.GET) {
            sendDone(ctx, promise);
        } else if (frame instanceof Content bytes) {
            contentSent |= bytes.length() > 0;
            ctx.write(bytes.payload(), promise);
        } else if (frame instanceof Failure failure) {
            writeFailure(ctx, failure, promise);
        } else {
            close(ctx.write(Unpooled.EMPTY_BUFFER, promise)); // the reply to a PUT, or the end of a GET
        }
    }

    /** Legacy clients expect to receive {@code Done} alone, so what follows waits a little. */
    private void sendDone(ChannelHandlerContext ctx, ChannelPromise promise) {
        doneSent = true;
        ctx.writeAndFlush(Unpooled.wrappedBuffer(LegacyTexts.DONE), promise);
        pause.begin(ctx);
    }

    /**
     * A plain close would say that the file is whole: to the reader of a GET that it has all of it, to the sender of a
     * PUT that it is stored. So a failure after that point resets the connection, except where the sender itself gave up.
     */
    private void writeFailure(ChannelHandlerContext ctx, Failure failure, ChannelPromise promise) {
        state = State.DONE;
        boolean refusedPut = reader.choice() == Choice.PUT && doneSent && failure.code() != ErrorCode.CANCELLED;
        if (contentSent || refusedPut) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            close(ctx.write(Unpooled.EMPTY_BUFFER, promise));
        } else if (reader.choice() == Choice.GET) {
            if (!doneSent) {
                sendDone(ctx, ctx.newPromise());
                pause.add(failure, promise);
                return;
            }
            close(ctx.write(Unpooled.wrappedBuffer(LegacyTexts.NOT_FOUND), promise));
        } else if (doneSent) {
            close(ctx.write(Unpooled.EMPTY_BUFFER, promise));
        } else {
            String text = failure.code() + ": " + failure.sentence() + "\n";
            close(ctx.write(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), promise));
        }
    }

    private static void close(ChannelFuture lastWrite) {
        lastWrite.addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        pause.discard();
        releaseEarly();
    }

    @Override
    public void bind(ChannelHandlerContext ctx, SocketAddress local, ChannelPromise promise) {
        ctx.bind(local, promise);
    }

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        ctx.connect(remote, local, promise);
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.disconnect(promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.close(promise);
    }

    @Override
    public void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.deregister(promise);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
    }
}
