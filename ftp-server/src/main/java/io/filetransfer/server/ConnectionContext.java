package io.filetransfer.server;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.body.BodySink;
import io.filetransfer.codec.body.CipherClock;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.codec.body.Outlet;
import io.filetransfer.codec.body.SerialExecutor;
import io.filetransfer.codec.body.Window;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.event.ServerObserver;
import io.filetransfer.server.exchange.AnswerQueue;
import io.filetransfer.server.exchange.Arrivals;
import io.filetransfer.server.exchange.Commits;
import io.filetransfer.server.exchange.ExchangeContext;
import io.filetransfer.server.exchange.PauseReasons;
import io.filetransfer.server.exchange.UserUploads;
import io.filetransfer.server.exchange.WaitingUploads;
import io.filetransfer.server.link.Links;
import io.filetransfer.server.lock.Locks;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.Principal;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;

/** What the exchanges of one connection are given. */
final class ConnectionContext implements ExchangeContext {
    private final ServerContext server;
    private final ChannelHandlerContext ctx;
    private final ChunkedWriteHandler writer;
    private final AnswerQueue answers;
    private final PauseReasons pauses;
    private final Pipes pipes;
    private final Outlet outlet;
    private final Outlet contentOutlet;
    private final ConnectionPace pace;
    private final SerialExecutor lane;
    private final Commits commits;
    private final Window window;
    private final Arrivals arrivals;
    private volatile Peer peer;
    private volatile Dialect dialect;
    private volatile long worked;

    ConnectionContext(
            ServerContext server,
            ChannelHandlerContext ctx,
            Peer peer,
            AnswerQueue answers,
            PauseReasons pauses,
            Pipes pipes,
            ConnectionPace pace) {
        this.server = server;
        this.ctx = ctx;
        this.writer = ctx.pipeline().get(ChunkedWriteHandler.class);
        this.answers = answers;
        this.pauses = pauses;
        this.pipes = pipes;
        this.peer = peer;
        this.outlet = new Outlet(ctx.channel(), server.memory(), server.stalls());
        this.pace = pace;
        this.contentOutlet = outlet.at(pace.out());
        this.lane = new SerialExecutor(server.disk());
        this.commits = new Commits(server.disk());
        this.arrivals = new Arrivals(ctx.executor(), answers::underWay);
        this.window = new Window(server.memory(), this::pauseForDisk);
    }

    private void pauseForDisk(boolean pause) {
        onLoop(() -> pauses.set(PauseReasons.Reason.DISK, pause));
    }

    /** The dialect's handlers are in place. */
    void dialect(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Storage storage(Principal principal) {
        return server.ledger().view(principal);
    }

    @Override
    public Links links() {
        return server.security().links();
    }

    @Override
    public Authenticator logins() {
        return server.security().authenticator();
    }

    @Override
    public Locks locks() {
        return server.locks();
    }

    @Override
    public Durability durability() {
        return server.config().durability();
    }

    @Override
    public long maxFileSize() {
        return server.config().maxFileSize();
    }

    @Override
    public WaitingUploads waiting() {
        return server.waiting();
    }

    @Override
    public UserUploads uploads() {
        return server.uploads();
    }

    @Override
    public ServerObserver observer() {
        return server.observer();
    }

    @Override
    public Executor disk() {
        return server.disk();
    }

    @Override
    public MemoryBudget memory() {
        return server.memory();
    }

    /** It has said more of itself. */
    void peer(Peer peer) {
        this.peer = peer;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public Executor lane() {
        return lane;
    }

    @Override
    public Executor commits() {
        return commits;
    }

    @Override
    public Window window() {
        return window;
    }

    @Override
    public ByteBufAllocator allocator() {
        return ctx.alloc();
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    @Override
    public Outlet contentOutlet() {
        return contentOutlet;
    }

    @Override
    public Runnable resumeWriting() {
        return writer::resumeTransfer;
    }

    @Override
    public long cipherNanos() {
        return CipherClock.nanos(ctx.channel());
    }

    @Override
    public long heldNanos() {
        return pace.in().heldNanos() + pace.out().heldNanos();
    }

    @Override
    public long nanoTime() {
        return ctx.executor().ticker().nanoTime();
    }

    @Override
    public boolean onLoop(Runnable task) {
        if (ctx.executor().inEventLoop()) {
            task.run();
            return true;
        }
        try {
            ctx.executor().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public boolean bring(Runnable task) {
        if (ctx.executor().inEventLoop()) {
            task.run();
            return true;
        }
        return arrivals.bring(task);
    }

    /** The connection is gone, and the loop may follow it: what waits is let go of now. Event loop. */
    void lost() {
        arrivals.take();
    }

    @Override
    public void working(long bytes) {
        worked = bytes;
    }

    /** What {@link #working} was told last. */
    long worked() {
        return worked;
    }

    @Override
    public void answerReady() {
        answers.ready();
    }

    @Override
    public void progressed(long number, long bytes) {
        answers.progressed(number, bytes);
    }

    @Override
    public void pauseForTurn(boolean pause) {
        pauses.set(PauseReasons.Reason.TURN, pause);
    }

    @Override
    public void contentRead(BodySink sink, LongConsumer taken) {
        pipes.contentRead(sink, taken);
    }
}
