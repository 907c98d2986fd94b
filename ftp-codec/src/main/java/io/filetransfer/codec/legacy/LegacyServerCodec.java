package io.filetransfer.codec.legacy;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Text;
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
 * <p>Bytes in: digits (the count of clients, of no use here), then {@code name:choice}, then for a PUT content until the
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
    private static final int MAX_REQUEST = Limits.NAME + 64;

    private enum State {
        REQUEST,
        CONTENT,
        DONE
    }

    private final LegacyPause pause = new LegacyPause(this::write);
    private final LegacyContentFilter content = new LegacyContentFilter();
    private State state = State.REQUEST;
    private boolean countSeen;
    private Choice choice;
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
            boolean named = in.bytesBefore((byte) ':') >= 0;
            throw named
                    ? fail(in, ErrorCode.UNSUPPORTED, "The choice is GET or PUT.")
                    : fail(in, ErrorCode.BAD_REQUEST, "The stream ended inside the first frame.");
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
            throw fail(in, ErrorCode.BAD_REQUEST, "Too much content came before the server was ready for it.");
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
        int digits = leadingDigits(in);
        if (!countSeen && digits == in.readableBytes() && digits <= 9) {
            countSeen = true; // the count alone
            in.skipBytes(digits);
            return;
        }
        int colon = in.bytesBefore((byte) ':');
        if (colon < 0 || colon > MAX_REQUEST) {
            if (in.readableBytes() > MAX_REQUEST) {
                throw fail(in, ErrorCode.BAD_REQUEST, "The first frame is too long.");
            }
            return;
        }
        int choiceAt = in.readerIndex() + colon + 1;
        boolean blanks = choiceAt < in.writerIndex() && in.getByte(choiceAt) == ' ';
        if (blanks) {
            choiceAt++;
        }
        if (in.writerIndex() - choiceAt < 3) {
            checkChoicePrefix(in, choiceAt);
            return;
        }
        choice = checkChoicePrefix(in, choiceAt);
        List<String> names = readNames(in, colon, digits, blanks);
        in.readerIndex(choiceAt + 3);
        accept(names, in, out);
    }

    private void accept(List<String> names, ByteBuf in, List<Object> out) {
        List<String> others = choice == Choice.GET ? names.subList(1, names.size()) : List.of();
        Options options = Options.NONE
                .with(Option.DIGEST_ALGORITHM, DigestAlgorithm.NONE)
                .withFlag(Option.ASK_FIRST, choice == Choice.PUT);
        if (choice == Choice.GET && !isBlank(in)) {
            choice = null; // not a choice of this dialect, so not answered in its terms
            throw fail(in, ErrorCode.UNSUPPORTED, "The choice is GET or PUT.");
        }
        if (choice == Choice.PUT && !NameText.isPlain(names.get(0))) {
            throw fail(in, ErrorCode.BAD_NAME, "The name has a character that names may not have.");
        }
        state = choice == Choice.PUT ? State.CONTENT : State.DONE;
        out.add(new Request(names.get(0), choice, options, others));
    }

    /** The choice that begins at {@code at}; null while its letters so far can become one. */
    private Choice checkChoicePrefix(ByteBuf in, int at) {
        int count = Math.min(3, in.writerIndex() - at);
        String letters = in.toString(at, count, StandardCharsets.ISO_8859_1);
        if (letters.regionMatches(true, 0, "GET", 0, count)) {
            return count == 3 ? Choice.GET : null;
        }
        if (letters.regionMatches(true, 0, "PUT", 0, count)) {
            return count == 3 ? Choice.PUT : null;
        }
        throw fail(in, ErrorCode.UNSUPPORTED, "The choice is GET or PUT.");
    }

    /**
     * The readings of the bytes before the colon. The count of clients may be glued to the name; the original server takes
     * one digit for it, so that is the first reading. A longer count, or none, are the others.
     */
    private List<String> readNames(ByteBuf in, int colon, int digits, boolean blanks) {
        int length = blanks && colon > 0 && in.getByte(in.readerIndex() + colon - 1) == ' ' ? colon - 1 : colon;
        String text;
        try {
            text = Text.read(in.duplicate(), length, "name");
        } catch (ProtocolException e) {
            throw fail(in, e.code(), e.getMessage());
        }
        List<String> names = new ArrayList<>(3);
        if (!countSeen && digits > 0) {
            names.add(text.substring(1));
            if (digits > 1) {
                names.add(text.substring(digits));
            }
        }
        names.add(text);
        if (names.get(0).isBlank()) {
            throw fail(in, ErrorCode.BAD_REQUEST, "The first frame names no file.");
        }
        return names.stream().filter(name -> !name.isBlank()).toList();
    }

    private static int leadingDigits(ByteBuf in) {
        int digits = 0;
        while (digits < in.readableBytes() && isDigit(in.getByte(in.readerIndex() + digits))) {
            digits++;
        }
        return digits;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isBlank(ByteBuf in) {
        return in.toString(StandardCharsets.ISO_8859_1).isBlank();
    }

    private ProtocolException fail(ByteBuf in, ErrorCode code, String sentence) {
        in.skipBytes(in.readableBytes());
        state = State.DONE;
        return new ProtocolException(code, sentence);
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
        } else if (frame instanceof Reply && choice == Choice.GET) {
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

    /** LegacyTexts clients expect to receive {@code Done} alone, so what follows waits a little. */
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
        boolean refusedPut = choice == Choice.PUT && doneSent && failure.code() != ErrorCode.CANCELLED;
        if (contentSent || refusedPut) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            close(ctx.write(Unpooled.EMPTY_BUFFER, promise));
        } else if (choice == Choice.GET) {
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
