package io.filetransfer.server;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.FrameDecoder;
import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Preface;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.body.Outlet;
import io.filetransfer.codec.body.ReadSizer;
import io.filetransfer.codec.body.SerialExecutor;
import io.filetransfer.codec.body.Splicer;
import io.filetransfer.codec.body.Window;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One connection's exchanges: takes frames in, and writes the answers in the order of the requests. Event loop only, but
 * for {@link #onLoop} and the plain getters.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Splicer.Owner {
    /** Content that is dropped after a refusal before the connection is closed, in bytes. */
    private static final long MAX_DROPPED = 16 << 20;

    /** How long the peer may still send after the last answer, so that a reset does not overtake that. */
    static final int LINGER_MILLIS = 1000;

    /** What the peer is to do next; the deadlines depend on it. */
    enum Awaiting {
        FIRST_REQUEST,
        REQUEST,
        BODY,
        NOTHING
    }

    private final ServerContext server;
    private final SerialExecutor lane;
    private final Commits commits;
    private final Window window;

    private ChannelHandlerContext ctx;
    private ChunkedWriteHandler writer;
    private Pauses pauses;
    private Answers answers;
    private Peer peer;
    private Outlet outlet;
    /** Null until the first bytes told. */
    private Dialect dialect;

    /** Null in dialects whose content must pass a decoder. */
    private Splicer splicer;

    private Intake intake;
    private long spliced;

    private long requests;
    /** The exchange whose body comes in now, or will if the client is let. */
    private Exchange receiving;

    private long dropped;
    private boolean inputEnded;
    /** Nothing is decoded any more; what the decoder is in the middle of handing on is dropped. */
    private boolean inputOver;
    /** There were too many connections already: those that came before are served, however late they speak. */
    private boolean inExcess;
    /** No more requests are taken; after the last answer comes the farewell, then the end. */
    private boolean closing;

    /** Why the connection ends, if no exchange's answer says so; or null. */
    private Failure farewell;

    private boolean lingering;

    Connection(ServerContext server) {
        this.server = server;
        this.window = new Window(server.memory(), this::pauseForDisk);
        this.lane = new SerialExecutor(server.disk());
        this.commits = new Commits(server.disk());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.writer = ctx.pipeline().get(ChunkedWriteHandler.class);
        this.pauses = new Pauses(ctx.channel());
        this.answers = new Answers(this, ctx, pauses);
        this.peer = Peer.of(ctx.channel());
        this.outlet = new Outlet(ctx.channel(), server.memory(), server.stalls());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        server.connections().add(this);
        server.observer().connectionOpened(peer);
        if (server.overrun()) {
            ctx.close();
            return;
        }
        inExcess = server.full();
        closeIfDone(); // the server may have begun to go down before this was added
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        server.connections().remove(this);
        closing = true;
        endBody();
        answers.abandonAll();
        server.observer().connectionClosed(peer);
        ctx.fireChannelInactive();
    }

    /** Content of uploads may go past the pipeline: the bytes on the wire are those that {@code decoder} gets. */
    void takePipes(FrameDecoder decoder, ReadSizer reads, Intake intake) {
        this.intake = intake;
        splicer = new Splicer(ctx.channel(), server.pipes(), reads, decoder);
        splicer.owner(this);
    }

    @Override
    public void taken(long length) {
        spliced += length;
        if (receiving instanceof ReceivingExchange upload) {
            upload.taken(length);
        }
    }

    @Override
    public boolean holdsBytes() {
        return intake.holdsBytes();
    }

    @Override
    public void pauseForPipes(boolean pause) {
        pauses.set(Pauses.Reason.PIPES, pause);
    }

    /** Bytes that came past the pipeline so far. */
    long spliced() {
        return spliced;
    }

    /** The dialect's handlers are in place: answers can be written. */
    void dialectKnown(Dialect dialect) {
        this.dialect = dialect;
        if (inExcess && server.full()) {
            Options later = Options.NONE.with(Option.RETRY_AFTER, 1000L);
            endWith(new Failure(ErrorCode.BUSY, true, "Too many connections; try again later.", later));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (inputOver) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof Frame.Cancel cancel) {
            onCancel(cancel.exchange());
        } else if (closing && !inBody()) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof Request request) {
            onRequest(request);
        } else if (message instanceof Content content) {
            onContent(content);
        } else if (message instanceof End end) {
            onEnd(end);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /** Whether content may come that belongs to a request; not when the client asked first and was refused. */
    private boolean inBody() {
        return receiving != null && !(receiving.settled() && receiving.awaitsGo());
    }

    private void onRequest(Request request) {
        if (inBody()) {
            misused("A request came where content was due.");
            return;
        }
        Exchange exchange = server.dispatcher().exchange(this, request, requests);
        requests++;
        receiving = request.choice().requestHasBody() ? exchange : null;
        dropped = 0;
        server.observer().requestBegan(peer, dialect, request);
        answers.add(exchange);
    }

    private void onContent(Content content) {
        if (receiving == null) {
            content.release();
            misused("Content came where a request was due.");
        } else if (receiving.settled()) {
            drop(content);
        } else {
            receiving.content(content.bytes());
            if (splicer != null && receiving instanceof ReceivingExchange upload && upload.sink() != null) {
                splicer.contentRead(upload.sink());
            }
        }
    }

    private Exchange endBody() {
        Exchange ended = receiving;
        receiving = null;
        if (splicer != null) {
            splicer.bodyEnded();
        }
        return ended;
    }

    /** Content that nobody wants any more. */
    private void drop(Content content) {
        dropped += content.length();
        content.release();
        if (dropped > MAX_DROPPED) {
            endBody();
            closing = true;
            InputOver.tell(ctx);
            closeIfDone();
        }
    }

    private void onEnd(End end) {
        if (receiving == null) {
            misused("An end frame came where a request was due.");
            return;
        }
        endBody().bodyEnded(end);
        closeIfDone();
    }

    private void onCancel(long number) {
        long ago = (requests - number) & 0xFFFF_FFFFL; // numbers are modulo 2^32 on the wire
        if (ago == 0 || ago > requests) {
            misused("An exchange was cancelled before it began.");
            return;
        }
        Failure cancelled = new Failure(ErrorCode.CANCELLED, "Cancelled by the client.");
        long wanted = requests - ago;
        if (receiving != null && receiving.number == wanted) {
            endBody().stop(cancelled);
            closeIfDone();
            return;
        }
        answers.stop(wanted, cancelled);
    }

    /** The peer broke the protocol: what it asked for before is answered, then this, then the end. */
    private void misused(String sentence) {
        misused(new Failure(ErrorCode.BAD_REQUEST, sentence));
    }

    private void misused(Failure failure) {
        InputOver.tell(ctx);
        endWith(failure);
    }

    /** Takes nothing more; ends the body that is coming in, or else says {@code failure} after all answers. */
    void endWith(Failure failure) {
        if (closing) {
            return;
        }
        closing = true;
        server.observer().connectionEnded(peer, failure);
        Exchange cut = endBody();
        if (cut instanceof ReceivingExchange && !cut.settled()) {
            cut.stop(failure);
        } else {
            farewell = failure;
        }
        closeIfDone();
    }

    /** The exchanges that are not answered yet. */
    Answers answers() {
        return answers;
    }

    /** The clock of the connection's deadlines. Any thread. */
    long nanoTime() {
        return ctx.executor().ticker().nanoTime();
    }

    /** After the last answer: ends the connection when nothing more is to come. */
    void closeIfDone() {
        if (server.draining() && !closing && !inBody()) {
            closing = true;
            farewell = shuttingDown();
        }
        boolean done = answers.areDone() && (!inBody() || inputEnded);
        if (!done || lingering || !closing && !inputEnded || !ctx.channel().isActive()) {
            return;
        }
        lingering = true;
        InputOver.tell(ctx);
        answers.end();
        Object last = farewell != null && takesFarewell() ? farewell : Unpooled.EMPTY_BUFFER;
        ctx.writeAndFlush(last).addListener(written -> linger());
    }

    /** The legacy clients could take it for content, once they have asked for something. */
    private boolean takesFarewell() {
        return dialect == Dialect.NATIVE || dialect == Dialect.LEGACY && requests == 0;
    }

    private void linger() {
        if (inputEnded || !ctx.channel().isActive()) {
            ctx.close();
            return;
        }
        pauses.clear();
        ((DuplexChannel) ctx.channel()).shutdownOutput();
        ctx.executor().schedule(this::cutOff, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closes now. To a legacy client a plain close is the end of the file or the sign that it was stored: so a reset. */
    private void cutOff() {
        resetIfUnfinished();
        ctx.close();
    }

    private void resetIfUnfinished() {
        if (dialect == Dialect.LEGACY && !answers.areDone()) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    /** No request came in time. */
    void idle() {
        if (dialect == null) {
            ctx.writeAndFlush(ForeignDialect.silentPeer()).addListener(written -> ctx.close());
        } else {
            endWith(new Failure(ErrorCode.TIMEOUT, "No request came in time."));
        }
    }

    /** The peer takes or gives too little; what waits to be sent to it is given up. */
    void tooSlow(Failure failure) {
        cutShort(failure);
        ctx.executor().schedule(this::cutOff, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Stops all exchanges, and the connection after their answers. */
    private void cutShort(Failure failure) {
        boolean told = !answers.areDone();
        endWith(failure);
        if (told) {
            farewell = null; // the answers say it
        }
        answers.stopAll(failure);
    }

    /** Requests that came so far. */
    long requests() {
        return requests;
    }

    /** The server goes down: idle connections end at once, others after what they have asked for. From any thread. */
    void drain() {
        onLoop(this::closeIfDone);
    }

    /** The time for running transfers is over. From any thread. */
    void shutDown() {
        onLoop(() -> {
            cutShort(shuttingDown());
            resetIfUnfinished();
        });
    }

    private static Failure shuttingDown() {
        return new Failure(ErrorCode.SHUTTING_DOWN, "The server is going down; try again later.");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded();
        }
        inputOver |= event == InputOver.EVENT;
        ctx.fireUserEventTriggered(event);
    }

    private void inputEnded() {
        inputEnded = true;
        if (lingering) {
            ctx.close();
            return;
        }
        if (receiving != null && dialect == Dialect.NATIVE) { // in the legacy dialect this is how a body ends
            endBody().stop(new Failure(ErrorCode.TRUNCATED, "The body was cut off."));
        }
        closeIfDone();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        answers.writabilityChanged();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof ProtocolException misuse) {
            Options options = misuse.code() == ErrorCode.UNSUPPORTED_VERSION
                    ? Options.NONE.with(
                            Option.PROTOCOL_VERSIONS, new Option.VersionRange(Preface.VERSION, Preface.VERSION))
                    : Options.NONE;
            misused(new Failure(misuse.code(), false, misuse.getMessage(), options));
            return;
        }
        InputOver.tell(ctx);
        if (cause instanceof OutOfMemoryError) {
            server.observer().outOfMemory(peer, cause);
            endWith(Exchange.shortOfMemory()); // reading has ended: Netty closes that side
            return;
        }
        if (!(cause instanceof IOException)) {
            server.observer().faulted(peer, cause);
        }
        cutOff();
    }

    /**
     * Runs {@code task} on this connection's event loop: now if it is the caller's.
     *
     * @return false if the loop has ended, and the connection with it
     */
    boolean onLoop(Runnable task) {
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

    private void pauseForDisk(boolean pause) {
        onLoop(() -> pauses.set(Pauses.Reason.DISK, pause));
    }

    /** Content came for a request whose turn has not come. */
    void pauseForTurn(boolean pause) {
        pauses.set(Pauses.Reason.TURN, pause);
    }

    /** What the peer is to do now; {@link Awaiting#NOTHING} while it waits for this side. */
    Awaiting awaiting() {
        if (receiving != null && !receiving.awaitsGo()) {
            return pauses.any() ? Awaiting.NOTHING : Awaiting.BODY;
        }
        if (!answers.areDone()) {
            return Awaiting.NOTHING;
        }
        return requests == 0 ? Awaiting.FIRST_REQUEST : Awaiting.REQUEST;
    }

    /** For bodies: makes the chunked writer ask for the next chunk; from any thread. */
    Runnable resumeWriting() {
        return writer::resumeTransfer;
    }

    /** For bodies that are sent here. */
    Outlet outlet() {
        return outlet;
    }

    /** Null until the first bytes told. */
    Dialect dialect() {
        return dialect;
    }

    Peer peer() {
        return peer;
    }

    ByteBufAllocator allocator() {
        return ctx.alloc();
    }

    /** Disk work of this connection, one task at a time, in order. */
    Executor lane() {
        return lane;
    }

    /** Commits of this connection's uploads, in no order. */
    Executor commits() {
        return commits;
    }

    /** Bounds the content of all uploads of this connection that waits for the disk. */
    Window window() {
        return window;
    }

    ServerContext server() {
        return server;
    }
}
