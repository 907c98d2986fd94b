package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferListener;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.ExtentMap;
import io.filetransfer.client.content.FileSource;
import io.filetransfer.client.content.PartSource;
import io.filetransfer.client.content.Range;
import io.filetransfer.client.content.UploadState;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.failure.Remedy;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.client.net.Call;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A local file that is put in parts, so that what the server has of it is not lost with a connection or a process. The
 * parts are followed by a COMMIT; what happened after a failure is asked by a STATUS, whose checksums are compared with
 * the file before anything is built on it.
 */
public final class PartedUpload extends ParallelTransfer {
    /** What is smaller comes again in less time than keeping its state is worth. */
    public static final long SMALLEST = 8 << 20;

    /** How often the server may be short of what it acknowledged. */
    private static final int MAX_MISSES = 3;

    /** A server that does not answer by then keeps what it has for a day. */
    private static final int ABORT_SECONDS = 5;

    private final PutRequest request;
    private final FileSource file;
    private final Function<FileSource, UploadState> states;
    private final Executor disk;
    private final Function<RunningTransfer<TransferResult>, Call<TransferResult>> whole;
    private final RetryBudget budget;
    private final ExtentMap sent = new ExtentMap();
    private UploadState state;
    private PartSource source;
    private boolean committing;
    /** Of all content, once it is known. */
    private Digest digest;

    private int misses;
    private long resumedFrom;

    /**
     * @param states finds the state that belongs to the open file; on a disk thread
     * @param budget of the transfer
     * @param whole makes what puts the same at once, for a server that does not take parts
     */
    PartedUpload(
            PutRequest request,
            FileSource file,
            Function<FileSource, UploadState> states,
            StreamCount count,
            RetryBudget budget,
            Executor disk,
            Function<RunningTransfer<TransferResult>, Call<TransferResult>> whole,
            RunningTransfer<TransferResult> transfer) {
        super(request.name(), count, budget, transfer);
        this.request = request;
        this.file = file;
        this.states = states;
        this.disk = disk;
        this.whole = whole;
        this.budget = budget;
    }

    @Override
    public boolean needsPreparing() {
        return true;
    }

    @Override
    public void prepare() {
        try {
            file.open(DigestAlgorithm.CRC32C, -1);
        } catch (IOException e) {
            throw file.failure(e);
        }
        transfer().total(file.size());
        state = states.apply(file);
        source = new PartSource(file, state, disk);
    }

    @Override
    void begin() {
        if (state.outdated() != null) {
            // Nobody waits for it: at worst the server keeps it for a day.
            Options outdated = Options.NONE.with(Option.UPLOAD_ID, state.outdated());
            ask(Choice.ABORT, name(), outdated, 0, (reply, cause) -> {});
        }
        if (state.resumed()) {
            status(null, all(), 0, this::goOnFrom, this::committedBefore);
        } else {
            toDo(all());
            look(0);
        }
    }

    private List<Range> all() {
        return List.of(new Range(0, file.size()));
    }

    private void goOnFrom(List<Range> missing) {
        resumedFrom = sent.length();
        toDo(missing);
        look(0);
    }

    /** Finds out early what the COMMIT would be refused for. */
    private void look(long delayNanos) {
        UploadCondition condition = new UploadCondition(request, file.size());
        String asked = condition.asks();
        if (asked == null) {
            goOn();
            return;
        }
        ask(Choice.STAT, asked, Options.NONE, delayNanos, (there, cause) -> {
            if (cause != null && !condition.isAnsweredBy(cause)) {
                orAgain(cause, this::look);
                return;
            }
            FileTransferException refusal = condition.refusal(there);
            if (refusal != null) {
                abandon(refusal);
            } else {
                goOn();
            }
        });
    }

    private void ask(
            Choice choice, String name, Options options, long delayNanos, BiConsumer<Options, Throwable> then) {
        submit(new SimpleExchange<>(choice, name, options, Function.identity(), outcome(then)), delayNanos);
    }

    private Options id() {
        return Options.NONE.with(Option.UPLOAD_ID, state.id());
    }

    private static boolean isCode(Throwable cause, ErrorCode code) {
        return cause instanceof FileTransferException known && known.code() == code;
    }

    /** @param step gets the nanoseconds to wait */
    private void orAgain(Throwable cause, Consumer<Long> step) {
        orAgain(RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, cause), cause, budget, settled(), step);
    }

    private void orAgain(Remedy remedy, Throwable cause, RetryBudget budget, long kept, Consumer<Long> step) {
        long delay = budget.next(remedy, cause, kept);
        if (delay < 0) {
            abandon(cause);
        } else {
            step.accept(delay);
        }
    }

    /**
     * Asks what the server has.
     *
     * @param stream that needs to know; or null
     * @param wanted what is to be known of
     * @param then gets what of it is missing
     * @param committed gets the answer to an earlier COMMIT
     */
    private void status(
            Stream stream,
            List<Range> wanted,
            long delayNanos,
            Consumer<List<Range>> then,
            Consumer<Options> committed) {
        ask(Choice.STATUS, name(), id(), delayNanos, (reply, cause) -> {
            if (isCode(cause, ErrorCode.UPLOAD_UNKNOWN)) {
                wanted.forEach(this::forget);
                then.accept(wanted);
            } else if (cause != null && stream != null) {
                Remedy remedy = RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, cause);
                orAgain(remedy, cause, stream.budget, 0, delay -> status(stream, wanted, delay, then, committed));
            } else if (cause != null) {
                orAgain(cause, delay -> status(null, wanted, delay, then, committed));
            } else if (reply.has(Option.HELD)) {
                onDisk(() -> source.same(reply.get(Option.HELD, List.of()), wanted), found -> {
                    wanted.forEach(this::forget);
                    sent.putAll(found.extents());
                    settle(found.length());
                    then.accept(found.missing(wanted));
                });
            } else {
                committed.accept(reply);
            }
        });
    }

    private void forget(Range range) {
        settle(-sent.remove(range));
    }

    private interface Reading<V> {
        V read() throws IOException;
    }

    private <V> void onDisk(Reading<V> reading, Consumer<V> then) {
        try {
            disk.execute(() -> {
                try {
                    V value = reading.read();
                    pool().loop().execute(() -> guarded(() -> then.accept(value)));
                } catch (IOException | RuntimeException | Error e) {
                    abandon(file.failure(e));
                }
            });
        } catch (RejectedExecutionException e) {
            abandon(e);
        }
    }

    @Override
    Exchange<Extent> exchange(Piece piece, boolean first, RunningTransfer<Extent> outcome) {
        return new PartExchange(name(), state.id(), file.size(), piece, first, source, sent::put, outcome);
    }

    @Override
    void got(Range range, Extent content) {
        sent.put(content);
    }

    @Override
    void lost(Range range, Throwable cause) {
        sent.remove(range.offset());
    }

    /** The server is not asked: most of the time it has nothing of what would be worth it. */
    @Override
    List<Range> remaining(List<Range> lost) {
        return lost;
    }

    @Override
    RetryPolicy.Phase phase() {
        return RetryPolicy.Phase.PART;
    }

    @Override
    void recover(Stream stream, List<Range> lost, long delayNanos) {
        status(stream, lost, delayNanos, missing -> goOn(stream, missing), this::committedMeanwhile);
    }

    @Override
    void allSent(Exchange<?> last) {
        if (!committing) {
            commit(exchange -> submitBehind(exchange, last));
        }
    }

    @Override
    void allThere() {
        if (!committing) {
            commit(exchange -> submit(exchange, 0));
        }
    }

    private Extent content() {
        Extent content = sent.joined();
        if (content.length() != file.size()) {
            throw new IllegalStateException("Only " + content.length() + " bytes of " + name() + " were sent");
        }
        return content;
    }

    private void commit(Consumer<Exchange<?>> submit) {
        committing = true;
        digest = content().digest();
        Options options = file.publishing(request)
                .with(Option.UPLOAD_ID, state.id())
                .with(Option.SIZE, file.size())
                .with(Option.DIGEST, digest);
        submit.accept(
                new SimpleExchange<>(Choice.COMMIT, name(), options, Function.identity(), outcome(this::committed)));
    }

    private void committed(Options reply, Throwable cause) {
        committing = false;
        if (cause == null) {
            finish(reply);
            return;
        }
        if (hasStreams()) {
            return; // parts before it on the same connection have failed: when they are there, it is sent again
        }
        Remedy remedy = RetryPolicy.remedy(RetryPolicy.Phase.COMMIT, cause);
        boolean fellShort = remedy == Remedy.ASK && !((FileTransferException) cause).mayRetry();
        if (!fellShort) {
            orAgain(remedy, cause, budget, settled(), this::commitAgain);
        } else if (misses++ < MAX_MISSES) {
            commitAgain(0);
        } else {
            abandon(cause);
        }
    }

    private void commitAgain(long delayNanos) {
        Consumer<List<Range>> goOn = missing -> {
            toDo(missing);
            goOn();
        };
        status(null, all(), delayNanos, goOn, this::finish);
    }

    /**
     * An earlier process had it committed and did not hear of it. That counts if the name still has this content: after
     * all, somebody has just asked for it.
     */
    private void committedBefore(Options reply) {
        onDisk(() -> source.read(all().get(0)), content -> {
            if (content.digest().equals(reply.get(Option.DIGEST, null))) {
                lookForIt(reply, content, 0);
            } else {
                beginAnew();
            }
        });
    }

    /** By a COMMIT whose answer was lost, or of another process, which does not change what the file should be. */
    private void committedMeanwhile(Options reply) {
        if (digest != null) {
            finish(reply);
        } else {
            onDisk(() -> source.read(all().get(0)), content -> {
                digest = content.digest();
                finish(reply);
            });
        }
    }

    private void lookForIt(Options reply, Extent content, long delayNanos) {
        ask(Choice.STAT, name(), Options.NONE, delayNanos, (there, cause) -> {
            if (cause != null && !isCode(cause, ErrorCode.NOT_FOUND)) {
                orAgain(cause, delay -> lookForIt(reply, content, delay));
            } else if (cause == null
                    && Objects.equals(there.get(Option.VERSION, null), reply.get(Option.VERSION, null))) {
                digest = content.digest();
                resumedFrom = content.length();
                settle(content.length());
                finish(reply);
            } else {
                beginAnew();
            }
        });
    }

    private void beginAnew() {
        onDisk(this::renew, renewed -> {
            toDo(all());
            look(0);
        });
    }

    private UploadState renew() {
        state.renew();
        return state;
    }

    private void finish(Options reply) {
        if (digest == null || !digest.equals(reply.get(Option.DIGEST, digest))) {
            abandon(Failures.corrupt(
                    ErrorCode.CHECKSUM_MISMATCH, name(), "The server acknowledged other content than was sent"));
            return;
        }
        if (!end()) {
            return;
        }
        TransferResult result = new TransferResult(
                name(),
                file.size(),
                digest,
                reply.get(Option.VERSION, null),
                reply.get(Option.MODIFIED, null),
                reply.get(Option.MODE, -1),
                reply.get(Option.DURABILITY, Durability.RELAXED),
                resumedFrom,
                transfer().elapsed());
        letGo(true, () -> transfer().succeed(result));
    }

    @Override
    public void giveUp(Throwable cause) {
        if (state == null) {
            file.close();
            transfer().fail(cause);
            return;
        }
        if (isCode(cause, ErrorCode.UNSUPPORTED)
                && !(cause instanceof FileTransferException.BadAnswer)
                && passOn(whole.apply(transfer()), 0)) {
            letGo(true, () -> {});
            return;
        }
        if (request.resume() && RetryPolicy.keepsParts(cause)) {
            letGo(false, () -> transfer().fail(cause));
            return;
        }
        abort(() -> letGo(true, () -> transfer().fail(cause)));
    }

    /** The server need not keep any of it. Who cancelled waits for that, but not for long. */
    private void abort(Runnable then) {
        RunningTransfer<Options> aborted = new RunningTransfer<>(TransferListener.NONE, Runnable::run);
        SimpleExchange<Options> abort = new SimpleExchange<>(Choice.ABORT, name(), id(), Function.identity(), aborted);
        abort.bind(pool());
        aborted.future().whenComplete((reply, failure) -> then.run());
        try {
            EventLoop loop = pool().loop();
            loop.execute(() -> {
                loop.schedule(
                        () -> abort.abandon(Failures.of(ErrorCode.TIMEOUT, name(), "The upload could not be aborted")),
                        ABORT_SECONDS,
                        TimeUnit.SECONDS);
                // What comes after it would begin the upload again.
                whenAnswered(() -> {
                    if (!abort.hasEnded()) {
                        pool().submitNow(abort, 0);
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            abort.abandon(e);
        }
    }

    private void letGo(boolean remove, Runnable then) {
        Runnable last = () -> {
            if (remove) {
                state.remove();
            } else {
                state.keep();
            }
            source.close();
            then.run();
        };
        try {
            disk.execute(last);
        } catch (RejectedExecutionException e) {
            last.run();
        }
    }
}
