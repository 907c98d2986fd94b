package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final MemoryBudget memory = new MemoryBudget(1 << 30);
    private final Intake intake = new Intake(memory);
    private final Receiver receiver = new Receiver();
    private final EmbeddedChannel channel = new EmbeddedChannel(intake, receiver);

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
        assertEquals(0, memory.taken(), "What was kept is given back");
    }

    /** Many small reads, as after a peer's end of input: each step is bytes in one piece, in their order. */
    @Test
    void whatComesInAPauseIsNotWrappedAgainAndAgain() {
        int reads = 20_000;
        pause(true);
        for (int i = 0; i < reads; i++) {
            channel.writeInbound(Unpooled.buffer(Integer.BYTES).writeInt(i));
        }
        assertTrue(intake.holdsBytes());
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertFalse(receiver.ended);
        pause(false);
        assertFalse(intake.holdsBytes());
        assertEquals(reads, receiver.numbers.size());
        for (int i = 0; i < reads; i++) {
            assertEquals(i, receiver.numbers.get(i));
        }
        assertTrue(receiver.ended);
        assertNull(receiver.failure);
    }

    @Test
    void aLargeReadIsHandedOnInStepsAndAPauseIsHeededBetweenThem() {
        receiver.pauseAfter = 1;
        channel.writeInbound(Unpooled.buffer().writeZero(3 * Intake.STEP + 4));
        assertEquals(Intake.STEP, receiver.bytes);
        receiver.pauseAfter = 2;
        pause(false);
        assertEquals(2 * Intake.STEP, receiver.bytes);
        pause(false);
        assertEquals(3 * Intake.STEP + 4, receiver.bytes);
        assertFalse(intake.holdsBytes());
    }

    @Test
    void whatIsKeptHasABound() {
        pause(true);
        ByteBuf last = null;
        for (int kept = 0; kept <= Intake.MAX_HELD; kept += 1 << 20) {
            last = Unpooled.buffer().writeZero(1 << 20);
            channel.writeInbound(last);
        }
        assertInstanceOf(IllegalStateException.class, receiver.failure);
        assertFalse(intake.holdsBytes());
        assertEquals(0, last.refCnt());
    }

    @Test
    void nothingIsHandedOnOnceTheInputIsOver() {
        pause(true);
        channel.writeInbound(Unpooled.buffer().writeInt(1));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.pipeline().fireUserEventTriggered(InputOver.EVENT);
        ByteBuf late = Unpooled.buffer().writeInt(2);
        channel.writeInbound(late);
        pause(false);
        assertEquals(0, receiver.bytes);
        assertEquals(0, late.refCnt());
        assertTrue(receiver.ended);
    }

    private void pause(boolean pause) {
        channel.config().setAutoRead(!pause);
    }

    private static final class Receiver extends ChannelInboundHandlerAdapter {
        private final List<Integer> numbers = new ArrayList<>();
        private int pauseAfter;
        private int steps;
        private long bytes;
        private boolean ended;
        private Throwable failure;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf step = (ByteBuf) message;
            assertEquals(1, step.nioBufferCount());
            bytes += step.readableBytes();
            if (step.readableBytes() == Integer.BYTES) {
                numbers.add(step.readInt());
            }
            step.release();
            if (++steps == pauseAfter) {
                ctx.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            ended |= event instanceof ChannelInputShutdownEvent;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failure = cause;
        }
    }
}
