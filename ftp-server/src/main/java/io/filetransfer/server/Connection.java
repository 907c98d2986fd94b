package io.filetransfer.server;

import io.filetransfer.codec.BodySource;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.FrameDecoder;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Preface;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.ReadSizer;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.SerialExecutor;
import io.filetransfer.codec.SpliceIntake;
import io.filetransfer.server.storage.Storage;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One connection's exchanges: takes frames in, starts each request when those before it let it, and writes the answers in
 * the order of the requests. Event loop only, but for {@link #onLoop}, {@link #pauseForDisk} and the plain getters.
 */
final class Connection extends ChannelInboundHandlerAdapter implements SpliceIntake.Owner {
    /** Requests waiting or running above which no more are read. */
    private static final int MAX_AHEAD = 64;

    /** Requests running at once. */
    private static final int MAX_RUNNING = 32;

    /** Content that is dropped after a refusal before the connection is closed, in bytes. */
    private static final long MAX_DROPPED = 16 << 20;

    /** How long the peer may still send after the last answer, so that a reset does not overtake that. */
    private static final int LINGER_MILLIS = 1000;

    private static final int PAUSED_FOR_DISK = 1;
    private static final int PAUSED_FOR_TURN = 2;
    private static final int PAUSED_FOR_QUEUE = 4;
    private static final int PAUSED_FOR_WRITER = 8;
    private static final int PAUSED_FOR_PIPES = 16;

    /** What the peer is to do next; the deadlines depend on it. */
    enum Awaiting {
        FIRST_REQUEST,
        REQUEST,
        BODY,
        NOTHING
    }

    private final ServerContext server;
    private final SerialExecutor lane;
    private final Queue<Exchange> exchanges = new ArrayDeque<>();

    private ChannelHandlerContext ctx;
    private ChunkedWriteHandler writer;
    private Peer peer;
    /** Null in dialects whose content must pass a decoder. */
    private SpliceIntake intake;

    private long spliced;
    private long requests;
    /** The exchange whose body comes in now. */
    private Exchange receiving;

    private long dropped;
    /** The exchange whose answer's body goes out now. */
    private Exchange streamed;

    private boolean pumpScheduled;
    private int paused;
    private boolean inputEnded;
    /** No more requests are taken; after the last answer the connection is closed. */
    private boolean closing;

    private boolean lingering;
    private boolean dialectKnown;
    /** The seed's clients may send content right behind the choice, and the go frame is only what they are told. */
    private boolean bodyMayComeEarly;

    Connection(ServerContext server) {
        this.server = server;
        this.lane = new SerialExecutor(server.disk());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.peer = Peer.of(ctx.channel());
        // Kept from the start: the pipeline of a closed channel has it no more.
        this.writer = ctx.pipeline().get(ChunkedWriteHandler.class);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        server.connections().add(this);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        server.connections().remove(this);
        closing = true;
        receiving = null;
        for (Exchange exchange = exchanges.poll(); exchange != null; exchange = exchanges.poll()) {
            exchange.abandon();
            log().abandoned(this, exchange);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing && receiving == null || lingering) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof Request request) {
            onRequest(request);
        } else if (message instanceof Content content) {
            onContent(content);
        } else if (message instanceof End end) {
            onEnd(end);
        } else if (message instanceof Frame.Cancel cancel) {
            onCancel(cancel.exchange());
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void onRequest(Request request) {
        if (receiving != null) {
            misused("A request came where content was due.");
            return;
        }
        Exchange exchange = server.draining()
                ? refused(request, new Failure(ErrorCode.SHUTTING_DOWN, "The server is going down; try again later."))
                : server.dispatcher().exchange(this, request, requests);
        requests++;
        exchanges.add(exchange);
        if (request.choice().requestHasBody() && (!request.asksFirst() || bodyMayComeEarly)) {
            receiving = exchange;
            dropped = 0;
        }
        startNext();
        setPaused(PAUSED_FOR_QUEUE, exchanges.size() >= MAX_AHEAD);
    }

    private Exchange refused(Request request, Failure failure) {
        return new RefusedExchange(this, request, requests, failure);
    }

    private void onContent(Content content) {
        if (receiving == null) {
            content.release();
            misused("Content came where a request was due.");
            return;
        }
        if (receiving.settled()) {
            dropped += content.length();
            content.release();
            if (dropped > MAX_DROPPED) {
                ctx.close();
            }
            return;
        }
        int length = (int) content.length();
        receiving.content(content.bytes());
        if (intake != null && receiving instanceof UploadExchange upload && upload.sink() != null) {
            intake.contentRead(length, upload.sink());
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

    private Exchange endBody() {
        Exchange ended = receiving;
        receiving = null;
        if (intake != null) {
            intake.bodyEnded();
        }
        return ended;
    }

    private void onCancel(long number) {
        if (number >= requests) {
            misused("An exchange was cancelled before it began.");
            return;
        }
        if (receiving != null && receiving.number == number) {
            endBody().stop(cancelled());
            closeIfDone();
            return;
        }
        for (Exchange exchange : exchanges) {
            if (exchange.number == number) {
                exchange.stop(cancelled());
                return;
            }
        }
        if (streamed != null && streamed.number == number) {
            streamed.stop(cancelled());
        }
    }

    private static Failure cancelled() {
        return new Failure(ErrorCode.CANCELLED, "Cancelled by the client.");
    }

    /** The peer broke the protocol: what it asked for before is answered, then this, then the end. */
    private void misused(String sentence) {
        refuseAll(new Failure(ErrorCode.BAD_REQUEST, sentence));
    }

    /** Takes nothing more; ends the body that is coming in, or else answers {@code failure} after all other answers. */
    void refuseAll(Failure failure) {
        if (closing) {
            return;
        }
        closing = true;
        if (receiving instanceof UploadExchange upload && !upload.settled()) {
            endBody();
            upload.stop(failure);
        } else {
            receiving = null;
            Request none = new Request("", Choice.STAT, Options.NONE);
            exchanges.add(refused(none, failure));
        }
        startNext();
    }

    /** Starts what may start, in order. */
    private void startNext() {
        int running = 0;
        for (Exchange exchange : exchanges) {
            if (exchange.started()) {
                running += exchange.settled() ? 0 : 1;
                continue;
            }
            if (running >= MAX_RUNNING || !mayStart(exchange)) {
                return;
            }
            exchange.begin();
            running++;
        }
    }

    private boolean mayStart(Exchange exchange) {
        for (Exchange earlier : exchanges) {
            if (earlier == exchange) {
                return true;
            }
            if (!earlier.settled() && !exchange.mayStartBeside(earlier)) {
                return false;
            }
        }
        return true;
    }

    /** An exchange has its answer, or may go on: writes what can be written, once for all that came together. */
    void answered() {
        if (!pumpScheduled) {
            pumpScheduled = true;
            ctx.executor().execute(() -> {
                pumpScheduled = false;
                pump();
            });
        }
    }

    private void pump() {
        boolean wrote = false;
        while (streamed == null
                && !lingering
                && ctx.channel().isActive()
                && ctx.channel().isWritable()) {
            Exchange head = exchanges.peek();
            if (head == null) {
                break;
            }
            wrote |= sendGo(head);
            if (head.answer() == null) {
                break;
            }
            exchanges.poll();
            write(head);
            wrote = true;
        }
        if (wrote) {
            ctx.flush();
        }
        startNext();
        setPaused(PAUSED_FOR_QUEUE, exchanges.size() >= MAX_AHEAD);
        closeIfDone();
    }

    private boolean sendGo(Exchange head) {
        if (!(head instanceof UploadExchange upload) || !upload.wantsGo()) {
            return false;
        }
        if (!upload.isBodyWhole()) {
            if (head.answer() != null) {
                return false;
            }
            receiving = upload;
            dropped = 0;
        }
        upload.goSent();
        ctx.write(Frame.Go.GO);
        return true;
    }

    private void write(Exchange exchange) {
        Exchange.Answer answer = exchange.takeAnswer();
        for (Frame frame : answer.frames()) {
            ctx.write(frame);
        }
        BodySource body = answer.body();
        if (body == null) {
            log().answered(this, exchange, answer.frames());
            return;
        }
        streamed = exchange;
        ctx.write(body).addListener(written -> {
            streamed = null;
            log().streamed(this, exchange, body);
            pump();
        });
    }

    /** After the last answer: ends the connection when nothing more is to come. */
    private void closeIfDone() {
        boolean done = exchanges.isEmpty() && streamed == null && (receiving == null || inputEnded);
        // Requests that come while the server drains are refused, not dropped: so it does not count as closing.
        if (!done || lingering || !closing && !inputEnded && !server.draining()) {
            return;
        }
        lingering = true;
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (inputEnded) {
                ctx.close();
                return;
            }
            setPaused(~0, false);
            ((DuplexChannel) ctx.channel()).shutdownOutput();
            ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    /** The dialect's handlers are in place: answers can be written. */
    void dialectKnown(Dialect dialect) {
        dialectKnown = true;
        bodyMayComeEarly = dialect == Dialect.SEED;
    }

    /** Content of uploads may go past the pipeline: the bytes on the wire are those that {@code decoder} gets. */
    void takePipes(FrameDecoder decoder, ReadSizer reads) {
        intake = new SpliceIntake(ctx.channel(), server.pipes(), reads, decoder);
        intake.owner(this);
    }

    @Override
    public void taken(long length) {
        spliced += length;
        if (receiving instanceof UploadExchange upload) {
            upload.taken(length);
        }
    }

    @Override
    public void pauseForPipes(boolean pause) {
        setPaused(PAUSED_FOR_PIPES, pause);
    }

    /** Bytes that came past the pipeline so far. */
    long spliced() {
        return spliced;
    }

    /** No request came in time. One that never spoke has nothing to be told. */
    void idle(boolean first) {
        if (first && dialectKnown) {
            refuseAll(new Failure(ErrorCode.TIMEOUT, "The first request did not come in time."));
        } else {
            ctx.close();
        }
    }

    /** The peer takes or gives too little; what waits to be sent to it is given up. */
    void tooSlow(Failure failure) {
        refuseAll(failure);
        ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Requests that came so far. */
    long requests() {
        return requests;
    }

    /** The server goes down: idle connections end at once, others after what they have asked for. */
    void drain() {
        onLoop(this::closeIfDone);
    }

    /** The time for running transfers is over. */
    void shutDown() {
        onLoop(() -> {
            Failure failure = new Failure(ErrorCode.SHUTTING_DOWN, "The server is going down; try again later.");
            if (streamed != null) {
                streamed.stop(failure);
            }
            exchanges.forEach(exchange -> exchange.stop(failure));
            refuseAll(failure);
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (lingering) {
                ctx.close();
                return;
            }
            if (receiving instanceof UploadExchange upload && !upload.settled()) {
                receiving = null;
                upload.stop(new Failure(ErrorCode.TRUNCATED, "The body was cut off."));
            }
            closeIfDone();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        setPaused(PAUSED_FOR_WRITER, !writable && streamed == null);
        if (writable) {
            answered();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof ProtocolException misuse) {
            log().misused(this, misuse);
            Options options = misuse.code() == ErrorCode.UNSUPPORTED_VERSION
                    ? Options.NONE.with(
                            Option.PROTOCOL_VERSIONS, new Option.VersionRange(Preface.VERSION, Preface.VERSION))
                    : Options.NONE;
            refuseAll(new Failure(misuse.code(), false, misuse.getMessage(), options));
            return;
        }
        if (!(cause instanceof IOException)) {
            log().faulted(this, null, cause);
        }
        ctx.close();
    }

    /** Runs {@code task} on this connection's event loop: now if it is the caller's. */
    void onLoop(Runnable task) {
        if (ctx.executor().inEventLoop()) {
            task.run();
        } else {
            ctx.executor().execute(task);
        }
    }

    /** Too much content waits for the disk; from any thread. */
    void pauseForDisk(boolean pause) {
        onLoop(() -> setPaused(PAUSED_FOR_DISK, pause));
    }

    /** Content came for a request whose turn has not come. */
    void pauseForTurn(boolean pause) {
        setPaused(PAUSED_FOR_TURN, pause);
    }

    private void setPaused(int reason, boolean pause) {
        paused = pause ? paused | reason : paused & ~reason;
        boolean read = paused == 0;
        // Not once it is closed: its descriptor's number may be another connection's by now.
        if (ctx.channel().isOpen() && ctx.channel().config().isAutoRead() != read) {
            ctx.channel().config().setAutoRead(read);
        }
    }

    /** What the peer is to do now; {@link Awaiting#NOTHING} while it waits for this side. */
    Awaiting awaiting() {
        if (receiving != null) {
            return paused == 0 ? Awaiting.BODY : Awaiting.NOTHING;
        }
        if (!exchanges.isEmpty() || streamed != null) {
            return Awaiting.NOTHING;
        }
        return requests == 0 ? Awaiting.FIRST_REQUEST : Awaiting.REQUEST;
    }

    /** For bodies: makes the chunked writer ask for the next chunk; from any thread. */
    Runnable resumeWriting() {
        return writer::resumeTransfer;
    }

    /** Whether bytes go to the socket as they are, so that the kernel can send them from the file. */
    boolean sendsRegions() {
        return true;
    }

    Channel channel() {
        return ctx.channel();
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

    /** Disk work beside that of the lane. */
    Executor disk() {
        return server.disk();
    }

    Storage storage() {
        return server.storage();
    }

    Durability durability() {
        return server.config().durability();
    }

    long maxFileSize() {
        return server.config().maxFileSize();
    }

    TransferLog log() {
        return server.log();
    }
}
