package io.filetransfer.client.content;

import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * What stays of a large file that is got, when the transfer ends early, for the next one to resume from: a {@link
 * PartialFile} beside the target, with checkpoints of what has come.
 */
public final class KeptContent {
    /** What is smaller comes again in less time than it takes people to wonder about the files beside the target. */
    static final long SMALLEST = 8 << 20;

    private final Path target;
    private final String server;
    private final String name;
    private final Version expected;
    private final Executor checkpoints;
    /** What the content to come is, if it is worth keeping. */
    private PartialJournal.Origin origin;

    private volatile PartialFile partial;
    /** Whether another transfer could go on with what is there. */
    private volatile boolean useful;

    /**
     * @param server that the content comes from
     * @param name of the file there
     * @param expected the version that is wanted, or null
     * @param checkpoints runs them, one at a time; may wait
     */
    public KeptContent(Path target, String server, String name, Version expected, Executor checkpoints) {
        this.target = target;
        this.server = server;
        this.name = name;
        this.expected = expected;
        this.checkpoints = checkpoints;
    }

    /**
     * Takes over what an earlier transfer left; what is not useful goes.
     *
     * @param over whether nobody waits for it any more
     * @return what is there, or null
     */
    PartialFile.Resumption resume(BooleanSupplier over) throws IOException {
        PartialFile left = PartialFile.exists(target) ? PartialFile.lock(target) : null;
        if (left == null) {
            return null;
        }
        PartialFile.Resumption found = null;
        try {
            found = left.resume(server, name, expected, over);
        } finally {
            if (found == null && !over.getAsBoolean()) {
                left.discard();
            } else if (found == null) {
                left.keep();
            }
        }
        if (found != null) {
            useful = true;
            partial = left;
        }
        return found;
    }

    /**
     * The content is about to come.
     *
     * @param version of it, or null if that is not known
     * @param posix whether files have modes here
     * @param mode that the file is to have, or -1
     */
    void begin(Version version, long size, boolean posix, int mode) {
        // Without a mode to give it in the end, a file could not be nobody else's until then.
        boolean stays = version != null && size >= SMALLEST && (!posix || mode >= 0);
        origin = stays ? new PartialJournal.Origin(server, name, version, size) : null;
    }

    /** False if it is not worth it, another transfer has it, or its name is taken by something else. */
    boolean create() throws IOException {
        PartialFile growing = origin == null ? null : PartialFile.lock(target);
        if (growing == null) {
            return false;
        }
        try {
            growing.begin(origin);
        } catch (IOException e) {
            ClientLog.debug("A partial file could not be made", e);
            growing.discard();
            return false;
        }
        partial = growing;
        return true;
    }

    /** Where the content is, if it {@link #exists}. */
    Path path() {
        return partial.path();
    }

    FileChannel file() {
        return partial.file();
    }

    boolean exists() {
        return partial != null;
    }

    /** Content that was written is what was sent: it may be resumed from. Any thread. */
    void wrote(Extent extent) {
        useful = true;
        PartialFile growing = partial;
        if (growing != null) {
            try {
                checkpoints.execute(() -> growing.checkpoint(extent));
            } catch (RejectedExecutionException e) {
                growing.checkpoint(extent);
            }
        }
    }

    /** Nothing of it is to stay. */
    void discard() {
        useful = false;
        if (partial != null) {
            partial.discard();
            partial = null;
        }
    }

    /** Nothing is written to it any more. */
    void complete() throws IOException {
        if (partial != null) {
            partial.complete();
        }
    }

    /** It has its name. */
    void published() {
        if (partial != null) {
            partial.published();
        }
    }

    /**
     * The transfer has ended early.
     *
     * @param then called when it has been left, after the checkpoints that are under way
     * @return false if there is nothing useful: then it is not called
     */
    boolean leave(Runnable then) {
        PartialFile growing = partial;
        if (growing == null || !useful) {
            return false;
        }
        Runnable close = () -> {
            growing.keep();
            then.run();
        };
        try {
            checkpoints.execute(close);
        } catch (RejectedExecutionException e) {
            close.run();
        }
        return true;
    }
}
