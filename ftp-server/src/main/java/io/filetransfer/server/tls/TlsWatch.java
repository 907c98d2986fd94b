package io.filetransfer.server.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Stands behind the TLS handler and makes of its events what the handlers behind it know: a peer that ends its side in
 * order has closed its direction, and encryption that fails ends the connection.
 */
public final class TlsWatch extends ChannelInboundHandlerAdapter {
    private final Consumer<String> failed;
    private boolean told;

    /** @param failed gets the reason, once, of a handshake or of encryption that failed; on the event loop */
    public TlsWatch(Consumer<String> failed) {
        this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                fail(handshake.cause()); // the TLS handler closes the connection
            }
        } else if (event == SslCloseCompletionEvent.SUCCESS) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable inner = cause instanceof DecoderException ? cause.getCause() : cause;
        if (inner instanceof SSLException) {
            fail(inner);
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void fail(Throwable cause) {
        if (!told) {
            told = true;
            failed.accept(String.valueOf(cause.getMessage()));
        }
    }
}
