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
    private final ByteBuf bytes;
    private final FileRegion region;
    private final boolean continued;

    private Content(ByteBuf bytes, FileRegion region, boolean continued) {
        this.bytes = bytes;
        this.region = region;
        this.continued = continued;
    }

    /** Takes over {@code bytes}. */
    public static Content of(ByteBuf bytes) {
        return new Content(bytes, null, false);
    }

    /** Takes over {@code region}, all of which is to be sent. */
    public static Content of(FileRegion region) {
        return new Content(Unpooled.EMPTY_BUFFER, region, false);
    }

    /** Takes over {@code bytes}: more of the frame before, of whose region not all went. */
    public static Content continued(ByteBuf bytes) {
        return new Content(bytes, null, true);
    }

    /** Whether these bytes belong to the frame before, so that no header is written. */
    boolean isContinued() {
        return continued;
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
