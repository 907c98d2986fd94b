package io.filetransfer.server;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.ForwardedFor;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.FrameDecoder;
import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.LastRequest;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Preface;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Settled;
import io.filetransfer.codec.body.Pace;
import io.filetransfer.codec.body.ReadSizer;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.exchange.AnswerQueue;
import io.filetransfer.server.exchange.PauseReasons;
import io.filetransfer.server.exchange.RunningRequest;
import io.filetransfer.server.exchange.ServerExchange;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes the frames of one connection in and hands each to whom it is for: requests to {@link AnswerQueue}, content to the {@link
 * IncomingBody}, what goes wrong to {@link Closing}. Event loop only, but for {@link #drain} and {@link #shutDown}.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements AnswerQueue.Owner, SeenConnection {
    private final ServerContext server;

    private ChannelHandlerContext ctx;
    private PauseReasons pauses;
    private ConnectionPace paces;
    private Pipes pipes;
    private AnswerQueue answers;
    private IncomingBody body;
    private ConnectionContext context;
    private Closing closing;

    private Standing standing;

    /** Nothing is decoded any more; what the decoder is in the middle of handing on is dropped. */
    private boolean inputOver;
    /** What comes was encrypted on its way. */
    private boolean encrypted;

    private final Visitor visitor;
    private final long id;

    ServerConnection(ServerContext server, Visitor visitor) {
        this.server = server;
        this.visitor = visitor;
        this.id = server.nextConnection();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.pauses = new PauseReasons(ctx.channel());
        visitor.pauses(pauses);
        this.paces = new ConnectionPace(server, ctx, visitor::party, pauses);
        this.pipes = new Pipes(pauses, paces.in());
        this.answers = new AnswerQueue(this, server.observer(), ctx, pauses, paces.out());
        paces.answers(answers);
        this.body = new IncomingBody(pipes);
        this.context = new ConnectionContext(server, ctx, peer(), answers, pauses, pipes, paces);
        this.standing = new Standing(visitor, context, answers, body, pauses, pipes, paces.in(), paces.out());
        this.closing = new Closing(server, ctx, context, answers, body, pauses);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        server.connections().add(this);
        server.observer().connectionOpened(peer());
        visitor.enter(this);
        closing.proceed(); // the server may have begun to go down before this was added
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        server.connections().remove(this);
        visitor.leave();
        closing.lost();
        paces.close();
        answers.abandonAll();
        context.lost();
        server.observer().connectionClosed(peer());
        ctx.fireChannelInactive();
    }

    /** Content of uploads may go past the pipeline: the bytes on the wire are those that {@code decoder} gets. */
    void takePipes(FrameDecoder decoder, ReadSizer reads, Intake intake) {
        pipes.open(ctx.channel(), server.pipes(), decoder, reads, intake);
    }

    /** At what pace content comes in. */
    Pace incoming() {
        return paces.in();
    }

    /** There is a TLS handler between the socket and this. */
    void encrypted() {
        encrypted = true;
    }

    /** The dialect's handlers are in place: answers can be written. */
    void dialectKnown(Dialect dialect) {
        context.dialect(dialect);
        ServerTls tls = server.config().tls();
        if (tls != null && tls.required() && !encrypted) {
            closing.endWith(new Failure(ErrorCode.TLS_REQUIRED, "This server takes encrypted connections only."));
        }
        Failure noPlace = dialect.takesFarewell(true) ? null : visitor.earlyRefusal();
        if (noPlace != null) {
            closing.endWith(noPlace);
        }
    }

    @Override
    public void giveWay() {
        Failure busy = Visitor.busy("Too many connections that say nothing; try again later.");
        context.onLoop(() -> closing.giveWay(busy));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (inputOver) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof Frame.Cancel cancel) {
            onCancel(cancel.exchange());
        } else if (!closing.isOpen() && !body.mayCome()) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof Request request) {
            onRequest(request);
        } else if (message instanceof Settled settled) {
            onSettled(settled);
        } else if (message instanceof Content content) {
            onContent(content);
        } else if (message instanceof End end) {
            onEnd(end);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void onRequest(Request request) {
        if (body.mayCome()) {
            misused("A request came where content was due.");
            return;
        }
        Failure noPlace = visitor.refusal();
        if (noPlace != null) {
            noMore(noPlace);
            return;
        }
        String agent = request.options().get(Option.AGENT, "");
        if (!agent.isEmpty()) {
            visitor.agent(agent);
            context.peer(peer());
        }
        ServerExchange exchange =
                server.dispatcher().exchange(context, visitor.principal(), request, standing.requests());
        begin(exchange, request, request.choice().requestHasBody());
    }

    private void onSettled(Settled settled) {
        ServerExchange exchange =
                server.dispatcher().exchange(context, visitor.principal(), settled, standing.requests());
        begin(exchange, settled.request(), false);
    }

    private void begin(ServerExchange exchange, Request request, boolean hasBody) {
        standing.requested();
        closing.requested();
        body.follows(hasBody ? exchange : null);
        server.observer().requestBegan(peer(), visitor.principal().shown(), context.dialect(), request);
        answers.add(exchange);
    }

    /** Users may have changed. */
    @Override
    public void usersChanged() {
        context.onLoop(() -> {
            if (!visitor.renew()) {
                closing.cutOffAfter(visitor.principal().refusal());
            }
        });
    }

    private void onContent(Content content) {
        if (!body.isOpen()) {
            content.release();
            misused("Content came where a request was due.");
            return;
        }
        long length = content.length();
        if (!body.content(content)) {
            closing.tooMuchDropped();
        }
        paces.in().moved(length);
    }

    private void onEnd(End end) {
        if (!body.isOpen()) {
            misused("An end frame came where a request was due.");
            return;
        }
        body.end().bodyEnded(end);
        closing.proceed();
    }

    private void onCancel(long number) {
        long requests = standing.requests();
        long ago = (requests - number) & 0xFFFF_FFFFL; // numbers are modulo 2^32 on the wire
        if (ago == 0 || ago > requests) {
            misused("An exchange was cancelled before it began.");
            return;
        }
        stop(requests - ago, new Failure(ErrorCode.CANCELLED, "Cancelled by the client."));
    }

    private void stop(long number, Failure failure) {
        if (body.isOf(number)) {
            body.end().stop(failure);
            closing.proceed();
            return;
        }
        answers.stop(number, failure);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Dialect dialect() {
        return context.dialect();
    }

    @Override
    public void look(Consumer<List<RunningRequest>> told) {
        context.onLoop(() -> told.accept(answers.running()));
    }

    @Override
    public void kick(long number, Failure failure, Consumer<Boolean> told) {
        context.onLoop(() -> {
            if (number < 0) {
                closing.cutOffAfter(failure);
                told.accept(true);
                return;
            }
            boolean found =
                    answers.running().stream().anyMatch(running -> running.number() == number && !running.changing());
            if (found) {
                stop(number, failure);
            }
            told.accept(found);
        });
    }

    /** The peer broke the protocol. */
    private void misused(String sentence) {
        noMore(new Failure(ErrorCode.BAD_REQUEST, sentence));
    }

    /** What was asked for before is answered, then this is said, then the connection ends. */
    private void noMore(Failure failure) {
        InputOver.tell(ctx);
        closing.endWith(failure);
    }

    @Override
    public boolean owes() {
        return paces.in().isHeld() && !body.isOpen();
    }

    @Override
    public void answered() {
        closing.proceed();
    }

    @Override
    public void writeFailed(Throwable cause) {
        exceptionCaught(ctx, cause);
    }

    /** What was due did not come in time. */
    void late(String sentence) {
        if (encrypted && context.dialect() == null) {
            ctx.close(); // nothing can be said before the handshake is over
        } else if (context.dialect() == null) {
            ctx.writeAndFlush(ForeignDialect.silentPeer()).addListener(written -> ctx.close());
        } else {
            closing.endWith(new Failure(ErrorCode.TIMEOUT, sentence));
        }
    }

    /** The peer takes or gives too little, or the disk nothing; what waits to be sent is given up. */
    void cutOff(Failure failure) {
        closing.cutOffAfter(failure);
    }

    Standing standing() {
        return standing;
    }

    @Override
    public void drain() {
        context.onLoop(closing::proceed);
    }

    @Override
    public void shutDown() {
        context.onLoop(closing::shutDown);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            closing.inputEnded();
        }
        inputOver |= event == InputOver.EVENT;
        if (event instanceof ForwardedFor forwarded) {
            visitor.asksFor(forwarded.client());
            context.peer(peer());
        }
        if (event == LastRequest.EVENT) {
            closing.lastRequestCame();
        }
        ctx.fireUserEventTriggered(event);
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
            noMore(new Failure(misuse.code(), false, misuse.getMessage(), options));
            return;
        }
        InputOver.tell(ctx);
        if (cause instanceof OutOfMemoryError) {
            server.observer().outOfMemory(peer(), cause);
            closing.endWith(ServerExchange.shortOfMemory()); // reading has ended: Netty closes that side
            return;
        }
        if (!(cause instanceof IOException)) {
            server.observer().faulted(peer(), cause);
        }
        closing.cutOff();
    }

    @Override
    public Peer peer() {
        return visitor.peer();
    }
}
