package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.Version;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A server that takes one upload at a time, in parts or whole, as PROTOCOL.md has it, in a {@link ClientTalk}. What it got
 * of a part counts as held, also when its connection is cut; what is sent again is counted in {@link #received}.
 */
final class HeldUpload implements Consumer<Peer> {
    /** What a server does at a frame. */
    interface Fault {
        /** @return whether it was done instead of what is usual */
        boolean strikes(Peer peer, Object frame);
    }

    private record Withheld(Peer peer, Object frame) {}

    /** Where the content of a connection goes. */
    private static final class Body {
        private final Request request;
        private int position;

        private Body(Request request) {
            this.request = request;
            this.position = (int) (long) request.options().get(Option.OFFSET, 0L);
        }

        private int offset() {
            return (int) (long) request.options().get(Option.OFFSET, 0L);
        }
    }

    private final List<Request> requests = new ArrayList<>();
    private final Map<Peer, Body> bodies = new HashMap<>();
    private final List<Withheld> withheld = new ArrayList<>();
    private final BitSet held = new BitSet();
    private byte[] content = new byte[0];
    private Fault fault = (peer, frame) -> false;
    private boolean parts = true;
    private boolean loses;
    private UploadId id;
    private Options committed;
    private byte[] stored;
    private Version version;
    private long received;

    /** From now on, in place of what was said before. */
    HeldUpload fault(Fault fault) {
        this.fault = fault;
        return this;
    }

    HeldUpload withoutParts() {
        parts = false;
        return this;
    }

    /** The next answer is lost, with its connection. */
    void loseAnswer() {
        loses = true;
    }

    /** What is asked from now on is not known. */
    void forget() {
        id = null;
        committed = null;
        held.clear();
    }

    /** These bytes are not held after all. */
    void forget(int from, int to) {
        held.clear(from, to);
    }

    /** Somebody else has put this under the name. */
    void replace(byte[] content) {
        stored = content;
        version = Version.of(new byte[] {9, 9});
    }

    /** What the name has, or null. */
    byte[] stored() {
        return stored;
    }

    /** Bytes of content that came, those that came twice too. */
    long received() {
        return received;
    }

    /** Bytes of the upload that are held. */
    int held() {
        return held.cardinality();
    }

    int asked(Choice choice) {
        return (int)
                requests.stream().filter(request -> request.choice() == choice).count();
    }

    List<Request> requests() {
        return requests;
    }

    static boolean is(Object frame, Choice choice) {
        return frame instanceof Request request && request.choice() == choice;
    }

    /** The frame is put aside, and with it all that comes behind it, until {@link #goOn}. */
    boolean withhold(Peer peer, Object frame) {
        withheld.add(new Withheld(peer, frame));
        return true;
    }

    void goOn() {
        List<Withheld> late = List.copyOf(withheld);
        withheld.clear();
        late.forEach(each -> take(each.peer, each.frame));
    }

    @Override
    public void accept(Peer peer) {
        Object frame = peer.came();
        if (withheld.stream().anyMatch(each -> each.peer == peer)) {
            withhold(peer, frame);
        } else if (!fault.strikes(peer, frame) && frame != null) {
            take(peer, frame);
        }
    }

    private void take(Peer peer, Object frame) {
        if (frame instanceof Request request) {
            requests.add(request);
            take(peer, request);
        } else if (!bodies.containsKey(peer)) {
            return; // of a request that was refused, and which its body came along with
        } else if (frame instanceof Content some) {
            add(bodies.get(peer), some.bytes());
        } else if (frame instanceof End end) {
            ended(peer, bodies.remove(peer), end);
        } else if (frame instanceof Frame.Cancel) {
            bodies.remove(peer);
            peer.fail(ErrorCode.CANCELLED);
        }
    }

    private void take(Peer peer, Request request) {
        switch (request.choice()) {
            case PUT -> put(peer, request);
            case STATUS -> status(peer, request);
            case COMMIT -> commit(peer, request);
            case ABORT -> {
                if (request.options().get(Option.UPLOAD_ID, null).equals(id)) {
                    forget();
                }
                reply(peer, Options.NONE);
            }
            case STAT -> stat(peer);
            default -> peer.fail(ErrorCode.UNSUPPORTED);
        }
    }

    private void put(Peer peer, Request request) {
        UploadId part = request.options().get(Option.UPLOAD_ID, null);
        if (part != null && !parts) {
            peer.fail(ErrorCode.UNSUPPORTED);
            return;
        }
        if (part != null && !part.equals(id)) {
            forget();
            id = part;
        }
        int size = (int) (long) request.options().get(Option.SIZE, 0L);
        if (content.length != size) {
            content = new byte[size];
        }
        bodies.put(peer, new Body(request));
        if (request.asksFirst()) {
            peer.send(Frame.Go.GO);
        }
    }

    private void add(Body body, ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (content.length < body.position + length) {
            content = Arrays.copyOf(content, body.position + length); // its size was not said
        }
        bytes.getBytes(bytes.readerIndex(), content, body.position, length);
        held.set(body.position, body.position + length);
        body.position += length;
        received += length;
    }

    private void ended(Peer peer, Body body, End end) {
        byte[] bytes = Arrays.copyOfRange(content, body.offset(), body.position);
        if (!end.equals(new End(bytes.length, Peer.crc(bytes)))) {
            peer.fail(ErrorCode.CHECKSUM_MISMATCH);
        } else if (body.request.options().has(Option.UPLOAD_ID)) {
            reply(peer, MemoryFiles.acknowledge(body.request, bytes).with(Option.DURABILITY, Durability.SYNCED));
        } else {
            reply(peer, store());
        }
    }

    private Options store() {
        stored = content.clone();
        version = MemoryFiles.version(stored);
        return Options.NONE
                .with(Option.SIZE, (long) stored.length)
                .with(Option.DIGEST, Peer.crc(stored))
                .with(Option.VERSION, version)
                .with(Option.DURABILITY, Durability.SYNCED);
    }

    private void status(Peer peer, Request request) {
        if (!request.options().get(Option.UPLOAD_ID, null).equals(id)) {
            peer.fail(ErrorCode.UPLOAD_UNKNOWN);
        } else if (committed != null) {
            reply(peer, committed);
        } else {
            reply(peer, Options.NONE.with(Option.SIZE, (long) content.length).with(Option.HELD, extents()));
        }
    }

    private List<Extent> extents() {
        List<Extent> extents = new ArrayList<>();
        for (int from = held.nextSetBit(0); from >= 0; ) {
            int to = held.nextClearBit(from);
            Digest digest = Peer.crc(Arrays.copyOfRange(content, from, to));
            extents.add(Extent.at(from).plus(to - from, digest));
            from = held.nextSetBit(to);
        }
        return extents;
    }

    private void commit(Peer peer, Request request) {
        if (!request.options().get(Option.UPLOAD_ID, null).equals(id)) {
            peer.fail(ErrorCode.UPLOAD_UNKNOWN);
        } else if (committed != null) {
            reply(peer, committed);
        } else if (held.nextClearBit(0) < content.length) {
            peer.fail(ErrorCode.OFFSET_MISMATCH);
        } else if (!Peer.crc(content).equals(request.options().get(Option.DIGEST, null))) {
            peer.fail(ErrorCode.CHECKSUM_MISMATCH);
        } else {
            committed = store();
            reply(peer, committed);
        }
    }

    private void stat(Peer peer) {
        if (stored == null) {
            peer.fail(ErrorCode.NOT_FOUND);
        } else {
            reply(
                    peer,
                    Options.NONE
                            .with(Option.KIND, Kind.FILE)
                            .with(Option.SIZE, (long) stored.length)
                            .with(Option.VERSION, version));
        }
    }

    private void reply(Peer peer, Options options) {
        if (loses) {
            loses = false;
            peer.cut();
        } else {
            peer.reply(options);
        }
    }
}
