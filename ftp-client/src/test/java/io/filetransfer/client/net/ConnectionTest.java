package io.filetransfer.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.TransferListener;
import io.filetransfer.client.transfer.RunningTransfer;
import io.filetransfer.client.transfer.SimpleExchange;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.body.Stalls;
import io.filetransfer.codec.path.PathLook;
import io.filetransfer.codec.path.PathWatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The handler at the end of the pipeline: which frame goes to which exchange, and what becomes of them at the end. */
class ConnectionTest {
    private record Lost(Exchange<?> exchange, boolean begun, boolean reused, FileTransferException cause) {}

    private final List<Lost> lost = new ArrayList<>();
    private int answers;
    private boolean closed;

    private final Connection.Owner owner = new Connection.Owner() {
        @Override
        public void hasRoom(Connection connection) {
            answers++;
        }

        @Override
        public void answers() {}

        @Override
        public void unanswered(Exchange<?> exchange, boolean begun, boolean reused, FileTransferException cause) {
            assertTrue(closed);
            lost.add(new Lost(exchange, begun, reused, cause));
        }

        @Override
        public void closed(Connection connection) {
            closed = true;
        }
    };
    private final ClientConfig config = ClientConfig.builder().agent("test").build();
    private final ChunkedWriteHandler bodies = new ChunkedWriteHandler();
    private final Connection connection = new Connection(
            config,
            owner,
            bodies,
            null,
            new Stalls(),
            RateLimits.of(config, ImmediateEventExecutor.INSTANCE),
            new PathWatch(() -> PathLook.UNKNOWN, () -> {}));
    private final EmbeddedChannel channel = new EmbeddedChannel(bodies, connection);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private RunningTransfer<Long> start(String name) {
        RunningTransfer<Long> transfer = new RunningTransfer<>(TransferListener.NONE, Runnable::run);
        transfer.bind(cause -> false, () -> {});
        connection.start(
                new SimpleExchange<>(Choice.STAT, name, Options.NONE, reply -> reply.get(Option.SIZE, -1L), transfer));
        return transfer;
    }

    private void answer(long size) {
        channel.writeInbound(new Reply(Options.NONE.with(Option.SIZE, size).with(Option.KIND, Kind.FILE)));
    }

    @Test
    void theFirstRequestTellsWhoAsks() {
        start("a");
        start("b");
        channel.runPendingTasks();
        Request first = channel.readOutbound();
        Request second = channel.readOutbound();
        assertEquals("test", first.options().get(Option.AGENT, null));
        assertEquals("b", second.name());
        assertFalse(second.options().has(Option.AGENT));
    }

    @Test
    void answersGoToTheirExchangesInOrder() {
        RunningTransfer<Long> a = start("a");
        RunningTransfer<Long> b = start("b");
        channel.runPendingTasks();
        answer(1);
        assertEquals(1, a.join());
        assertFalse(b.future().isDone());
        answer(2);
        assertEquals(2, b.join());
        assertEquals(2, answers);
        assertEquals(0, connection.load());
    }

    @Test
    void takesAsManyAsItsDepth() {
        RunningTransfer<Long> transfer = new RunningTransfer<>(TransferListener.NONE, Runnable::run);
        SimpleExchange<Long> more = new SimpleExchange<>(Choice.STAT, "x", Options.NONE, reply -> 0L, transfer);
        for (int i = 0; i < Connection.DEPTH; i++) {
            assertTrue(connection.accepts(more));
            start("x");
        }
        assertFalse(connection.accepts(more));
        answer(1);
        assertTrue(connection.accepts(more));
        more.repeat();
        assertFalse(connection.accepts(more), "what is sent again goes to a connection without work");
    }

    @Test
    void allFailWhenTheChannelCloses() {
        start("a");
        answer(1);
        start("b");
        channel.runPendingTasks();
        start("c");
        channel.runPendingTasks();
        channel.close();
        assertEquals(2, lost.size());
        assertEquals("b", lost.get(0).exchange().name());
        assertTrue(lost.get(0).begun());
        assertTrue(lost.get(1).begun());
        assertTrue(lost.get(0).reused() && lost.get(1).reused());
        assertSame(Exchange.Stage.ANSWERED, lost.get(0).exchange().stage());
        assertEquals(ErrorCode.CONNECTION, lost.get(0).cause().code());
        assertFalse(connection.accepts(lost.get(0).exchange()));
    }

    @Test
    void aDecodeFailureIsFinal() {
        start("a");
        channel.runPendingTasks();
        channel.pipeline().fireExceptionCaught(new ProtocolException(ErrorCode.BAD_REQUEST, "Gibberish."));
        assertFalse(channel.isActive());
        assertEquals(ErrorCode.BAD_REQUEST, lost.get(0).cause().code());
        assertFalse(lost.get(0).cause().mayRetry());
    }

    /** Frames that were decoded from the same read as the one that has no place. */
    @Test
    void nothingIsTakenForAnAnswerAfterAFailure() {
        RunningTransfer<Long> a = start("a");
        channel.runPendingTasks();
        ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(1).writeByte(1);
        channel.writeInbound(Content.of(bytes), new Reply(Options.NONE.with(Option.SIZE, 1L)));
        assertEquals(ErrorCode.BAD_REQUEST, lost.get(0).cause().code());
        assertFalse(a.future().isDone());
        assertEquals(0, answers);
    }

    @Test
    void aResetIsALostConnection() {
        start("a");
        channel.runPendingTasks();
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        assertInstanceOf(FileTransferException.Connection.class, lost.get(0).cause());
        assertTrue(lost.get(0).cause().getMessage().endsWith("Connection reset by peer"));
    }

    @Test
    void framesWithoutAPlaceAreReleased() {
        start("a");
        channel.runPendingTasks();
        ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(1).writeByte(1);
        channel.writeInbound(Content.of(bytes));
        assertEquals(0, bytes.refCnt());
        assertEquals(ErrorCode.BAD_REQUEST, lost.get(0).cause().code());
    }

    @Test
    void framesThatNobodyAskedForCloseTheConnection() {
        ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(1).writeByte(1);
        channel.writeInbound(Content.of(bytes));
        assertEquals(0, bytes.refCnt());
        assertFalse(channel.isActive());
        assertTrue(closed);
    }

    @Test
    void anUnaskedFailureIsTheReasonOfWhatFailsAfterIt() {
        channel.writeInbound(new Failure(ErrorCode.SHUTTING_DOWN, "Good night."));
        assertFalse(channel.isActive());
        assertEquals(List.of(), lost);
    }

    @Test
    void readingStopsWhileSomeoneIsFull() {
        SimpleExchange<Long> more = new SimpleExchange<>(
                Choice.STAT,
                "x",
                Options.NONE,
                reply -> 0L,
                new RunningTransfer<>(TransferListener.NONE, Runnable::run));
        assertTrue(connection.accepts(more));
        connection.pause(true);
        assertFalse(connection.accepts(more));
        connection.pause(true);
        connection.pause(false);
        assertFalse(channel.config().isAutoRead());
        connection.pause(false);
        assertTrue(channel.config().isAutoRead());
        connection.pause(false);
        connection.pause(true);
        assertTrue(channel.config().isAutoRead(), "the order in which two threads are heard does not matter");
    }
}
