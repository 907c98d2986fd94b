package io.filetransfer.client.net;

import io.filetransfer.codec.path.PathLook;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;

/**
 * What a client has from outside: its threads, by which its disk work is done too, the network, and the clock, which is the
 * loop's. A test gives another one and turns it by hand.
 */
public interface ClientPlatform {
    /** All connections and the pool of them live here. Nothing on it waits. */
    EventLoop loop();

    Class<? extends Channel> channelType();

    /** Where a connection of {@link #channelType} goes to. */
    SocketAddress address(InetAddress host, int port);

    /** What is known of the way of a connection. On the loop. */
    default PathLook path(Channel channel) {
        return PathLook.at(channel);
    }

    /** For work that waits for a local disk, and for nothing else. */
    Executor disk();

    /** For work that waits for the caller's code, or for the name of a host: a thread each, for as long as that takes. */
    Executor waiting();

    /** For what is told to the caller. */
    Executor callbacks();

    /** Nanoseconds since whenever, for deadlines and waits. Any thread. */
    default long nanoTime() {
        return loop().ticker().nanoTime();
    }

    /** Ends all threads, each after what was handed to it. */
    void close();
}
