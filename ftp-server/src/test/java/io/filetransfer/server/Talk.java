package io.filetransfer.server;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.ReplyDecoder;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.event.Observers;
import io.filetransfer.server.event.TransferLog;
import io.filetransfer.server.storage.Storage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A client of one connection over the server's whole pipeline. Disk work waits until the test lets it run. */
final class Talk implements AutoCloseable {
    final MemoryStorage storage;
    final ManualExecutor disk;
    final Seen seen;
    final ServerContext server;
    final TestChannel channel;
    private final EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());
    private final EmbeddedChannel decoder = new EmbeddedChannel(new ReplyDecoder());
    /** What the server did not read yet. */
    private final Queue<ByteBuf> socket = new ArrayDeque<>();
    /** Whether the server is that of another one. */
    private final boolean others;

    Talk() throws Exception {
        this(ServerConfig.builder(Path.of("/")).build());
    }

    Talk(ServerConfig config) throws Exception {
        this(config, new MemoryBudget(1 << 30));
    }

    Talk(ServerConfig config, MemoryBudget memory) throws Exception {
        this(config, memory, Security.NONE);
    }

    Talk(ServerConfig config, MemoryBudget memory, Security security) throws Exception {
        this(config, memory, security, null);
    }

    /** @param served in place of {@link #storage}; null for that */
    Talk(ServerConfig config, MemoryBudget memory, Security security, Storage served) throws Exception {
        storage = new MemoryStorage();
        disk = new ManualExecutor();
        seen = new Seen();
        AtomicReference<ServerContext> made = new AtomicReference<>();
        channel = new TestChannel().start(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                made.set(new ServerContext(
                        config,
                        served == null ? storage : served,
                        disk,
                        memory,
                        security,
                        ConnectionLimit.NONE,
                        channel.eventLoop(), // the server's time is the connection's
                        Observers.of(new TransferLog(), seen)));
                channel.pipeline().addLast(new ServerPipeline(made.get()));
            }
        });
        server = made.get();
        others = false;
    }

    private Talk(Talk first, SocketAddress from) throws Exception {
        storage = first.storage;
        disk = first.disk;
        seen = first.seen;
        server = first.server;
        channel = new TestChannel(from).start(new ServerPipeline(server));
        others = true;
    }

    /** Another client of the same server; to be closed before this one. */
    Talk beside(SocketAddress from) throws Exception {
        return new Talk(this, from);
    }

    static Request get(String name) {
        return new Request(name, Choice.GET, Options.NONE);
    }

    static Request put(String name) {
        return new Request(name, Choice.PUT, Options.NONE);
    }

    static Request askedPut(String name) {
        return new Request(name, Choice.PUT, Options.NONE.with(Option.ASK_FIRST, true));
    }

    static Request request(Choice choice, String name) {
        return new Request(name, choice, Options.NONE);
    }

    static Content content(byte[] bytes) {
        return Content.of(Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes));
    }

    static Content content(String text) {
        return content(text.getBytes(StandardCharsets.UTF_8));
    }

    static End end(byte[] bytes) {
        RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
        digest.update(Unpooled.wrappedBuffer(bytes));
        return new End(bytes.length, digest.digest());
    }

    static End end(String text) {
        return end(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends frames in one segment. */
    Talk send(Frame... frames) {
        return send(segment(frames));
    }

    /** As they travel. */
    ByteBuf segment(Frame... frames) {
        encoder.writeOutbound((Object[]) frames);
        ByteBuf segment = Unpooled.directBuffer(256);
        for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
            segment.writeBytes(part);
            part.release();
        }
        return segment;
    }

    Talk sendText(String text) {
        return send(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    Talk send(ByteBuf bytes) {
        socket.add(bytes);
        return settle();
    }

    /** Lets the server read while it wants to, without any disk work. */
    Talk settle() {
        do {
            while (channel.isOpen() && channel.config().isAutoRead() && !socket.isEmpty()) {
                channel.writeInbound(socket.remove());
            }
            channel.runPendingTasks();
        } while (channel.isOpen() && channel.config().isAutoRead() && !socket.isEmpty());
        return this;
    }

    int unread() {
        return socket.size();
    }

    /** Lets all disk work run, and all that follows from it. */
    Talk work() {
        settle();
        while (disk.runOne()) {
            settle();
        }
        return settle();
    }

    /** The client closes its direction. */
    Talk halfClose() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        return settle();
    }

    Talk disconnect() {
        channel.close();
        return settle();
    }

    Talk pass(long amount, TimeUnit unit) {
        channel.advanceTimeBy(amount, unit);
        channel.runScheduledPendingTasks();
        return settle();
    }

    /** All that came back, in short: {@code reply}, {@code go}, {@code end}, an error's code, and content as its text. */
    List<String> answers() {
        List<String> answers = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Object frame : frames()) {
            if (frame instanceof Content content) {
                text.append(content.bytes().toString(StandardCharsets.UTF_8));
                content.release();
                continue;
            }
            if (text.length() > 0) {
                answers.add(text.toString());
                text.setLength(0);
            }
            answers.add(
                    frame instanceof Reply
                            ? "reply"
                            : frame instanceof End
                                    ? "end"
                                    : frame instanceof Failure failure
                                            ? failure.code().name()
                                            : "go");
        }
        if (text.length() > 0) {
            answers.add(text.toString());
        }
        return answers;
    }

    /** The frames that came back; contents are the caller's. */
    List<Object> frames() {
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            decoder.writeInbound(part);
        }
        List<Object> frames = new ArrayList<>();
        for (Object frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
            frames.add(frame);
        }
        return frames;
    }

    /** What came back as bytes, for dialects without frames. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return text.toString();
    }

    Reply onlyReply() {
        List<Object> frames = frames();
        if (frames.size() != 1 || !(frames.get(0) instanceof Reply reply)) {
            frames.forEach(ReferenceCountUtil::release);
            throw new AssertionError("Not one reply: " + frames);
        }
        return reply;
    }

    Failure onlyFailure() {
        List<Object> frames = frames();
        if (frames.size() != 1 || !(frames.get(0) instanceof Failure failure)) {
            frames.forEach(ReferenceCountUtil::release);
            throw new AssertionError("Not one failure: " + frames);
        }
        return failure;
    }

    /** Said everything and waits a little for the client to close. */
    boolean isLingering() {
        return channel.isOpen() && channel.isOutputShutdown();
    }

    static Digest crc(String text) {
        return end(text).digest();
    }

    /** Ends the connection; fails when anything of it stays. */
    @Override
    public void close() {
        channel.close();
        channel.runPendingTasks();
        while (disk.runOne()) {
            channel.runPendingTasks();
        }
        socket.forEach(ReferenceCountUtil::release);
        channel.finishAndReleaseAll();
        encoder.finishAndReleaseAll();
        decoder.finishAndReleaseAll();
        if (others) {
            return;
        }
        if (seen.began() != seen.ends.size()) {
            throw new AssertionError("Requests whose end was not told, or twice: " + seen.events);
        }
        if (server.memory().taken() != 0) {
            throw new AssertionError(
                    "Memory that nobody gave back: " + server.memory().taken());
        }
        if (!storage.open.isEmpty() || !server.connections().isEmpty()) {
            throw new AssertionError("Left open: " + storage.open + ", connections " + server.connections());
        }
    }
}
