package io.filetransfer.client;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A server that has one file, whatever it is asked for, in a {@link ClientTalk}. */
final class ServedFile implements Consumer<Peer> {
    /** What a server does at a request. */
    interface Fault {
        /** @return whether it was done instead of the answer */
        boolean strikes(Peer peer, Request request);
    }

    private static final int FRAME = 100_000;

    private final List<Request> gets = new ArrayList<>();
    private byte[] content;
    private Version version = Version.of(new byte[] {1});
    private Digest stored;
    private Fault fault = (peer, request) -> false;
    private long sent;

    ServedFile(byte[] content) {
        this.content = content;
    }

    /** From now on, in place of what was said before. */
    ServedFile fault(Fault fault) {
        this.fault = fault;
        return this;
    }

    /** Somebody has put another content there. */
    void replace(byte[] content) {
        this.content = content;
        this.version = MemoryFiles.version(content);
    }

    /** That it had this digest when it was stored. */
    void says(Digest stored) {
        this.stored = stored;
    }

    Version version() {
        return version;
    }

    /** The GETs so far. */
    List<Request> gets() {
        return gets;
    }

    /** Bytes of content that were sent. */
    long sent() {
        return sent;
    }

    @Override
    public void accept(Peer peer) {
        if (peer.came() instanceof Request request && !fault.strikes(peer, request)) {
            answer(peer, request);
        }
    }

    void answer(Peer peer, Request request) {
        switch (request.choice()) {
            case GET -> {
                if (begin(peer, request, Integer.MAX_VALUE)) {
                    peer.end(range(request));
                }
            }
            case DIGEST -> peer.reply(head().with(Option.DIGEST, Peer.crc(content)));
            case STAT -> peer.reply(head().with(Option.KIND, Kind.FILE));
            default -> peer.fail(ErrorCode.UNSUPPORTED);
        }
    }

    Options head() {
        return head(content).with(Option.VERSION, version).withPresent(Option.DIGEST, stored);
    }

    static Options head(byte[] content) {
        return Options.NONE
                .with(Option.SIZE, (long) content.length)
                .with(Option.MODIFIED, Instant.ofEpochSecond(1_000_000_000))
                .with(Option.MODE, 0644)
                .with(Option.VERSION, Version.of(new byte[] {1}));
    }

    /** The answer to a GET without its end, and no more than that of its content; false if it is refused. */
    boolean begin(Peer peer, Request request, int bytes) {
        gets.add(request);
        if (!version.equals(request.options().get(Option.EXPECT_VERSION, version))) {
            peer.fail(ErrorCode.VERSION_MISMATCH);
            return false;
        }
        byte[] range = range(request);
        boolean ranged =
                request.options().has(Option.OFFSET) || request.options().has(Option.LENGTH);
        peer.reply(
                ranged
                        ? head().with(Option.OFFSET, (long) offset(request)).with(Option.LENGTH, (long) range.length)
                        : head());
        int length = Math.min(bytes, range.length);
        for (int at = 0; at < length; at += FRAME) {
            peer.content(range, at, Math.min(FRAME, length - at));
        }
        sent += length;
        return true;
    }

    private static int offset(Request request) {
        return (int) (long) request.options().get(Option.OFFSET, 0L);
    }

    private byte[] range(Request request) {
        int from = offset(request);
        return Arrays.copyOfRange(content, from, (int)
                Math.min(content.length, from + request.options().get(Option.LENGTH, (long) content.length)));
    }
}
