package io.filetransfer.codec.body;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * The epoll transport for connections of which one direction may be closed while the other stays open.
 *
 * <p>A peer's end of input is heard by reading up to it, as all that came before it. Netty would hear of it at once
 * (EPOLLRDHUP), and would then read all that the socket holds, tens of megabytes perhaps, though reading is paused.
 *
 * <p>A way around a fault of Netty 4.2.18 to 4.2.20: once a peer has closed its direction, the
 * channel waits for nothing for a moment, is taken out of the epoll set, and every later wish to wait for something
 * (for room to write, mostly) fails with ENOENT and closes the channel or leaves it standing. Here a channel that waits
 * for nothing stays in the set, edge-triggered, so that the states it cannot help hearing of are reported only once.
 */
public final class HalfClosableEpoll {
    private HalfClosableEpoll() {}

    public static IoHandlerFactory newFactory() {
        IoHandlerFactory epoll = EpollIoHandler.newFactory();
        return executor -> new Handler(epoll.newHandler(executor));
    }

    private record Handler(IoHandler epoll) implements IoHandler {
        @Override
        public void initialize() {
            epoll.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return epoll.run(context);
        }

        @Override
        public void prepareToDestroy() {
            epoll.prepareToDestroy();
        }

        @Override
        public void destroy() {
            epoll.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return new Registration(epoll.register(handle));
        }

        @Override
        public void wakeup() {
            epoll.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return epoll.isCompatible(handleType);
        }
    }

    private record Registration(IoRegistration epoll) implements IoRegistration {
        @Override
        public <T> T attachment() {
            return epoll.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            EpollIoOps wanted = ((EpollIoOps) ops).without(EpollIoOps.EPOLLRDHUP);
            return epoll.submit(EpollIoOps.NONE.equals(wanted) ? EpollIoOps.EPOLLET : wanted);
        }

        @Override
        public boolean isValid() {
            return epoll.isValid();
        }

        @Override
        public boolean cancel() {
            return epoll.cancel();
        }
    }
}
