package io.filetransfer.codec.body;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;

/** An embedded channel that can close one direction, and remembers whether its close is a reset. */
public class SocketLikeChannel extends EmbeddedChannel implements DuplexChannel {
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

    public SocketLikeChannel(ChannelHandler... handlers) {
        pipeline().addLast(handlers);
        freezeTime();
    }

    /** To be registered later, as a server's channel is. */
    protected SocketLikeChannel() {
        super(false, true);
    }

    /** Closed so that the peer sees a reset and not the end of the stream. */
    public final boolean isReset() {
        return !isOpen() && linger == 0;
    }

    public boolean isClosedInOrder() {
        return !isOpen() && linger != 0;
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
