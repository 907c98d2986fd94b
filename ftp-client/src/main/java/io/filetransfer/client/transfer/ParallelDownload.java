package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.ExtentMap;
import io.filetransfer.client.content.FileTarget;
import io.filetransfer.client.content.Range;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.failure.Remedy;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.client.net.Call;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;
import io.filetransfer.codec.body.SerialExecutor;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A file that is got on several connections, or of which an earlier transfer has left more than the beginning. All pieces
 * are of one version; in the end their joined digest is compared with that of the whole.
 */
final class ParallelDownload extends CompoundCall<TransferResult> implements Streams.Owner {
    private final FileTarget target;
    private final Exchange<?> before;
    private final RetryBudget budget;
    private final Executor disk;
    private final Owner owner;
    private final Streams streams;
    private final ExtentMap there = new ExtentMap();
    private final Map<Long, RangeExchange.Place> places = new HashMap<>();
    private final Version version;
    private final long size;
    private Options head = Options.NONE;
    /** Whether some of the content came in an answer whose end nobody has seen. */
    private boolean doubtful;

    private boolean confirming;

    /** Whoever has a file got in pieces. */
    interface Owner extends Call.Owner<TransferResult> {
        /** Told where the time goes. */
        TransferMeter meter();

        /** All of it is there and is the file, and the call has ended. On the target's executor. */
        void complete(Options head, long length, Digest whole);

        /** The call has ended, and nothing of it writes to the target any more. On the target's executor. */
        void broken(ParallelDownload ended, Throwable cause);
    }

    /**
     * @param target knows version and size, and what is there
     * @param before the first piece is asked for behind it; null if there is none
     * @param budget of the transfer
     */
    ParallelDownload(
            String name,
            FileTarget target,
            Exchange<?> before,
            StreamCount count,
            RetryBudget budget,
            Executor disk,
            Owner owner) {
        super(name, owner);
        this.before = before;
        this.target = target;
        this.budget = budget;
        this.disk = disk;
        this.owner = owner;
        this.streams = new Streams(this, this, count, budget);
        this.version = target.version();
        this.size = target.size();
    }

    @Override
    public boolean needsPreparing() {
        return true;
    }

    @Override
    public void prepare() {
        owner.total(size);
        if (target.extents().isEmpty() && target.held().length() > 0) {
            there.put(target.held());
        } else {
            there.putAll(target.extents().values());
        }
        try {
            target.prepare(size - there.length());
        } catch (IOException e) {
            throw target.failure(e);
        }
    }

    @Override
    void begin() {
        doubtful = !there.isEmpty();
        streams.settle(there.length());
        streams.toDo(there.missing(List.of(new Range(0, size))));
        if (before == null) {
            streams.goOn();
        } else {
            streams.goOnBehind(before);
        }
    }

    @Override
    public Exchange<Extent> exchange(Streams.Piece piece, boolean first, RunningTransfer<Extent> outcome) {
        long offset = piece.range().offset();
        RangeExchange.Place place = new RangeExchange.Place(target, offset, new SerialExecutor(disk));
        places.put(offset, place);
        return new RangeExchange(name(), piece, version, place, this::begun, owner.meter(), outcome);
    }

    private void begun(Options head) {
        this.head = head;
        target.begin(head);
    }

    @Override
    public void got(Range range, Extent content) {
        places.remove(range.offset());
        there.put(content);
    }

    @Override
    public void lost(Range range, Throwable cause) {
        Extent some = places.remove(range.offset()).held();
        if (some.length() > 0 && !(cause instanceof FileTransferException.Corrupt)) {
            there.put(some);
            streams.settle(some.length());
            doubtful = true;
        }
    }

    @Override
    public List<Range> remaining(List<Range> lost) {
        return there.missing(lost);
    }

    @Override
    public RetryPolicy.Phase phase() {
        return RetryPolicy.Phase.PIECE;
    }

    @Override
    public void recover(Streams.Stream stream, List<Range> lost, long delayNanos) {
        later(delayNanos, () -> streams.goOn(stream, remaining(lost)));
    }

    @Override
    public void allSent(Exchange<?> last) {}

    @Override
    public void allThere() {
        if (confirming) {
            return;
        }
        confirming = true;
        Extent whole = there.joined();
        if (whole.length() != size) {
            throw new IllegalStateException("Only " + whole.length() + " bytes of " + name() + " were got");
        }
        Digest stored = head.get(Option.DIGEST, null);
        boolean comparable =
                stored != null && stored.algorithm() == whole.digest().algorithm();
        if (comparable && !stored.equals(whole.digest())) {
            abandon(Failures.corrupt(ErrorCode.CORRUPT, name(), "The parts that came are not the file"));
        } else if (comparable || stored == null && !doubtful && !head.equals(Options.NONE)) {
            publish(whole.digest());
        } else {
            confirm(whole.digest(), 0);
        }
    }

    /** Nobody has compared all of it with the file: the server reads that once. */
    private void confirm(Digest digest, long delayNanos) {
        Options options = Options.NONE.with(Option.DIGEST_ALGORITHM, digest.algorithm());
        ask(Choice.DIGEST, name(), options, delayNanos, (reply, cause) -> {
            if (cause != null) {
                Remedy remedy = RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, cause);
                orAgain(remedy, cause, budget, size, delay -> confirm(digest, delay));
            } else if (!version.equals(reply.get(Option.VERSION, version))) {
                abandon(Failures.of(ErrorCode.VERSION_MISMATCH, name(), "The file changed meanwhile"));
            } else if (!digest.equals(reply.get(Option.DIGEST, null))) {
                abandon(Failures.corrupt(ErrorCode.CORRUPT, name(), "The parts that came are not the file"));
            } else {
                publish(digest);
            }
        });
    }

    private void publish(Digest digest) {
        onTarget(() -> {
            if (end()) {
                owner.complete(head.with(Option.VERSION, version), size, digest);
            }
        });
    }

    private void onTarget(Runnable task) {
        try {
            target.executor().execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** After all that still writes to the file. */
    @Override
    public void giveUp(Throwable cause) {
        whenQuiet(() -> onTarget(() -> owner.broken(this, cause)));
    }
}
