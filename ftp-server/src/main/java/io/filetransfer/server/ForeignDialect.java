package io.filetransfer.server;

import io.filetransfer.codec.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Tells a client of a protocol that is not spoken here so, in its own terms, and ends the connection. */
final class ForeignDialect extends ChannelInboundHandlerAdapter {
    private static final String SENTENCE = "This port speaks the file-transfer protocol; use ftp-client.";

    /** A TLS 1.2 record with a fatal alert: protocol_version (RFC 8446, section 6). */
    private static final byte[] TLS_ALERT = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 70};

    /** FTP's word for a server that ends the connection (RFC 959, 4.2), which is also a greeting that refuses. */
    private static final String FTP_GOODBYE = "421 " + SENTENCE + "\r\n";

    private static final int LINGER_MILLIS = 1000;

    private final Dialect dialect;

    ForeignDialect(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(refusal()).addListener(written -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
            ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private ByteBuf refusal() {
        return switch (dialect) {
            case TLS -> Unpooled.wrappedBuffer(TLS_ALERT);
            case FTP -> text(FTP_GOODBYE);
            case LEGACY -> text("UNSUPPORTED: The legacy dialect is switched off on this server.\n");
            case PROXY -> text("BAD_REQUEST: No PROXY header is taken from this address.\n");
            case SSH, UNKNOWN, NATIVE, HTTP -> text("BAD_REQUEST: " + SENTENCE + "\n");
        };
    }

    /** For a peer that says nothing: mostly an FTP client, which waits for the server's greeting. */
    static ByteBuf silentPeer() {
        return text(FTP_GOODBYE);
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }
}
