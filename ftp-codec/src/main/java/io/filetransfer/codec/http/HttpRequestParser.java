package io.filetransfer.codec.http;

import io.filetransfer.codec.InputOver;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Netty's parser, behind a look at each whole head ({@link HeadScanner}). A failure is final: it is thrown as an {@link
 * HttpRefusal} behind all that came before it, and nothing more is read.
 */
public final class HttpRequestParser extends HttpRequestDecoder {
    /** As much as one read gives passes in one piece. */
    private static final int MAX_PIECE = 1 << 20;

    private final HeadScanner heads = new HeadScanner();
    private boolean inBody;
    private boolean over;

    public HttpRequestParser() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(HeadScanner.MAX_LINE)
                .setMaxHeaderSize(HeadScanner.MAX_HEAD)
                .setMaxChunkSize(MAX_PIECE)
                .setStrictLineParsing(true)
                .setAllowDuplicateContentLengths(false));
    }

    /** Whether a request has begun to come of which the head is not whole. Event loop. */
    boolean isInHead() {
        return heads.hasBegun() && !inBody;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!inBody && !scan(in)) {
            return;
        }
        super.decode(ctx, in, out);
        takeFailure(in, out);
    }

    private boolean scan(ByteBuf in) {
        try {
            inBody = heads.scan(in);
            return inBody;
        } catch (HttpRefusal e) {
            throw fail(in, e);
        }
    }

    private void takeFailure(ByteBuf in, List<Object> out) {
        if (out.isEmpty()) {
            return;
        }
        HttpObject last = (HttpObject) out.get(out.size() - 1);
        if (last.decoderResult().isFailure()) {
            out.remove(out.size() - 1);
            ReferenceCountUtil.release(last);
            throw fail(in, HttpRefusal.bad("The request is not well-formed."));
        }
        if (last instanceof LastHttpContent) {
            inBody = false;
            heads.reset();
        }
    }

    /** There are two opinions on where such a message ends. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw HttpRefusal.bad("A body has either a length or chunks.");
    }

    private HttpRefusal fail(ByteBuf in, HttpRefusal refusal) {
        over = true;
        in.skipBytes(in.readableBytes());
        return refusal;
    }

    /** A message that is cut off is none: who waits for its end learns it from the connection. */
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (in.isReadable()) {
            decode(ctx, in, out);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        over |= event == InputOver.EVENT;
        super.userEventTriggered(ctx, event);
    }
}
