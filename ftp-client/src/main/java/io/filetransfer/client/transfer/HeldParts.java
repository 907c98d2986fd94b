package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.content.ExtentMap;
import io.filetransfer.client.content.PartSource;
import io.filetransfer.client.content.Range;
import io.filetransfer.client.content.UploadState;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What the server has of an upload in parts, as far as is known: what was sent since it was asked, and what it answered
 * to a STATUS, whose checksums are compared with the file before anything is built on it. Of the event loop.
 */
final class HeldParts {
    /** What a question that failed does. */
    interface Retries {
        /** @param step gets the nanoseconds to wait */
        void orAgain(Throwable cause, LongConsumer step);
    }

    private interface Reading<V> {
        V read() throws IOException;
    }

    private final CompoundCall<?> call;
    private final Streams streams;
    private final UploadState state;
    private final PartSource source;
    private final Executor disk;
    private final ExtentMap sent = new ExtentMap();

    HeldParts(CompoundCall<?> call, Streams streams, UploadState state, PartSource source, Executor disk) {
        this.call = call;
        this.streams = streams;
        this.state = state;
        this.source = source;
        this.disk = disk;
    }

    /** The server has it, or soon will. */
    void put(Extent content) {
        sent.put(content);
    }

    /** It is not known whether it has what begins there. */
    void remove(long offset) {
        sent.remove(offset);
    }

    /** Bytes in all. */
    long length() {
        return sent.length();
    }

    /** From the beginning of the file to the first gap. */
    Extent joined() {
        return sent.joined();
    }

    /**
     * Asks what the server has.
     *
     * @param wanted what is to be known of
     * @param then gets what of it is missing
     * @param committed gets the answer to an earlier COMMIT
     */
    void ask(
            Retries retries,
            List<Range> wanted,
            long delayNanos,
            Consumer<List<Range>> then,
            Consumer<Options> committed) {
        Options id = Options.NONE.with(Option.UPLOAD_ID, state.id());
        call.ask(Choice.STATUS, call.name(), id, delayNanos, (reply, cause) -> {
            if (isCode(cause, ErrorCode.UPLOAD_UNKNOWN)) {
                wanted.forEach(this::forget);
                then.accept(wanted);
            } else if (cause != null) {
                retries.orAgain(cause, delay -> ask(retries, wanted, delay, then, committed));
            } else if (reply.has(Option.HELD)) {
                onDisk(() -> source.same(reply.get(Option.HELD, List.of()), wanted), found -> {
                    wanted.forEach(this::forget);
                    sent.putAll(found.extents());
                    streams.settle(found.length());
                    then.accept(found.missing(wanted));
                });
            } else {
                committed.accept(reply);
            }
        });
    }

    private void forget(Range range) {
        streams.settle(-sent.remove(range));
    }

    static boolean isCode(Throwable cause, ErrorCode code) {
        return cause instanceof FileTransferException known && known.code() == code;
    }

    /** The file's content, as it would be committed. */
    void read(Range all, Consumer<Extent> then) {
        onDisk(() -> source.read(all), then);
    }

    /**
     * An earlier process had it committed and did not hear of it. That counts if the name still has this content: after
     * all, somebody has just asked for it.
     *
     * @param reply the answer to that COMMIT
     * @param counts gets what was committed
     * @param anew called, with another id, when that is something else
     */
    void committedBefore(Retries retries, Options reply, Range all, Consumer<Extent> counts, Runnable anew) {
        read(all, content -> {
            if (content.digest().equals(reply.get(Option.DIGEST, null))) {
                lookForIt(retries, reply, 0, () -> counts.accept(content), anew);
            } else {
                begin(anew);
            }
        });
    }

    private void lookForIt(Retries retries, Options reply, long delayNanos, Runnable counts, Runnable anew) {
        call.ask(Choice.STAT, call.name(), Options.NONE, delayNanos, (there, cause) -> {
            if (cause != null && !isCode(cause, ErrorCode.NOT_FOUND)) {
                retries.orAgain(cause, delay -> lookForIt(retries, reply, delay, counts, anew));
            } else if (cause == null
                    && Objects.equals(there.get(Option.VERSION, null), reply.get(Option.VERSION, null))) {
                counts.run();
            } else {
                begin(anew);
            }
        });
    }

    private void begin(Runnable anew) {
        onDisk(
                () -> {
                    state.renew();
                    return state;
                },
                renewed -> anew.run());
    }

    private <V> void onDisk(Reading<V> reading, Consumer<V> then) {
        try {
            disk.execute(() -> {
                try {
                    V value = reading.read();
                    call.pool().loop().execute(() -> call.guarded(() -> then.accept(value)));
                } catch (IOException | RuntimeException | Error e) {
                    call.abandon(source.failure(e));
                }
            });
        } catch (RejectedExecutionException e) {
            call.abandon(e);
        }
    }
}
