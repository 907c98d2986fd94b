package io.filetransfer.client;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A server that behaves, over a map. */
public final class MemoryFiles implements ScriptedServer.Script {
    public static final Instant MODIFIED = Instant.parse("2021-02-03T04:05:06.789Z");

    public record Stored(byte[] content, Instant modified, int mode) {}

    final Map<String, Stored> files = new ConcurrentHashMap<>();

    void add(String name, byte[] content) {
        files.put(name, new Stored(content, MODIFIED, 0640));
    }

    byte[] content(String name) {
        Stored stored = files.get(name);
        return stored == null ? null : stored.content();
    }

    @Override
    public void run(ScriptedServer.Peer peer) throws Exception {
        while (true) {
            Frame frame = peer.next();
            if (frame instanceof Request request) {
                serve(peer, request);
            } else if (!(frame instanceof Frame.Cancel)) {
                throw new AssertionError("Not a request: " + frame);
            }
        }
    }

    void serve(ScriptedServer.Peer peer, Request request) throws Exception {
        switch (request.choice()) {
            case GET -> get(peer, request);
            case PUT -> put(peer, request);
            case LIST -> list(peer);
            case STAT -> found(peer, request, stored -> peer.reply(head(stored).with(Option.KIND, Kind.FILE)));
            case DIGEST ->
                found(
                        peer,
                        request,
                        stored -> peer.reply(Options.NONE.with(
                                Option.DIGEST,
                                ScriptedServer.digest(
                                        stored.content(), request.options().get(Option.DIGEST_ALGORITHM, null)))));
            case MKDIR -> peer.reply(Options.NONE.with(Option.DURABILITY, Durability.SYNCED));
            case MOVE ->
                found(peer, request, stored -> {
                    files.remove(request.name());
                    files.put(request.options().get(Option.TARGET, null), stored);
                    peer.reply(Options.NONE.with(Option.DURABILITY, Durability.SYNCED));
                });
            case DELETE ->
                found(peer, request, stored -> {
                    files.remove(request.name());
                    peer.reply(Options.NONE.with(Option.DURABILITY, Durability.SYNCED));
                });
            default -> peer.send(new Failure(ErrorCode.UNSUPPORTED, "Not here."));
        }
    }

    private interface Found {
        void accept(Stored stored);
    }

    private void found(ScriptedServer.Peer peer, Request request, Found found) {
        Stored stored = files.get(request.name());
        if (stored == null) {
            peer.send(new Failure(ErrorCode.NOT_FOUND, "There is no such file."));
        } else {
            found.accept(stored);
        }
    }

    public static Options head(Stored stored) {
        return Options.NONE
                .with(Option.SIZE, (long) stored.content().length)
                .with(Option.MODIFIED, stored.modified())
                .with(Option.MODE, stored.mode())
                .with(Option.VERSION, version(stored.content()));
    }

    /** What is said of content that was put, the whole file or a part. */
    static Options acknowledge(Request put, byte[] content) {
        boolean part = put.options().has(Option.UPLOAD_ID) && put.options().has(Option.OFFSET);
        Options what = part
                ? Options.NONE
                        .with(Option.OFFSET, put.options().get(Option.OFFSET, null))
                        .with(Option.LENGTH, (long) content.length)
                : Options.NONE.with(Option.SIZE, (long) content.length);
        return what.with(Option.DIGEST, ScriptedServer.digest(content, DigestAlgorithm.CRC32C));
    }

    static Options acknowledgeCommit(Request commit) {
        return Options.NONE
                .with(Option.SIZE, commit.options().get(Option.SIZE, null))
                .with(Option.DIGEST, commit.options().get(Option.DIGEST, null));
    }

    static Version version(byte[] content) {
        return Version.of(ScriptedServer.digest(content, DigestAlgorithm.CRC32C).bytes());
    }

    private void get(ScriptedServer.Peer peer, Request request) {
        found(peer, request, stored -> {
            Options head = head(stored);
            byte[] content = stored.content();
            if (request.options().has(Option.OFFSET) || request.options().has(Option.LENGTH)) {
                int from = (int) (long) request.options().get(Option.OFFSET, 0L);
                int length =
                        (int) Math.min(request.options().get(Option.LENGTH, Long.MAX_VALUE), content.length - from);
                content = Arrays.copyOfRange(content, from, from + length);
                head = head.with(Option.OFFSET, (long) from).with(Option.LENGTH, (long) length);
            }
            peer.reply(head);
            peer.content(content);
            peer.end(content, request.options().get(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C));
        });
    }

    private void put(ScriptedServer.Peer peer, Request request) throws Exception {
        if (request.options().has(Option.UPLOAD_ID)) {
            peer.send(new Failure(ErrorCode.UNSUPPORTED, "No parts here."));
            return;
        }
        if (request.asksFirst()) {
            if (request.name().startsWith("denied")) {
                peer.send(new Failure(ErrorCode.DENIED, "You may not."));
                return;
            }
            peer.send(Frame.Go.GO);
        }
        byte[] content = peer.body();
        if (content == null) {
            peer.send(new Failure(ErrorCode.CANCELLED, "Cancelled."));
            return;
        }
        Stored stored = new Stored(
                content,
                request.options().get(Option.MODIFIED, MODIFIED),
                request.options().get(Option.MODE, 0644));
        files.put(request.name(), stored);
        peer.reply(head(stored)
                .with(
                        Option.DIGEST,
                        ScriptedServer.digest(
                                content, request.options().get(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C)))
                .with(Option.DURABILITY, Durability.SYNCED));
    }

    /** In frames whose content is not cut at entries' ends, as no frame is when it arrives. */
    private void list(ScriptedServer.Peer peer) {
        peer.reply(Options.NONE);
        ByteBuf entries = Unpooled.buffer();
        files.forEach((name, stored) -> new Entry(name, head(stored).with(Option.KIND, Kind.FILE)).write(entries));
        byte[] bytes = ByteBufUtil.getBytes(entries);
        for (int offset = 0; offset < bytes.length; offset += 1000) {
            peer.send(Content.of(Unpooled.wrappedBuffer(bytes, offset, Math.min(1000, bytes.length - offset))));
        }
        peer.end(bytes);
    }
}
