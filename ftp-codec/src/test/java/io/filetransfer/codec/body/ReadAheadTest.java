package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Content;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private static final int CHUNK = 256 << 10;

    private static Content bytes() {
        return Content.of(Unpooled.directBuffer(CHUNK, CHUNK).writeZero(CHUNK));
    }

    private static Content region() {
        return Content.of(new DefaultFileRegion(new File("none"), 0, 4 << 20));
    }

    private static int fill(ReadAhead ahead, boolean regions) {
        int added = 0;
        while (!ahead.isFull()) {
            ahead.add(regions ? region() : bytes());
            added++;
        }
        return added;
    }

    private static void take(ReadAhead ahead) {
        ReferenceCountUtil.release(ahead.poll());
    }

    /** A thread that reads is woken for several frames, not for each. */
    @Test
    void severalFramesOfBytesAreReadAtOnce() {
        MemoryBudget memory = new MemoryBudget(1 << 30);
        ReadAhead ahead = new ReadAhead(memory);
        assertEquals(4, fill(ahead, false));
        assertEquals(4 * CHUNK, memory.taken());
        take(ahead);
        take(ahead);
        assertFalse(ahead.isLow());
        take(ahead);
        assertTrue(ahead.isLow());
        assertEquals(3, fill(ahead, false));
        ahead.drop();
        assertTrue(ahead.isEmpty());
        assertEquals(0, memory.taken());
    }

    @Test
    void whereMemoryIsShortTwoFramesWait() {
        MemoryBudget memory = new MemoryBudget(1 << 20);
        memory.take(1 << 20);
        ReadAhead ahead = new ReadAhead(memory);
        assertEquals(2, fill(ahead, false));
        ahead.drop();
        assertEquals(1 << 20, memory.taken());
    }

    @Test
    void framesOfAFewBytesHaveABoundToo() {
        ReadAhead ahead = new ReadAhead(new MemoryBudget(1 << 30));
        int added = 0;
        while (!ahead.isFull()) {
            ahead.add(Content.of(Unpooled.directBuffer(1, 1).writeZero(1)));
            added++;
        }
        assertEquals(ReadAhead.MOST, added);
        ahead.drop();
    }

    /** They take no memory, but what they are of has to stay in it until they are sent. */
    @Test
    void twoRegionsWait() {
        ReadAhead ahead = new ReadAhead(new MemoryBudget(1 << 30));
        assertEquals(2, fill(ahead, true));
        ahead.drop();
    }
}
