package io.filetransfer.codec.body;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * How long the encryption of one connection takes the event loop. One handler stands on each side of the encrypting one: what
 * passes between them, and not beyond, is its work. Where nothing is encrypted there is none. Event loop only.
 */
public final class CipherClock {
    private final Inside inside = new Inside();
    private final Outside outside = new Outside();
    private boolean encrypting;
    private long since;
    private long nanos;

    /** The handler that stands next to the encrypting one, on the socket's side. */
    public ChannelHandler outside() {
        return outside;
    }

    /** The handler that stands next to the encrypting one, on the side of what is plain. */
    public ChannelHandler inside() {
        return inside;
    }

    /** Of all that a channel encrypted and decrypted so far; 0 where it does not. */
    public static long nanos(Channel channel) {
        Outside handler = channel.pipeline().get(Outside.class);
        return handler == null ? 0 : handler.clock().nanos;
    }

    /** @return what it was before */
    private boolean encrypting(boolean now) {
        long time = System.nanoTime();
        if (encrypting) {
            nanos += time - since;
        }
        since = time;
        boolean before = encrypting;
        encrypting = now;
        return before;
    }

    private final class Outside extends ChannelDuplexHandler {
        CipherClock clock() {
            return CipherClock.this;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            boolean before = encrypting(true);
            ctx.fireChannelRead(message);
            encrypting(before);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            boolean before = encrypting(false);
            ctx.flush();
            encrypting(before);
        }
    }

    private final class Inside extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            boolean before = encrypting(false);
            ctx.fireChannelRead(message);
            encrypting(before);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            boolean before = encrypting(true);
            ctx.flush();
            encrypting(before);
        }
    }
}
