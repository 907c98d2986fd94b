package embedder;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.Version;

/** A program with a Netty of its own: both are in use at once, each with its native library. */
public final class BesideAnotherNetty {
    private BesideAnotherNetty() {}

    public static void main(String[] arguments) throws Exception {
        EventLoopGroup group = new NioEventLoopGroup(1);
        try {
            group.submit(() -> {}).sync();
            System.out.println("its own: " + Version.identify().get("netty-transport").artifactVersion() + ", epoll "
                    + Epoll.isAvailable());
            System.out.println("the client's: epoll "
                    + io.filetransfer.client.shaded.io.netty.channel.epoll.Epoll.isAvailable());
            Transfers.main(arguments);
        } finally {
            group.shutdownGracefully();
        }
    }
}
