package io.filetransfer.codec.body;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.nio.channels.FileChannel;
import java.util.function.Function;

/** Where the bodies of one connection go, and what they need on the way. Any thread. */
public final class Outlet {
    private final Channel channel;
    private final MemoryBudget memory;
    private final Stalls stalls;
    private final Function<FileChannel, Residency> residency;
    private final Pace pace;

    /**
     * @param memory chunks that wait to be taken count in it, and become smaller when it is short
     * @param stalls of all connections
     */
    public Outlet(Channel channel, MemoryBudget memory, Stalls stalls) {
        this(channel, memory, stalls, Residency::new, Pace.FREE);
    }

    /** @param residency tells what of a file is in memory */
    Outlet(Channel channel, MemoryBudget memory, Stalls stalls, Function<FileChannel, Residency> residency) {
        this(channel, memory, stalls, residency, Pace.FREE);
    }

    private Outlet(
            Channel channel,
            MemoryBudget memory,
            Stalls stalls,
            Function<FileChannel, Residency> residency,
            Pace pace) {
        this.channel = channel;
        this.memory = memory;
        this.stalls = stalls;
        this.residency = residency;
        this.pace = pace;
    }

    /** The same for bodies that go at a pace. */
    public Outlet at(Pace pace) {
        return new Outlet(channel, memory, stalls, residency, pace);
    }

    /** How many bytes of content should go at once. */
    public int most() {
        return pace.most();
    }

    /** What chunks have to wait for; whoever sends them asks again when it holds them no longer. */
    Pace pace() {
        return pace;
    }

    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    MemoryBudget memory() {
        return memory;
    }

    Stalls stalls() {
        return stalls;
    }

    /**
     * Whether content passes as regions of its file, or as bytes that were read.
     *
     * @return what tells which pages of the file are in memory, for regions; null for bytes
     */
    Residency regionsOf(BodyReader reader) {
        FileChannel file = reader.channel();
        boolean regions = file != null && !stalls.isSlow(reader.disk()) && KernelPath.isOpen(channel);
        return regions ? residency.apply(file) : null;
    }
}
