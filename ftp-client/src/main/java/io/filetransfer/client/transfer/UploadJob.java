package io.filetransfer.client.transfer;

import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.UploadSource;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Content that is put by one request, or a file that turns out to be large enough to be put in parts. */
final class UploadJob extends Job<TransferResult> implements UploadExchange.Owner, PartedUpload.Owner {
    private final PutRequest request;
    private final boolean legacy;
    private final long atOnce;
    private Function<PartedUpload.Owner, PartedUpload> parts;
    private UploadSource source;
    private volatile UploadExchange current;

    /**
     * @param atOnce as of {@link UploadExchange}
     * @param parts makes what puts the same in parts, if it is a large file; or null
     */
    UploadJob(
            PutRequest request,
            UploadSource source,
            boolean legacy,
            long atOnce,
            RetryBudget budget,
            Function<PartedUpload.Owner, PartedUpload> parts,
            RunningTransfer<TransferResult> transfer) {
        super(budget, transfer);
        this.request = request;
        this.source = source;
        this.legacy = legacy;
        this.atOnce = atOnce;
        this.parts = parts;
    }

    @Override
    UploadExchange attempt() {
        current = new UploadExchange(request, source, legacy, atOnce, this);
        return current;
    }

    @Override
    public void opened(UploadExchange exchange) {
        total(source.size());
        if (parts == null || source.size() < PartedUpload.SMALLEST || !exchange.end()) {
            return;
        }
        source.close();
        if (!exchange.passOn(parts.apply(this), 0)) {
            transfer().fail(new CancellationException("The transfer was cancelled"));
        }
    }

    @Override
    public boolean takesNoParts(PartedUpload ended) {
        parts = null;
        source = source.again();
        return ended.passOn(attempt(), 0);
    }

    @Override
    public void over(Throwable cause) {
        super.fail(cause);
    }

    @Override
    public void stored(Options reply, End content) {
        stored(reply, content, 0);
    }

    @Override
    public void stored(Options reply, End content, long resumedFrom) {
        Duration elapsed = transfer().elapsed();
        succeed(new TransferResult(
                request.name(),
                content.length(),
                content.digest(),
                reply.get(Option.VERSION, null),
                reply.get(Option.MODIFIED, null),
                reply.get(Option.MODE, -1),
                reply.get(Option.DURABILITY, legacy ? null : Durability.RELAXED),
                resumedFrom,
                elapsed,
                meter().detail(elapsed)));
    }

    @Override
    public void fail(Throwable cause) {
        UploadExchange ended = current;
        boolean unread = !source.repeatable() && !ended.hasBody();
        long delay = unread || mayBeSentAgain(ended) ? next(RetryPolicy.Phase.REQUEST, cause, 0) : -1;
        if (delay >= 0 && sendAgain(ended, delay)) {
            if (!unread) {
                ended.letGo();
            }
            return;
        }
        ended.letGo();
        if (HeldParts.isCode(cause, ErrorCode.CHECKSUM_MISMATCH)) {
            failExplained(source, cause);
        } else {
            super.fail(cause);
        }
    }

    /** All was sent, so nothing that reads the source holds its executor up. */
    private void failExplained(UploadSource source, Throwable cause) {
        try {
            source.executor().execute(() -> super.fail(source.explained(cause)));
        } catch (RejectedExecutionException e) {
            super.fail(cause);
        }
    }

    private boolean sendAgain(UploadExchange ended, long delay) {
        if (source.repeatable()) {
            source = source.again();
        }
        return ended.passOn(attempt(), delay);
    }

    /** What was lost may have been carried out, and would be refused for having been so. */
    private boolean mayBeSentAgain(UploadExchange ended) {
        return source.repeatable() && (ended.isUndone() || !request.expectAbsent() && request.expectVersion() == null);
    }
}
