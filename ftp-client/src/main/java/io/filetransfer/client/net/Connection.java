package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.TransferPath;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.ReplyDecoder;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.body.BodySink;
import io.filetransfer.codec.body.CipherClock;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.codec.body.Outlet;
import io.filetransfer.codec.body.Pace;
import io.filetransfer.codec.body.Splicer;
import io.filetransfer.codec.body.Stalls;
import io.filetransfer.codec.path.LowWater;
import io.filetransfer.codec.path.PathWatch;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.RejectedExecutionException;

/**
 * One connection: sends requests and hands the frames of the answers, which come in the same order, to their exchanges.
 * When it ends, so do all exchanges that are not answered. Lives on the event loop, but for {@link #pause} and {@link
 * #resume}.
 */
public final class Connection extends ChannelInboundHandlerAdapter implements ServerLink, Deadlines.Watched {
    /** Requests that wait for their answers on one connection at most. */
    public static final int DEPTH = 64;

    /** What is told of a connection, on the event loop. */
    interface Owner {
        /** An answer is complete, or reading goes on: there may be room for another request. */
        void hasRoom(Connection connection);

        /** The server said a first word, and not one of farewell. */
        void answers();

        /** The exchange was not answered and will not be; {@code begun} unless its request certainly never left. */
        void unanswered(Exchange<?> exchange, boolean begun, boolean reused, FileTransferException cause);

        /** The connection has ended. Comes before its exchanges are told of. */
        void closed(Connection connection);
    }

    private final ClientConfig config;
    private final Owner owner;
    private final ChunkedWriteHandler bodies;
    private final Splicer splicer;
    private final Stalls stalls;
    private final RateLimits rates;
    private final PathWatch path;
    private final PathFigures ways = new PathFigures();
    private final Deadlines deadlines;
    private final Outstanding outstanding = new Outstanding(DEPTH);
    private ChannelHandlerContext ctx;
    private Outlet outlet;
    private ReadPauses reading;
    private Pace out;
    private FileTransferException end;
    private long requests;
    private long frames;
    private boolean reused;
    private boolean closing;
    private boolean answers;
    /** Whether the server takes nothing more on this connection, and has said so. */
    private boolean seenOff;

    /**
     * @param splicer null in the dialect whose content must pass a decoder
     * @param stalls of all connections of the client
     * @param rates of them too
     * @param path of this one
     */
    Connection(
            ClientConfig config,
            Owner owner,
            ChunkedWriteHandler bodies,
            Splicer splicer,
            Stalls stalls,
            RateLimits rates,
            PathWatch path) {
        this.config = config;
        this.owner = owner;
        this.bodies = bodies;
        this.splicer = splicer;
        this.stalls = stalls;
        this.rates = rates;
        this.path = path;
        this.deadlines = new Deadlines(this, config);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.reading = new ReadPauses(ctx.channel(), rates.in(), () -> owner.hasRoom(this), this::contentTaken);
        this.out = new Pace(rates.out(), () -> RateLimits.PARTY, ctx.executor(), this::holdOutput);
        this.outlet = new Outlet(ctx.channel(), MemoryBudget.ofProcess(), stalls).at(out);
        if (splicer != null) {
            splicer.owner(reading);
        }
    }

    /** At what pace content comes in. */
    Pace incoming() {
        return reading.pace();
    }

    private void holdOutput(boolean held) {
        if (!held) {
            bodies.resumeTransfer();
            owner.hasRoom(this);
        }
    }

    /** Whether the exchange may be sent here now. */
    boolean accepts(Exchange<?> exchange) {
        if (closing || reading.isPaused() || out.isHeld() || !ctx.channel().isActive()) {
            return false; // while paused, an answer could wait for the content of another exchange to be taken
        }
        if (outstanding.isEmpty()) {
            return requests == 0 || !config.legacyDialect();
        }
        return !config.legacyDialect() && outstanding.letFollow(exchange);
    }

    /** Whether it has no work and could take some. */
    boolean idle() {
        return outstanding.isEmpty() && !reading.isPaused() && !closing;
    }

    @Override
    public boolean follows(long number) {
        return !closing
                && ctx.channel().isActive()
                && (outstanding.isEmpty() || outstanding.last().number() == number);
    }

    /** Whether the server is so far away that connections are what limits a transfer. */
    boolean isFar() {
        return path.isFar();
    }

    @Override
    public long roundTripNanos() {
        return path.roundTripNanos();
    }

    @Override
    public TransferPath path(boolean look) {
        return ways.of(path, ctx.channel(), look);
    }

    @Override
    public long cipherNanos() {
        return CipherClock.nanos(ctx.channel());
    }

    @Override
    public long heldNanos() {
        return reading.pace().heldNanos() + out.heldNanos();
    }

    @Override
    public void later(Runnable task) {
        ctx.executor().execute(task);
    }

    /** Requests that are not answered. */
    int load() {
        return outstanding.size();
    }

    void start(Exchange<?> exchange) {
        exchange.sentOn(this, requests++);
        if (outstanding.add(exchange)) {
            ctx.executor().execute(this::flush); // after all that is started in this turn of the loop
        }
        exchange.send();
    }

    @Override
    public void write(Frame frame) {
        Object message = requests == 1 && frame instanceof Request request ? Introduction.of(config, request) : frame;
        ctx.write(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void writeAndFlush(Frame frame) {
        write(frame);
        flush();
    }

    @Override
    public void send(ChunkedInput<Frame> body) {
        ctx.writeAndFlush(body).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void resume() {
        try {
            bodies.resumeTransfer();
        } catch (RejectedExecutionException e) {
            ClientLog.debug("A body was read after the client was closed", e);
        }
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    @Override
    public void cancelAnswer(long number, boolean cheap) {
        if (outstanding.size() == 1 && (config.legacyDialect() || !cheap)) {
            close();
        } else if (!outstanding.last().holdsTheLine()) {
            writeAndFlush(new Frame.Cancel(number));
        }
    }

    @Override
    public void takePipes(BodySink sink) {
        if (splicer != null) {
            splicer.contentRead(sink);
        }
    }

    @Override
    public void sent(long bytes) {
        out.moved(bytes);
    }

    @Override
    public void received(long bytes) {
        reading.pace().moved(bytes);
    }

    /** Past the pipeline. */
    private void contentTaken() {
        frames++; // that something moved is all that matters to the deadlines
        if (!outstanding.isEmpty()) {
            outstanding.head().contentTaken();
        }
    }

    @Override
    public void pause(boolean stop) {
        reading.pause(stop);
    }

    /** What still comes is not read as answers. */
    @Override
    public void close() {
        closing = true;
        InputOver.tell(ctx);
        ctx.close();
    }

    @Override
    public void fail(FileTransferException cause) {
        if (end == null) {
            end = cause;
        }
        close();
    }

    @Override
    public boolean judgesAnswers() {
        return !config.legacyDialect();
    }

    @Override
    public void distrust() {
        try {
            ctx.executor().execute(() -> fail(Failures.distrusted(config)));
        } catch (RejectedExecutionException e) {
            ClientLog.debug("A server answered what was not asked, after the client was closed", e);
        }
    }

    @Override
    public Deadlines.Movement movement() {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        return out == null
                ? new Deadlines.Movement(frames, requests, 0, 0)
                : new Deadlines.Movement(frames, requests, out.totalPendingWriteBytes(), out.currentProgress());
    }

    @Override
    public long bytesToWrite() {
        return movement().bytesToWrite();
    }

    @Override
    public boolean waitsForThisSide() {
        return reading.isStopped()
                || !outstanding.isEmpty() && outstanding.head().waitsForThisSide();
    }

    @Override
    public Exchange<?> head() {
        return outstanding.head();
    }

    @Override
    public void looked() {
        reused |= outstanding.isEmpty();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        path.opened();
        if (path.isFar() && ctx.pipeline().get("decoder") instanceof ReplyDecoder decoder) {
            LowWater.addTo(ctx.channel(), "decoder", decoder::contentRemaining);
        }
        deadlines.start(ctx.executor());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        frames++;
        if (closing) {
            ReferenceCountUtil.release(message);
            return;
        }
        Frame frame = (Frame) message;
        Exchange<?> head = outstanding.head();
        if (head == null) {
            unasked(frame);
            return;
        }
        boolean goesDown = frame instanceof Failure failure && failure.code() == ErrorCode.SHUTTING_DOWN;
        if (!answers && !goesDown) {
            answers = true;
            owner.answers();
        }
        if (goesDown) {
            seenOff((Failure) frame);
        }
        if (!head.receive(frame)) {
            return;
        }
        outstanding.answered();
        if (splicer != null) {
            splicer.bodyEnded();
        }
        head.answered();
        reused = true;
        if (config.legacyDialect() || seenOff && outstanding.isEmpty()) {
            close();
        }
        owner.hasRoom(this);
    }

    /** A server that sees the connection off says why; what is sent meanwhile fails for that reason. */
    private void unasked(Frame frame) {
        ReferenceCountUtil.release(frame);
        if (frame instanceof Failure failure) {
            seenOff(failure);
        }
        close();
    }

    /** What comes behind it is not taken. */
    private void seenOff(Failure farewell) {
        closing = true;
        seenOff = true;
        end = Failures.refused(Failures.server(config), farewell);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(answers ? Failures.connection(config, cause) : Failures.beforeAnswer(config, cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        if (splicer != null) {
            splicer.bodyEnded();
        }
        deadlines.stop();
        reading.pace().close();
        out.close();
        owner.closed(this);
        FileTransferException cause = end != null ? end : Failures.lost(config, null);
        int begun = outstanding.begun();
        for (Exchange<?> exchange : outstanding.takeAll()) {
            exchange.answered();
            if (seenOff) {
                exchange.untaken();
            }
            boolean mayRepeat = end == null || end.code() == ErrorCode.CONNECTION;
            owner.unanswered(exchange, begun-- > 0, reused && mayRepeat, cause);
        }
    }

    private void flush() {
        outstanding.flushed();
        ctx.flush();
    }
}
