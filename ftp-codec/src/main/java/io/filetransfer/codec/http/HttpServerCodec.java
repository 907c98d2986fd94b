package io.filetransfer.codec.http;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.ForwardedFor;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.LastRequest;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.SessionRequest;
import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * HTTP/1.1 on the server's side, to and from the same {@link Frame}s as the native dialect; behind an {@link
 * HttpRequestParser}. A request becomes an {@link HttpCall}; the frames of its answer go to that, in the order of the
 * requests. A body that is for no call is dropped here.
 *
 * <p>The connection ends behind an answer when the client wants it so, when it speaks HTTP/1.0 without keep-alive, or when
 * more of a body that nobody wants would come than is worth reading.
 */
public final class HttpServerCodec extends ChannelDuplexHandler {
    /** Of a body that nobody wants, for the connection to be kept, in bytes. */
    private static final long MAX_UNWANTED = 1 << 20;

    private static final int MAX_AGENT = 255;

    private final HttpRequestParser parser;
    /** Of a proxy that is believed it is that of each request. */
    private HttpSite site;

    private final MemoryBudget memory;

    /** Requests that have no answer yet, in their order. */
    private final Queue<HttpCall> calls = new ArrayDeque<>();

    private final List<Object> pieces = new ArrayList<>(4);
    private AnswerWriter out;
    /** Whether the answer to the first of the calls has begun. */
    private boolean answering;

    /** The call whose body comes in; null outside of one. */
    private HttpCall receiving;

    private long received;
    private long declared;
    /** The last request came: what follows it is none. */
    private boolean over;

    private boolean agentTold;
    private boolean asked;

    /**
     * @param parser right in front of this
     * @param memory of what answers are made in, shared with all other connections
     */
    public HttpServerCodec(HttpRequestParser parser, HttpSite site, MemoryBudget memory) {
        this.parser = parser;
        this.site = site;
        this.memory = memory;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        out = new AnswerWriter(ctx.alloc(), memory, pieces::add);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over && receiving == null) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            if (message instanceof HttpRequest request) {
                onHead(ctx, HttpHead.of(request));
            }
            if (message instanceof HttpContent content) {
                onContent(ctx, content);
            }
        } catch (HttpRefusal e) {
            exceptionCaught(ctx, e);
        }
    }

    private void onHead(ChannelHandlerContext ctx, HttpHead head) {
        HttpCall call = call(head);
        call.confidential = site.confidential();
        Object request = call.readsBody() ? null : said(call);
        asked = true;
        calls.add(call);
        receiving = call;
        received = 0;
        declared = head.bodyLength();
        boolean unwanted =
                !call.takesBody() && !call.readsBody() && (isLong(declared) || declared > 0 && head.waitsForGo());
        over = !head.keepAlive() || unwanted;
        if (call.readsBody()) {
            letBodyCome(ctx, call);
            return;
        }
        ask(ctx, request);
        if (unwanted) {
            receiving = null;
        }
    }

    private void ask(ChannelHandlerContext ctx, Object request) {
        ctx.fireChannelRead(request);
        if (over) {
            ctx.fireUserEventTriggered(LastRequest.EVENT);
        }
    }

    /** Of a call that reads its body here. While others are to be answered first, the client waits for its time-out. */
    private void letBodyCome(ChannelHandlerContext ctx, HttpCall call) {
        if (declared > BodyCall.MAX_BODY) {
            throw BodyCall.tooLong();
        }
        if (call.head.waitsForGo() && calls.size() == 1) {
            out.goOn();
            flushPieces(ctx, ctx.newPromise());
            ctx.flush();
        }
    }

    private HttpCall call(HttpHead head) {
        String expectation = head.version1() ? null : head.field(HttpHeaderNames.EXPECT);
        if (expectation != null && !head.waitsForGo()) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.EXPECTATION_FAILED,
                    ErrorCode.UNSUPPORTED,
                    "Nothing but 100-continue can be expected.");
        }
        if (!site.confidential() && (head.link() != null || head.field(HttpHeaderNames.AUTHORIZATION) != null)) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.FORBIDDEN,
                    ErrorCode.TLS_REQUIRED,
                    "Passwords, tokens and links are taken over https only.");
        }
        return HttpCalls.of(head, site);
    }

    private static boolean isLong(long body) {
        return body < 0 || body > MAX_UNWANTED;
    }

    /** What a call asks, with what the head says of who asks. */
    private Object said(HttpCall call) {
        Object asking = call.asked();
        if (asking instanceof SessionRequest session) {
            return session.with(said(call, session.request()));
        }
        return asking instanceof Request request ? said(call, request) : asking;
    }

    private Request said(HttpCall call, Request request) {
        Options options = request.options();
        Credentials credentials = options.get(Option.CREDENTIALS, null);
        if (credentials == null) {
            credentials = call.credentials(site);
        }
        String agent = call.head.headers().get(HttpHeaderNames.USER_AGENT, "");
        if (!agentTold && !agent.isEmpty()) {
            agentTold = true;
            options = options.with(Option.AGENT, plain(agent));
        }
        return request.with(
                options.withPresent(Option.CREDENTIALS, credentials).withPresent(Option.STATES, IfField.of(call.head)));
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), MAX_AGENT));
        for (int i = 0; i < text.length() && i < MAX_AGENT; i++) {
            char c = text.charAt(i);
            plain.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return plain.toString();
    }

    private void onContent(ChannelHandlerContext ctx, HttpContent content) {
        ByteBuf bytes = content.content();
        received += bytes.readableBytes();
        boolean last = content instanceof LastHttpContent;
        HttpCall call = receiving;
        if (call != null && call.readsBody()) {
            try {
                call.body(bytes);
            } finally {
                ReferenceCountUtil.release(content);
            }
        } else if (call == null || !call.takesBody()) {
            ReferenceCountUtil.release(content);
        } else if (bytes.isReadable()) {
            ctx.fireChannelRead(Content.of(bytes));
        } else {
            ReferenceCountUtil.release(content);
        }
        if (last && call != null) {
            Object request = call.readsBody() ? said(call) : null;
            receiving = null;
            if (request != null) {
                ask(ctx, request);
            }
            if (call.takesBody()) {
                ctx.fireChannelRead(call.bodyEnd(received));
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof HttpRefusal refusal)) {
            ctx.fireExceptionCaught(cause);
            return;
        }
        if (over && receiving == null) {
            return; // nothing behind the last request is read
        }
        over = true;
        if (receiving == null) {
            calls.add(LocalCall.refused(null, refusal.status(), refusal.code(), refusal.getMessage()));
        }
        receiving = null;
        ctx.fireExceptionCaught(new ProtocolException(refusal.code(), refusal.getMessage()));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        over |= event == InputOver.EVENT;
        if (event instanceof ForwardedFor forwarded) {
            site = new HttpSite(forwarded.encrypted(), false, site.users());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof Frame frame)) {
            ctx.write(message, promise);
            return;
        }
        HttpCall call = calls.peek();
        if (frame instanceof Frame.Go) {
            letGo(call);
        } else if (call != null) {
            answer(ctx, call, frame);
        } else {
            farewell(frame);
        }
        flushPieces(ctx, promise);
    }

    private void letGo(HttpCall call) {
        if (receiving == call && received == 0) {
            out.goOn();
        }
    }

    private void answer(ChannelHandlerContext ctx, HttpCall call, Frame frame) {
        if (!answering) {
            answering = true;
            boolean last = calls.size() == 1 && over;
            boolean unread = receiving == call && isUnwanted(call, frame);
            out.next(call.head, last || unread || endsConnection(frame));
        }
        call.answer(call.confidential ? frame : withoutLogin(frame), out);
        if (out.hasEnded()) {
            calls.remove().release();
            answering = false;
            if (out.closes() && !over) {
                over = true;
                ctx.executor().execute(() -> ctx.fireUserEventTriggered(LastRequest.EVENT));
            }
        }
    }

    /** These are said of a connection, not of a request. */
    private static boolean endsConnection(Frame frame) {
        return frame instanceof Failure failure
                && (failure.code() == ErrorCode.TIMEOUT
                        || failure.code() == ErrorCode.TOO_SLOW
                        || failure.code() == ErrorCode.SHUTTING_DOWN);
    }

    /** Who can be read along is not made to send a password. */
    private static Frame withoutLogin(Frame frame) {
        return frame instanceof Failure failure && failure.code() == ErrorCode.UNAUTHENTICATED
                ? new Failure(ErrorCode.TLS_REQUIRED, "This server asks who you are, and that over https only.")
                : frame;
    }

    /** Whether what comes of the body is not worth reading for the sake of the connection. */
    private boolean isUnwanted(HttpCall call, Frame frame) {
        boolean refused = call.takesBody() && frame instanceof Failure;
        return refused && (call.head.waitsForGo() || isLong(declared < 0 ? -1 : declared - received));
    }

    /** Answers nothing that was asked. Between two requests it would be taken for the answer to the next one. */
    private void farewell(Frame frame) {
        boolean waits = !asked || parser.isInHead();
        if (waits && frame instanceof Failure failure) {
            out.next(null, true);
            Problem.write(out, failure);
        }
        ReferenceCountUtil.release(frame);
    }

    private void flushPieces(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (out.isCut()) {
            cutOff(ctx, promise);
            return;
        }
        int last = pieces.size() - 1;
        for (int i = 0; i < last; i++) {
            ctx.write(pieces.get(i)); // fails only together with the last
        }
        Object end = last < 0 ? Unpooled.EMPTY_BUFFER : pieces.get(last);
        pieces.clear();
        ctx.write(end, promise);
    }

    /** The length that was told, or the chunk that does not come, says that it is not whole; or else a reset. */
    private void cutOff(ChannelHandlerContext ctx, ChannelPromise promise) {
        pieces.forEach(ReferenceCountUtil::release);
        pieces.clear();
        over = true;
        if (out.endsByClose()) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER, promise).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        out.release();
        calls.forEach(HttpCall::release);
        calls.clear();
        pieces.forEach(ReferenceCountUtil::release);
        pieces.clear();
    }
}
