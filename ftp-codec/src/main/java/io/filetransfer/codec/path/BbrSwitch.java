package io.filetransfer.codec.path;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Has connections sent by BBR, where the kernel has it and allows it. Says once why it does not. Safe for use by many
 * threads.
 */
public final class BbrSwitch {
    /** As a name for who loads it where it is missing, which would take too long here. */
    private static final String NOT_LOADED =
            "The kernel has no congestion control bbr loaded: far connections keep its own";

    private static final String REFUSED = "The kernel refused congestion control bbr: far connections keep its own";

    private final BooleanSupplier wanted;
    private final BiConsumer<String, Throwable> log;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile Boolean loaded;

    /**
     * @param wanted asked each time
     * @param log gets what is to be told, once; the cause may be null
     */
    public BbrSwitch(BooleanSupplier wanted, BiConsumer<String, Throwable> log) {
        this.wanted = wanted;
        this.log = log;
    }

    /** For a connection that was just made; on its loop. */
    public PathWatch watch(Channel channel) {
        return new PathWatch(() -> PathLook.at(channel), () -> apply(channel));
    }

    /** From now on, if it can be. On the loop of the channel. */
    public void apply(Channel channel) {
        if (!wanted.getAsBoolean() || !(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
            return;
        }
        if (!isLoaded()) {
            tell(NOT_LOADED, null);
            return;
        }
        try {
            CongestionControl.set(socket, CongestionControl.BBR);
        } catch (ChannelException e) {
            tell(REFUSED, e);
        }
    }

    /** Asked once: a privileged process would otherwise have the kernel load it, and the loop wait for that. */
    private boolean isLoaded() {
        Boolean known = loaded;
        if (known == null) {
            known = CongestionControl.isLoaded(CongestionControl.BBR);
            loaded = known;
        }
        return known;
    }

    private void tell(String why, Throwable cause) {
        if (told.compareAndSet(false, true)) {
            log.accept(why, cause);
        }
    }
}
