package io.filetransfer.server;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;

/** An embedded channel that can close one direction, whose peer can stop taking bytes, and that tells a reset. */
final class TestChannel extends EmbeddedChannel implements DuplexChannel {
    private final ChannelConfig config = new DefaultChannelConfig(this) {
        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            if (option == ChannelOption.SO_LINGER) {
                linger = (Integer) value;
                return true;
            }
            return super.setOption(option, value);
        }
    };

    private int linger = -1;
    private boolean outputShutdown;
    private boolean stuck;

    TestChannel() {
        super(false, true);
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(1 << 20, 2 << 20));
        config.setMessageSizeEstimator(new RegionSizeEstimator());
    }

    /** As a server's channel starts. */
    TestChannel start(ChannelHandler... handlers) throws Exception {
        pipeline().addLast(handlers);
        register();
        freezeTime();
        return this;
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

    boolean isReset() {
        return !isOpen() && linger == 0;
    }

    @Override
    public ChannelConfig config() {
        return config == null ? super.config() : config; // null while the superclass is constructed
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdownInput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShutdown = true;
        return promise.setSuccess();
    }

    @Override
    public boolean isShutdown() {
        return outputShutdown;
    }

    @Override
    public ChannelFuture shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }
}
