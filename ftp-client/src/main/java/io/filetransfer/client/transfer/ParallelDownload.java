package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.ExtentMap;
import io.filetransfer.client.content.FileTarget;
import io.filetransfer.client.content.Range;
import io.filetransfer.client.failure.ClientLog;
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
import java.util.function.Function;

/**
 * A file that is got on several connections, or of which an earlier transfer has left more than the beginning. All pieces
 * are of one version; in the end their joined digest is compared with that of the whole.
 */
public final class ParallelDownload extends ParallelTransfer {
    private final GetRequest request;
    private final FileTarget target;
    private final RetryBudget budget;
    private final Executor disk;
    private final Function<RunningTransfer<TransferResult>, Call<TransferResult>> again;
    private final ExtentMap there = new ExtentMap();
    private final Map<Long, RangeExchange.Place> places = new HashMap<>();
    private final Version version;
    private final long size;
    private Options head = Options.NONE;
    /** Whether some of the content came in an answer whose end nobody has seen. */
    private boolean doubtful;

    private boolean confirming;

    /**
     * @param target knows version and size, and what is there
     * @param budget of the transfer
     * @param again makes what begins again
     */
    ParallelDownload(
            GetRequest request,
            FileTarget target,
            StreamCount count,
            RetryBudget budget,
            Executor disk,
            Function<RunningTransfer<TransferResult>, Call<TransferResult>> again,
            RunningTransfer<TransferResult> transfer) {
        super(request.name(), count, budget, transfer);
        this.request = request;
        this.target = target;
        this.budget = budget;
        this.disk = disk;
        this.again = again;
        this.version = target.version();
        this.size = target.size();
    }

    @Override
    public boolean needsPreparing() {
        return true;
    }

    @Override
    public void prepare() {
        transfer().total(size);
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
        settle(there.length());
        toDo(there.missing(List.of(new Range(0, size))));
        goOn();
    }

    @Override
    Exchange<Extent> exchange(Piece piece, boolean first, RunningTransfer<Extent> outcome) {
        long offset = piece.range().offset();
        RangeExchange.Place place = new RangeExchange.Place(target, offset, new SerialExecutor(disk));
        places.put(offset, place);
        return new RangeExchange(name(), piece, version, place, this::begun, outcome);
    }

    private void begun(Options head) {
        this.head = head;
        target.begin(head);
    }

    @Override
    void got(Range range, Extent content) {
        places.remove(range.offset());
        there.put(content);
    }

    @Override
    void lost(Range range, Throwable cause) {
        Extent some = places.remove(range.offset()).held();
        if (some.length() > 0 && !(cause instanceof FileTransferException.Corrupt)) {
            there.put(some);
            settle(some.length());
            doubtful = true;
        }
    }

    @Override
    List<Range> remaining(List<Range> lost) {
        return there.missing(lost);
    }

    @Override
    RetryPolicy.Phase phase() {
        return RetryPolicy.Phase.PIECE;
    }

    @Override
    void recover(Stream stream, List<Range> lost, long delayNanos) {
        later(delayNanos, () -> goOn(stream, remaining(lost)));
    }

    @Override
    void allThere() {
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
        submit(
                new SimpleExchange<>(
                        Choice.DIGEST,
                        name(),
                        options,
                        Function.identity(),
                        outcome((Options reply, Throwable cause) -> {
                            if (cause != null) {
                                long delay =
                                        budget.next(RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, cause), cause, size);
                                if (delay < 0) {
                                    abandon(cause);
                                } else {
                                    confirm(digest, delay);
                                }
                            } else if (!version.equals(reply.get(Option.VERSION, version))) {
                                abandon(Failures.of(ErrorCode.VERSION_MISMATCH, name(), "The file changed meanwhile"));
                            } else if (!digest.equals(reply.get(Option.DIGEST, null))) {
                                abandon(Failures.corrupt(
                                        ErrorCode.CORRUPT, name(), "The parts that came are not the file"));
                            } else {
                                publish(digest);
                            }
                        })),
                delayNanos);
    }

    private void publish(Digest digest) {
        onTarget(() -> {
            if (end()) {
                target.publish(() -> transfer().succeed(result(digest)), transfer()::fail);
            }
        });
    }

    private TransferResult result(Digest digest) {
        return new TransferResult(
                name(),
                size,
                digest,
                version,
                head.get(Option.MODIFIED, null),
                head.get(Option.MODE, -1),
                null,
                target.resumedFrom(),
                transfer().elapsed());
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
        whenQuiet(() -> onTarget(() -> {
            long delay = again(cause);
            if (delay < 0 || !rewound() || !passOn(again.apply(transfer()), delay)) {
                target.abandon(cause, () -> transfer().fail(cause));
            }
        }));
    }

    /** When what is there is of no use, another beginning may be. */
    private long again(Throwable cause) {
        Remedy remedy = RetryPolicy.remedy(RetryPolicy.Phase.PIECES, cause);
        if (remedy == Remedy.OVER
                || request.expectVersion() != null
                        && cause instanceof FileTransferException known
                        && known.code() == ErrorCode.VERSION_MISMATCH) {
            return -1;
        }
        // What an earlier call has left is not this one's failure.
        return target.resumedFrom() > 0 ? 0 : budget.next(remedy, cause, 0);
    }

    private boolean rewound() {
        try {
            target.rewind();
            return true;
        } catch (IOException e) {
            ClientLog.debug("A target could not be prepared for another attempt", e);
            return false;
        }
    }
}
