package io.filetransfer.server.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;

/**
 * Stands behind the TLS handler and makes of its events what the handlers behind it know: a peer that ends its side in
 * order has closed its direction, and encryption that fails ends the connection.
 */
public final class TlsWatch extends ChannelInboundHandlerAdapter {
    /** Causes can go round in a ring. */
    private static final int DEEPEST = 16;

    private final Consumer<String> failed;
    private final Consumer<String> certified;
    private boolean told;

    /**
     * Both are called on the event loop.
     *
     * @param failed gets the reason, once, of a handshake or of encryption that failed
     * @param certified gets the subject, as RFC 2253 writes it, of the certificate that the peer showed, if it did
     */
    public TlsWatch(Consumer<String> failed, Consumer<String> certified) {
        this.failed = failed;
        this.certified = certified;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                lookAtPeer(ctx);
            } else {
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

    private void lookAtPeer(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        try {
            if (tls != null && tls.engine().getSession().getPeerPrincipal() instanceof X500Principal subject) {
                certified.accept(subject.getName());
            }
        } catch (SSLPeerUnverifiedException noCertificate) {
            // It may log in by other means.
        }
    }

    private void fail(Throwable cause) {
        if (!told) {
            told = true;
            failed.accept(reason(cause));
        }
    }

    /** The innermost message: what is around it says only that encryption failed. */
    private static String reason(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return "the connection ended before the handshake did";
        }
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        int depth = 0;
        for (Throwable inner = cause.getCause(); inner != null && depth < DEEPEST; inner = inner.getCause(), depth++) {
            reason = inner.getMessage() == null ? reason : inner.getMessage();
        }
        return reason;
    }
}
