package io.filetransfer.codec.body;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/**
 * A region of a file that the transport sends only as far as its pages are in memory, so that an event loop never waits for
 * a disk. Before each step the transport asks how much went ({@link #transferred}) and how much there is ({@link #count}).
 * If what is left is not in memory at that moment, the answer is what went: the transport takes the region for done, and
 * whoever made it sends the rest by another way.
 *
 * <p>Does not close the file. Event loop only.
 */
abstract class PagedRegion extends DefaultFileRegion {
    /**
     * For so long a look at the pages counts. One is taken over all that is left, so before each of many small steps it
     * would cost more than sending them.
     */
    static final long LOOK_NANOS = 20_000_000;

    private final Residency.Pages pages;
    private final Stalls stalls;
    private final Object disk;
    /** Whether a step has begun, and when. */
    private boolean stepping;

    private long stepBegan;
    private boolean asked;
    private boolean cut;
    /** Whether all that is left was in memory, and when. */
    private boolean loaded;

    private long lookedAt;
    private long sentBefore;

    /**
     * @param pages those of the region; null if nothing can be told of them
     * @param disk that the file lies on, as {@link BodyReader#disk} has it
     */
    PagedRegion(FileChannel file, long position, long count, Residency.Pages pages, Stalls stalls, Object disk) {
        super(file, position, count);
        this.pages = pages;
        this.stalls = stalls;
        this.disk = disk;
    }

    /** Called when a step took so long that the disk must have been waited for. */
    abstract void stalled();

    /** Bytes that are to be sent by another way; to be asked once the transport let go of the region. */
    final long left() {
        return cut ? super.count() - super.transferred() : 0;
    }

    /** Where in the file those are. */
    final long nextByte() {
        return position() + super.transferred();
    }

    @Override
    public final long transferred() {
        long sent = super.transferred();
        if (stepping && sent > sentBefore && stalls.wasStall(disk, stepBegan)) {
            stalled();
        }
        stepping = false;
        asked = true;
        return sent;
    }

    @Override
    public final long count() {
        if (!asked) {
            return super.count(); // for the size of what is written, before any of it goes
        }
        asked = false;
        sentBefore = super.transferred();
        stepBegan = stalls.now();
        if (sentBefore < super.count() && mayWait()) {
            cut = true;
            return sentBefore;
        }
        stepping = true;
        return super.count();
    }

    /** Whether the next step may wait for the disk; where one has, what a look at the pages says is not relied on. */
    private boolean mayWait() {
        if (pages == null || stalls.isSlow(disk)) {
            return true;
        }
        if (!loaded || stepBegan - lookedAt > LOOK_NANOS) {
            loaded = pages.loadedFrom(sentBefore);
            lookedAt = stepBegan;
        }
        return !loaded;
    }
}
