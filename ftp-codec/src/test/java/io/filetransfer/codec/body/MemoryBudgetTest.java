package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final int TOTAL = 4 << 20;

    private final MemoryBudget memory = new MemoryBudget(TOTAL);

    @Test
    void whatIsFreeBoundsWhatOneMayHold() {
        assertEquals(2 << 20, memory.share(2 << 20));
        memory.take(3 << 20);
        assertEquals(1 << 20, memory.share(2 << 20));
        memory.take(3 << 20);
        assertEquals(MemoryBudget.LEAST, memory.share(2 << 20), "Something is everybody's");
        memory.give(6 << 20);
        assertEquals(2 << 20, memory.share(2 << 20));
        assertEquals(0, memory.taken());
    }

    @Test
    void whatIsBorrowedIsCountedAtOnce() {
        assertEquals(3 << 20, memory.borrow(3 << 20));
        assertEquals(1 << 20, memory.borrow(3 << 20));
        assertEquals(MemoryBudget.LEAST, memory.borrow(3 << 20));
        assertEquals(TOTAL + MemoryBudget.LEAST, memory.taken());
    }

    /** However many fill their windows as fast as they may: the budget is kept, but for what is everybody's and one piece. */
    @Test
    void fiveHundredWindowsKeepTheBudget() {
        int piece = 4 << 10;
        int[] paused = new int[500];
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < paused.length; i++) {
            int number = i;
            windows.add(new Window(memory, pause -> paused[number] += pause ? 1 : -1));
        }
        long[] held = new long[paused.length];
        for (int round = 0; round < 1000; round++) {
            for (int i = 0; i < paused.length; i++) {
                if (paused[i] == 0) {
                    windows.get(i).add(piece);
                    held[i] += piece;
                }
            }
        }
        long bound = TOTAL + paused.length * (long) (MemoryBudget.LEAST + piece);
        assertTrue(memory.taken() <= bound, memory.taken() + " of " + bound);
        for (int i = 0; i < paused.length; i++) {
            assertEquals(1, paused[i], "Each has had its share");
            windows.get(i).remove(held[i]);
            assertEquals(0, paused[i], "and goes on when it is done with it, whatever the others do");
        }
        assertEquals(0, memory.taken());
    }

    @Test
    void readsShrinkWhileMemoryIsShort() {
        var reads = new ReadSizer(memory).newHandle();
        assertEquals(16 << 10, reads.guess());
        memory.take(TOTAL);
        assertEquals(MemoryBudget.LEAST / 2, reads.guess());
        ByteBuf buffer = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
        assertEquals(MemoryBudget.LEAST / 2, buffer.capacity());
        buffer.release();
    }

    /** A peer that takes nothing: what waits for it is bounded, and less when memory is short. Regions are no memory. */
    @Test
    void aChannelThatHoldsItsShareIsNotWritable() {
        StuckChannel channel = new StuckChannel();
        channel.pipeline().addLast(new MemoryGuard(memory));
        channel.write(Unpooled.buffer(1 << 20).writeZero(1 << 20));
        assertTrue(channel.isWritable());
        memory.take(TOTAL - (2 << 20));
        channel.write(Unpooled.buffer(100 << 10).writeZero(100 << 10));
        assertFalse(channel.isWritable());
        channel.stuck = false;
        channel.flush();
        channel.runPendingTasks();
        assertTrue(channel.isWritable());
        assertEquals(TOTAL - (2 << 20), memory.taken());
        channel.finishAndReleaseAll();
    }

    @Test
    void fewBytesInALargeBufferMoveWhenMemoryIsScarce() {
        EmbeddedChannel channel = new EmbeddedChannel(new MemoryGuard(memory));
        ByteBuf loose = Unpooled.directBuffer(1 << 20).writeZero(100);
        channel.writeInbound(loose);
        assertSame(loose, channel.readInbound());
        memory.take(TOTAL / 2);
        channel.writeInbound(loose);
        ByteBuf fitted = channel.readInbound();
        assertEquals(100, fitted.readableBytes());
        assertEquals(100, fitted.capacity());
        assertEquals(0, loose.refCnt());
        fitted.release();
    }

    @Test
    void whatIsNotWrittenIsGivenBackWithTheConnection() {
        StuckChannel channel = new StuckChannel();
        channel.pipeline().addLast(new MemoryGuard(memory));
        channel.writeAndFlush(Unpooled.buffer(1000).writeZero(1000));
        assertEquals(1000, memory.taken());
        channel.finishAndReleaseAll();
        assertEquals(0, memory.taken());
    }

    private static final class StuckChannel extends EmbeddedChannel {
        private boolean stuck = true;

        StuckChannel() {
            config().setWriteBufferWaterMark(new WriteBufferWaterMark(4 << 20, 8 << 20));
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            if (!stuck) {
                super.doWrite(in);
            }
        }
    }
}
