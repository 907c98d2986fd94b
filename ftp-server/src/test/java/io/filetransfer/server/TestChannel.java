package io.filetransfer.server;

import io.filetransfer.codec.body.RegionSizeEstimator;
import io.filetransfer.codec.body.SocketLikeChannel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import java.net.SocketAddress;

/** A channel whose peer can stop taking bytes. */
final class TestChannel extends SocketLikeChannel {
    private final SocketAddress from;
    private boolean stuck;

    TestChannel() {
        this(null);
    }

    /** @param from where the peer is; null: as an embedded channel has it */
    TestChannel(SocketAddress from) {
        this.from = from;
        config().setWriteBufferWaterMark(new WriteBufferWaterMark(1 << 20, 2 << 20));
        config().setMessageSizeEstimator(new RegionSizeEstimator());
    }

    /** As a server's channel starts. */
    TestChannel start(ChannelHandler... handlers) throws Exception {
        pipeline().addLast(handlers);
        register();
        freezeTime();
        return this;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return from == null ? super.remoteAddress0() : from;
    }

    /** The peer takes no more bytes, or takes them again. */
    void stick(boolean stick) {
        stuck = stick;
        if (!stick && isActive()) {
            flush();
            runPendingTasks();
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (!stuck) {
            super.doWrite(in);
        }
    }
}
