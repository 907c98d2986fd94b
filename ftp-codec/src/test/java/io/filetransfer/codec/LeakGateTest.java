package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeakGateTest {
    @BeforeEach
    void openGate() {
        LeakGate.open("a test of the gate");
    }

    /** The class as a whole passes a gate of its own. */
    @AfterEach
    void openGateForTheRest() {
        LeakGate.open("the rest of this class");
    }

    @Test
    void failsOnALeakOfEveryKindOfBuffer() {
        assertFound(() -> Unpooled.directBuffer(1));
        assertFound(() -> PooledByteBufAllocator.DEFAULT.directBuffer(1));
        assertFound(() -> PooledByteBufAllocator.DEFAULT.heapBuffer(1));
        assertFound(() -> Unpooled.compositeBuffer().addComponent(true, Unpooled.directBuffer(1)));
    }

    @Test
    void showsWhereTheLeakWasAllocated() {
        allocateInAMethodOfThisName();
        IllegalStateException failure =
                assertThrows(IllegalStateException.class, () -> LeakGate.close(Duration.ofMillis(1)));
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertTrue(trace.toString().contains("allocateInAMethodOfThisName"), trace.toString());
    }

    @Test
    void findsASliceThatKeepsItsBuffer() {
        ByteBuf buffer = Unpooled.directBuffer(8).writeLong(1);
        buffer.readRetainedSlice(4);
        buffer.release();
        assertThrows(IllegalStateException.class, () -> LeakGate.close(Duration.ofMillis(1)));
    }

    @Test
    void passesWhenAllIsReleased() {
        Unpooled.directBuffer(1).release();
        assertDoesNotThrow(() -> LeakGate.close(Duration.ZERO));
    }

    @Test
    void waitsForOtherThreads() throws InterruptedException {
        ByteBuf buffer = Unpooled.directBuffer(1);
        CountDownLatch released = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            buffer.release();
            released.countDown();
        });
        other.start();
        assertDoesNotThrow(() -> LeakGate.close(Duration.ofSeconds(10)));
        released.await();
    }

    private static void assertFound(Supplier<ByteBuf> allocation) {
        LeakGate.open("a leak");
        assertNotNull(allocation.get());
        assertThrows(IllegalStateException.class, () -> LeakGate.close(Duration.ofMillis(1)));
    }

    private static ByteBuf allocateInAMethodOfThisName() {
        return Unpooled.directBuffer(1);
    }
}
