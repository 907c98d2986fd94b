package io.filetransfer.codec.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How much one read of a channel takes: as much as the last ones filled, up to 1 MiB, and less while memory is short; or
 * little while content goes past the pipeline and reads are for frame headers only. One for each channel; event loop only.
 */
public final class ReadSizer implements RecvByteBufAllocator {
    private static final int MIN = 2 << 10;
    private static final int INITIAL = 16 << 10;
    private static final int MAX = 1 << 20;

    /** Room for a header, and little content to copy. */
    private static final int SMALL = 4 << 10;

    private final AdaptiveRecvByteBufAllocator adaptive = new AdaptiveRecvByteBufAllocator(MIN, INITIAL, MAX);
    private final MemoryBudget memory;
    private boolean small;
    private int lastRead;
    private Pace pace = Pace.FREE;

    public ReadSizer(MemoryBudget memory) {
        this.memory = memory;
    }

    void small(boolean small) {
        this.small = small;
    }

    /** What is read goes at a pace: no more is read at once than goes at once. */
    public void pace(Pace pace) {
        this.pace = pace;
    }

    /** How many bytes may come in now. */
    int room() {
        return pace.room();
    }

    /** Bytes that the last read brought. */
    int lastRead() {
        return lastRead;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface's own return type is deprecated in favour of the one given here
    public Handle newHandle() {
        return new Sized((ExtendedHandle) adaptive.newHandle());
    }

    private final class Sized extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle wrapped;

        Sized(ExtendedHandle wrapped) {
            super(wrapped);
            this.wrapped = wrapped;
        }

        @Override
        public int guess() {
            // A power of two, to which the allocator would round it up.
            int most = Math.min(wrapped.guess(), Integer.highestOneBit(memory.share(2 * MAX) / 2));
            return small ? SMALL : Math.min(most, Integer.highestOneBit(Math.max(1, pace.most())));
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            try {
                return allocator.ioBuffer(guess());
            } catch (OutOfMemoryError e) {
                // Others in the process have taken it, or it lies in pieces: there may be room for less.
                return allocator.ioBuffer(MIN);
            }
        }

        @Override
        public void lastBytesRead(int bytes) {
            lastRead = bytes;
            wrapped.lastBytesRead(bytes);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return wrapped.continueReading(maybeMoreData);
        }
    }
}
