package io.filetransfer.codec.body;

import io.netty.channel.Channel;
import io.netty.channel.local.LocalChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Whether content may pass between a channel's socket and a file inside the kernel, unseen by this process: regions on the
 * way out, pipes on the way in. Decided here alone, for both sides, from the pipeline as it is.
 */
final class KernelPath {
    private KernelPath() {}

    /** False where the socket has other bytes than the codec: under TLS; and where there is no socket. Any thread. */
    static boolean isOpen(Channel channel) {
        return !(channel instanceof LocalChannel) && channel.pipeline().get(SslHandler.class) == null;
    }
}
