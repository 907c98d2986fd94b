package io.filetransfer.codec;

import io.netty.channel.ChannelHandlerContext;

/**
 * The event that ends the input of a connection which failed, or has said its last: every handler that decodes drops
 * what it holds and all that still comes. So what follows a failure is never read as something else.
 */
public enum InputOver {
    EVENT;

    /** Tells all handlers of the pipeline, from the socket on. Event loop only; to tell it twice does no harm. */
    public static void tell(ChannelHandlerContext ctx) {
        ctx.pipeline().fireUserEventTriggered(EVENT);
    }
}
