package io.filetransfer.client.content;

import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;
import io.filetransfer.codec.body.BodyWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Where the content of an answer goes. */
public abstract class ContentTarget implements BodyWriter {
    private final Executor executor;
    private Extent held = Extent.NOTHING;
    private Version version;

    /** @param executor runs the writing, one task at a time; may wait */
    public ContentTarget(Executor executor) {
        this.executor = executor;
    }

    public final Executor executor() {
        return executor;
    }

    /** Whether the caller's code decides how fast content is taken. */
    public boolean paced() {
        return true;
    }

    /** Whether {@link #check} has something to do. */
    public boolean needsChecking() {
        return false;
    }

    /**
     * Refuses a target that cannot work, on a disk thread, before anything is sent.
     *
     * @param over whether nobody waits for it any more
     */
    public void check(BooleanSupplier over) throws IOException {}

    /** What is there already, from an earlier answer; the next one may begin behind it. */
    public final Extent held() {
        return held;
    }

    /** Of what is held. */
    public final Version version() {
        return version;
    }

    public final void hold(Extent held, Version version) {
        this.held = held;
        this.version = version;
    }

    /** Whether content that was written can be taken back, or be kept and resumed from. */
    public boolean rewinds() {
        return false;
    }

    /** Forgets all content. On the executor. */
    public void rewind() throws IOException {
        hold(Extent.at(held.offset()), null);
    }

    /** Whether that much content is to be told of with {@link #wrote}, before more of it comes. On the event loop. */
    public boolean wantsToKnow(long bytes, long nanos) {
        return false;
    }

    /** What is held has become more. On the executor. */
    public void wrote(Extent more, Version version) {
        hold(held.plus(more), version);
    }

    /** Bytes that were there before the transfer began, and were useful. */
    public long resumedFrom() {
        return 0;
    }

    /** The head of the answer, before the first content. On the event loop. */
    public void begin(Options head) {}

    @Override
    public abstract void write(ByteBuffer content, long position) throws IOException;

    /** All content came and is what was sent: publishes it. On the executor. */
    public abstract void finish() throws IOException;

    /**
     * All is there and checked, and nobody else ends the transfer. On the executor.
     *
     * @param then to be called once it is published
     * @param failed to be called, by any thread, if it could not be
     */
    public final void publish(Runnable then, Consumer<Throwable> failed) {
        try {
            finish();
        } catch (IOException | RuntimeException | Error e) {
            RuntimeException cause = failure(e);
            abandon(cause, () -> failed.accept(cause));
            return;
        }
        then.run();
    }

    /**
     * The transfer ended early; any thread. Removes what was written, or keeps it for another transfer, and wakes a {@link #write} that waits where it can.
     *
     * @param then to be called, by any thread, when that is done
     */
    public abstract void abandon(Throwable cause, Runnable then);

    /** The outcome of a transfer whose target failed so. */
    public abstract RuntimeException failure(Throwable cause);
}
