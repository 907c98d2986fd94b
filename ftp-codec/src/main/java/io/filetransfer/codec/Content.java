package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCounted;

/**
 * Bytes of a body: either in memory, or a region of a file that the transport sends without reading it.
 *
 * <p>A decoder makes slices of what it received, so one content frame of the wire comes as one or more of these, and
 * never a region. An encoder makes one content frame of each. Owns its bytes: who is handed a {@code Content} releases
 * it, or hands it on.
 */
public final class Content implements Frame, ReferenceCounted {
    /** Bytes that a header takes. */
    public static final int HEADER_ROOM = FrameType.HEADER_LENGTH;

    private enum Head {
        /** A header goes in front, in a buffer of its own. */
        APART,
        /** A header goes into the same buffer. */
        JOINED,
        /** None: these bytes belong to the frame before. */
        NONE
    }

    private final ByteBuf bytes;
    private final FileRegion region;
    private final Head head;

    private Content(ByteBuf bytes, FileRegion region, Head head) {
        this.bytes = bytes;
        this.region = region;
        this.head = head;
    }

    /** Takes over {@code bytes}. */
    public static Content of(ByteBuf bytes) {
        return new Content(bytes, null, Head.APART);
    }

    /**
     * Takes over {@code bytes}, a buffer that nobody else has, with {@link #HEADER_ROOM} bytes in front of the readable ones
     * that nobody needs. A header is written there: so what is encrypted is one buffer, and begins with whole records.
     */
    public static Content withHeaderRoom(ByteBuf bytes) {
        if (bytes.readerIndex() < HEADER_ROOM) {
            throw new IllegalArgumentException("There is no room for a header");
        }
        return new Content(bytes, null, Head.JOINED);
    }

    /** Takes over {@code region}, all of which is to be sent. */
    public static Content of(FileRegion region) {
        return new Content(Unpooled.EMPTY_BUFFER, region, Head.APART);
    }

    /** Takes over {@code bytes}: more of the frame before, of whose region not all went. */
    public static Content continued(ByteBuf bytes) {
        return new Content(bytes, null, Head.NONE);
    }

    /** Whether these bytes belong to the frame before, so that no header is written. */
    boolean isContinued() {
        return head == Head.NONE;
    }

    /** Whether the header can be put in front of the bytes, in their buffer. */
    boolean hasHeaderRoom() {
        return head == Head.JOINED;
    }

    /** The bytes in memory; not retained. Empty when this is a region. */
    public ByteBuf bytes() {
        return bytes;
    }

    /** What the transport is to be handed: the bytes or the region. Not retained. */
    public Object payload() {
        return region == null ? bytes : region;
    }

    /** Bytes of content. */
    public long length() {
        return region == null ? bytes.readableBytes() : region.count();
    }

    @Override
    public int refCnt() {
        return owner().refCnt();
    }

    @Override
    public Content retain() {
        owner().retain();
        return this;
    }

    @Override
    public Content retain(int increment) {
        owner().retain(increment);
        return this;
    }

    @Override
    public Content touch() {
        owner().touch();
        return this;
    }

    @Override
    public Content touch(Object hint) {
        owner().touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return owner().release();
    }

    @Override
    public boolean release(int decrement) {
        return owner().release(decrement);
    }

    private ReferenceCounted owner() {
        return region == null ? bytes : region;
    }

    @Override
    public String toString() {
        return "Content[" + length() + " bytes]";
    }
}
