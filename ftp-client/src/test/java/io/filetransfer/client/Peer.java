package io.filetransfer.client;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The server's end of a connection in a {@link ClientTalk}. */
final class Peer extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final int number;
    private final Consumer<Peer> script;
    private final List<Object> frames = new ArrayList<>();
    private boolean closed;
    private boolean cut;
    private Throwable failure;

    Peer(Channel channel, int number, Consumer<Peer> script) {
        this.channel = channel;
        this.number = number;
        this.script = script;
    }

    /** How many connections came before. */
    int number() {
        return number;
    }

    /** What came so far. */
    List<Object> frames() {
        return frames;
    }

    /** What came last, or null. */
    Object came() {
        return frames.isEmpty() ? null : frames.get(frames.size() - 1);
    }

    List<Request> requests() {
        return frames.stream()
                .filter(Request.class::isInstance)
                .map(Request.class::cast)
                .toList();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        script.accept(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (cut) {
            ReferenceCountUtil.release(message);
            return;
        }
        frames.add(message);
        script.accept(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failure = cause;
        ctx.close();
    }

    /** In a turn of the loop of its own: what is written while something is being written waits for another write. */
    Peer send(Frame frame) {
        channel.eventLoop().execute(() -> channel.writeAndFlush(frame));
        return this;
    }

    Peer reply(Options options) {
        return send(new Reply(options));
    }

    Peer content(byte[] bytes, int offset, int length) {
        return send(Content.of(Unpooled.copiedBuffer(bytes, offset, length)));
    }

    /** @param all what was sent as content */
    Peer end(byte[] all) {
        return send(new End(all.length, crc(all)));
    }

    Peer fail(ErrorCode code, Options options) {
        return send(new Failure(code, code.mayRetry(), "As the test says.", options));
    }

    Peer fail(ErrorCode code) {
        return fail(code, Options.NONE);
    }

    /** The connection breaks, once what was sent has left. */
    void cut() {
        cut = true;
        channel.eventLoop().execute(channel::close);
    }

    /** @throws AssertionError if the script failed, or what came were no frames */
    void end() {
        frames.forEach(ReferenceCountUtil::release);
        frames.clear();
        if (failure != null) {
            throw new AssertionError("At the server's end of connection " + number, failure);
        }
    }

    static Digest crc(byte[] bytes) {
        return ScriptedServer.digest(bytes, DigestAlgorithm.CRC32C);
    }
}
