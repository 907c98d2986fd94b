package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
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
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * A local file that is put in parts, so that what the server has of it is not lost with a connection or a process. The
 * parts are followed by a COMMIT; what happened after a failure is asked by a STATUS.
 */
public final class PartedUpload extends CompoundCall<TransferResult> implements Streams.Owner {
    /** What is smaller comes again in less time than keeping its state is worth. */
    public static final long SMALLEST = 8 << 20;

    /** How often the server may be short of what it acknowledged. */
    private static final int MAX_MISSES = 3;

    private final PutRequest request;
    private final FileSource file;
    private final Function<FileSource, UploadState> states;
    private final Executor disk;
    private final RetryBudget budget;
    private final Owner owner;
    private final Streams streams;
    private UploadState state;
    private PartSource source;
    private HeldParts held;
    private boolean committing;
    /** Of all content, once it is known. */
    private Digest digest;

    private int misses;
    private long resumedFrom;

    /** Whoever has a file put in parts. */
    interface Owner extends Call.Owner<TransferResult> {
        /** Told where the time goes. */
        TransferMeter meter();

        /** The call has ended, and the server has this content, of which it had some before. Any thread. */
        void stored(Options reply, End content, long resumedFrom);

        /** The server takes no parts, and the call has ended: whether another one puts all of it at once. */
        boolean takesNoParts(PartedUpload ended);

        /** The call has ended, and so has the transfer. Any thread. */
        void over(Throwable cause);
    }

    /**
     * @param states finds the state that belongs to the open file; on a disk thread
     * @param budget of the transfer
     */
    PartedUpload(
            PutRequest request,
            FileSource file,
            Function<FileSource, UploadState> states,
            StreamCount count,
            RetryBudget budget,
            Executor disk,
            Owner owner) {
        super(request.name(), owner);
        this.request = request;
        this.file = file;
        this.states = states;
        this.disk = disk;
        this.budget = budget;
        this.owner = owner;
        this.streams = new Streams(this, this, count, budget);
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
        owner.total(file.size());
        state = states.apply(file);
        source = new PartSource(file, state, disk);
        held = new HeldParts(this, streams, state, source, disk);
    }

    @Override
    void begin() {
        if (state.outdated() != null) {
            // Nobody waits for it: at worst the server keeps it for a day.
            Options outdated = Options.NONE.with(Option.UPLOAD_ID, state.outdated());
            ask(Choice.ABORT, name(), outdated, 0, (reply, cause) -> {});
        }
        if (state.resumed()) {
            held.ask(this::orAgain, List.of(all()), 0, this::goOnFrom, this::committedBefore);
        } else {
            fromTheBeginning();
        }
    }

    private Range all() {
        return new Range(0, file.size());
    }

    private void fromTheBeginning() {
        streams.toDo(List.of(all()));
        look(0);
    }

    private void goOnFrom(List<Range> missing) {
        resumedFrom = held.length();
        streams.toDo(missing);
        look(0);
    }

    private void committedBefore(Options reply) {
        Consumer<Extent> counts = content -> {
            digest = content.digest();
            resumedFrom = content.length();
            streams.settle(content.length());
            finish(reply);
        };
        held.committedBefore(this::orAgain, reply, all(), counts, this::fromTheBeginning);
    }

    /** Finds out early what the COMMIT would be refused for. */
    private void look(long delayNanos) {
        UploadCondition condition = new UploadCondition(request, file.size());
        String asked = condition.asks();
        if (asked == null) {
            streams.goOn();
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
                streams.goOn();
            }
        });
    }

    private void orAgain(Throwable cause, LongConsumer step) {
        orAgain(RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, cause), cause, budget, streams.settled(), step);
    }

    @Override
    public Exchange<Extent> exchange(Streams.Piece piece, boolean first, RunningTransfer<Extent> outcome) {
        return new PartUploadExchange(
                name(), state.id(), file.size(), piece, first, source, held::put, owner.meter(), outcome);
    }

    @Override
    public void got(Range range, Extent content) {
        held.put(content);
    }

    @Override
    public void lost(Range range, Throwable cause) {
        held.remove(range.offset());
    }

    /** The server is not asked: most of the time it has nothing of what would be worth it. */
    @Override
    public List<Range> remaining(List<Range> lost) {
        return lost;
    }

    @Override
    public RetryPolicy.Phase phase() {
        return RetryPolicy.Phase.PART;
    }

    @Override
    public void recover(Streams.Stream stream, List<Range> lost, long delayNanos) {
        HeldParts.Retries ofStream = (cause, step) ->
                orAgain(RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, cause), cause, stream.budget, 0, step);
        held.ask(ofStream, lost, delayNanos, missing -> streams.goOn(stream, missing), this::committedMeanwhile);
    }

    /** By a COMMIT whose answer was lost, or of another process, which does not change what the file should be. */
    private void committedMeanwhile(Options reply) {
        if (digest != null) {
            finish(reply);
        } else {
            held.read(all(), content -> {
                digest = content.digest();
                finish(reply);
            });
        }
    }

    @Override
    public void allSent(Exchange<?> last) {
        if (!committing) {
            submitBehind(commit(), last);
        }
    }

    @Override
    public void allThere() {
        if (!committing) {
            submit(commit(), 0);
        }
    }

    private Exchange<Options> commit() {
        Extent content = held.joined();
        if (content.length() != file.size()) {
            throw new IllegalStateException("Only " + content.length() + " bytes of " + name() + " were sent");
        }
        committing = true;
        digest = content.digest();
        Options options = owner.meter()
                .asking(file.publishing(request))
                .with(Option.UPLOAD_ID, state.id())
                .with(Option.SIZE, file.size())
                .with(Option.DIGEST, digest);
        return question(Choice.COMMIT, name(), options, this::committed);
    }

    private void committed(Options reply, Throwable cause) {
        committing = false;
        if (cause == null) {
            owner.meter().told(reply);
            finish(reply);
            return;
        }
        if (!streams.isEmpty()) {
            return; // parts before it on the same connection have failed: when they are there, it is sent again
        }
        Remedy remedy = RetryPolicy.remedy(RetryPolicy.Phase.COMMIT, cause);
        boolean fellShort = remedy == Remedy.ASK && !((FileTransferException) cause).mayRetry();
        if (!fellShort) {
            orAgain(remedy, cause, budget, streams.settled(), this::commitAgain);
        } else if (misses++ < MAX_MISSES) {
            commitAgain(0);
        } else {
            abandon(cause);
        }
    }

    private void commitAgain(long delayNanos) {
        Consumer<List<Range>> goOn = missing -> {
            streams.toDo(missing);
            streams.goOn();
        };
        held.ask(this::orAgain, List.of(all()), delayNanos, goOn, this::finish);
    }

    private void finish(Options reply) {
        if (digest == null || !digest.equals(reply.get(Option.DIGEST, digest))) {
            abandon(Failures.corrupt(
                    ErrorCode.CHECKSUM_MISMATCH, name(), "The server acknowledged other content than was sent"));
        } else if (end()) {
            ending().remove(() -> owner.stored(reply, new End(file.size(), digest), resumedFrom));
        }
    }

    private PartsEnd ending() {
        return new PartsEnd(this, state, source, disk);
    }

    @Override
    public void giveUp(Throwable cause) {
        if (state == null) {
            file.close();
            owner.over(cause);
        } else if (HeldParts.isCode(cause, ErrorCode.UNSUPPORTED)
                && !(cause instanceof FileTransferException.BadAnswer)
                && owner.takesNoParts(this)) {
            ending().remove(() -> {});
        } else if (isResumed(cause)) {
            ending().keep(() -> owner.over(cause));
        } else {
            PartsEnd end = ending();
            end.abort(() -> end.remove(cause, owner::over));
        }
    }

    /** Whether a later put may go on. A server that cannot be heard cannot be told that none will. */
    private boolean isResumed(Throwable cause) {
        return request.resume()
                && RetryPolicy.keepsParts(cause)
                && (state.isLeft() || RetryPolicy.isInterruption(cause));
    }
}
