package io.filetransfer.server;

import io.filetransfer.server.event.ServerObserver;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells of connections that could not be taken, as when too many files are open. Netty's acceptor, in front of this, takes
 * none for a second then.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private final ServerObserver observer;

    AcceptFailures(ServerObserver observer) {
        this.observer = observer;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        observer.notAccepted(cause);
    }
}
