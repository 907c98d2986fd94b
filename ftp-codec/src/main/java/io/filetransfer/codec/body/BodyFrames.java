package io.filetransfer.codec.body;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.RunningDigest;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * Makes the frames of a body, one after the other.
 *
 * <p>Where the {@link Outlet} takes regions of the file, a content frame is one. Its bytes are read once all the same: that
 * brings them into the page cache before the event loop sends them, and gives their digest. When the reader knows the digest,
 * only what is not in memory is read. Elsewhere a content frame is the bytes.
 *
 * <p>For one disk thread at a time, but for {@link #useBytes}.
 */
final class BodyFrames {
    /** Makes a region of the reader's file. */
    interface Regions {
        PagedRegion of(long position, int count, Residency.Pages pages);
    }

    private static final int REGION_LENGTH = Limits.CONTENT;
    /** Read at once, with the header in front of it: whole batches of {@link TlsRecords} where that is encrypted. */
    private static final int BUFFER_LENGTH = 256 << 10;

    private final BodyReader reader;
    private final long length;
    private final Outlet outlet;
    private final Regions regions;
    private final Residency residency;
    private final Digest known;
    private final RunningDigest digest;
    private final BodyClock clock;

    /** What regions are read with; null while nothing is read. */
    private ByteBuf scratch;

    private int borrowed;

    /** Next byte to read. */
    private long position;

    /** Bytes in frames so far. */
    private long done;

    /** What follows goes as bytes. */
    private volatile boolean bytes;

    /**
     * @param offset first byte
     * @param length bytes in all, or -1 for all to the reader's end
     */
    BodyFrames(
            BodyReader reader,
            long offset,
            long length,
            DigestAlgorithm algorithm,
            Outlet outlet,
            Regions regions,
            BodyClock clock) {
        this.reader = reader;
        this.position = offset;
        this.length = length;
        this.outlet = outlet;
        this.regions = regions;
        this.residency = outlet.regionsOf(reader);
        this.known = reader.knownDigest();
        this.digest = new RunningDigest(algorithm);
        this.clock = clock;
        this.bytes = residency == null;
    }

    /** No more regions: their pages left memory before they were sent, or a loop waited for the disk. Any thread. */
    void useBytes() {
        bytes = true;
    }

    /** The next content, or the end. */
    Frame next() throws IOException {
        Frame next = null;
        if (length < 0 || done < length) {
            next = bytes ? readBytes() : readRegion(wanted(REGION_LENGTH));
        }
        return next != null ? next : end();
    }

    /** Gives back what was borrowed for reading; nothing is read for now. */
    void pause() {
        ReferenceCountUtil.release(scratch);
        scratch = null;
        outlet.memory().give(borrowed); // also when there was no memory for the buffer that it was for
        borrowed = 0;
    }

    private int wanted(int most) {
        int piece = Math.min(most, outlet.most());
        return (int) (length >= 0 ? Math.min(piece, length - done) : piece);
    }

    private Frame readBytes() throws IOException {
        int wanted = wanted(outlet.memory().share(BUFFER_LENGTH) - Content.HEADER_ROOM);
        ByteBuf buffer = outlet.allocator().directBuffer(Content.HEADER_ROOM + wanted);
        try {
            buffer.setIndex(Content.HEADER_ROOM, Content.HEADER_ROOM);
            int count = readOnce(buffer, wanted);
            if (count == 0) {
                return null;
            }
            if (count <= wanted / 4) { // a reader that gives little at a time: what waits holds no more than it is
                return Content.of(outlet.allocator().directBuffer(count, count).writeBytes(buffer));
            }
            Content content = Content.withHeaderRoom(buffer);
            buffer = null;
            return content;
        } finally {
            if (buffer != null) {
                buffer.release();
            }
        }
    }

    private Frame readRegion(int wanted) throws IOException {
        long start = position;
        Residency.Pages pages = residency.pages(position, wanted);
        if (pages == null) {
            useBytes();
            return readBytes();
        }
        if (known != null
                && pages.loadedFrom(0)
                && position + wanted <= reader.channel().size()) {
            position += wanted;
            done += wanted;
            return Content.of(regions.of(start, wanted, pages));
        }
        int count = load(wanted);
        if (count == 0) {
            return null;
        }
        return Content.of(regions.of(start, count, count == wanted ? pages : residency.pages(start, count)));
    }

    /** @return bytes read; fewer only at the end */
    private int load(int wanted) throws IOException {
        if (scratch == null) {
            borrowed = outlet.memory().borrow(BUFFER_LENGTH);
            scratch = outlet.allocator().directBuffer(borrowed, borrowed);
        }
        int count = 0;
        while (count < wanted) {
            scratch.clear();
            int read = readOnce(scratch, Math.min(wanted - count, scratch.capacity()));
            if (read == 0) {
                break;
            }
            count += read;
        }
        return count;
    }

    /** Adds what one read gives. */
    private int readOnce(ByteBuf buffer, int wanted) throws IOException {
        int start = buffer.writerIndex();
        int count = reader.read(buffer.internalNioBuffer(start, wanted), position);
        if (count == 0 && length >= 0) {
            throw new BodyReader.ShortenedException();
        }
        clock.disk();
        digest.update(buffer.internalNioBuffer(start, count));
        clock.digest();
        buffer.writerIndex(start + count);
        position += count;
        done += count;
        reader.passed(digest);
        return count;
    }

    private Frame end() throws IOException {
        reader.checkUnchanged();
        clock.disk();
        return new End(done, known != null ? known : digest.digest());
    }
}
