package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * A GET: of all that was asked for, or of what the target does not hold yet. A part is asked for with the version of what
 * is held, so that no file is put together of two versions.
 */
final class DownloadExchange extends ReceivingExchange<TransferResult> {
    private final GetRequest request;
    private final ContentTarget target;
    private final boolean legacy;
    private final RetryBudget budget;
    private final Parallel parallel;
    private Extent before = Extent.NOTHING;

    /** What gets the same on several connections. */
    interface Parallel {
        /** Bytes to come from which on it is to take over; {@link Long#MAX_VALUE} for never. */
        long from(ServerLink connection);

        ParallelDownload make(RetryBudget budget, RunningTransfer<TransferResult> transfer);
    }

    /** @param parallel null if the target takes content in its order only */
    DownloadExchange(
            GetRequest request,
            ContentTarget target,
            boolean legacy,
            RetryBudget budget,
            Parallel parallel,
            RunningTransfer<TransferResult> transfer) {
        super(Choice.GET, request.name(), target, legacy ? DigestAlgorithm.NONE : request.digestAlgorithm(), transfer);
        this.request = request;
        this.target = target;
        this.legacy = legacy;
        this.budget = budget;
        this.parallel = parallel;
    }

    /** Only a transfer on several connections goes on with more than a beginning. */
    @Override
    void checked() {
        if (parallel != null && target instanceof FileTarget file && file.hasIslands()) {
            handOver();
        }
    }

    @Override
    boolean handedOver(Options head) {
        Version version = resumable(head);
        if (parallel == null
                || version == null
                || head.get(Option.SIZE, 0L) - from() < parallel.from(connection())
                || hasEnded()) {
            return false;
        }
        target.hold(target.held(), version);
        connection().later(this::withdraw);
        handOver();
        return true;
    }

    private void handOver() {
        if (end() && !passOn(parallel.make(budget, transfer()), 0)) {
            CancellationException cause = new CancellationException("The transfer was cancelled");
            target.abandon(cause, () -> transfer().fail(cause));
        }
    }

    @Override
    long expectedSize() {
        return request.expectedSize();
    }

    @Override
    Options options() {
        before = target.held();
        Options options = withAlgorithm(Options.NONE, request.digestAlgorithm());
        if (from() > 0) {
            return options.with(Option.OFFSET, from()).with(Option.EXPECT_VERSION, target.version());
        }
        return options.withPresent(Option.OFFSET, request.offset() == 0 ? null : request.offset())
                .withPresent(Option.LENGTH, request.length() == Long.MAX_VALUE ? null : request.length())
                .withPresent(Option.EXPECT_VERSION, request.expectVersion());
    }

    @Override
    long from() {
        return before.length();
    }

    @Override
    long announced(Options head) {
        return head.get(Option.LENGTH, request.whole() && from() == 0 ? head.get(Option.SIZE, -1L) : -1L);
    }

    @Override
    Digest expected(Options head) {
        return request.whole() ? head.get(Option.DIGEST, null) : null;
    }

    /** Only CRC-32C can be put together of parts, and only whole files are compared with something in the end. */
    @Override
    Version resumable(Options head) {
        return request.whole() && !legacy && request.digestAlgorithm() == DigestAlgorithm.CRC32C
                ? head.get(Option.VERSION, null)
                : null;
    }

    @Override
    long next(Throwable cause, long moved) throws IOException {
        boolean rest = from() > 0;
        Remedy remedy = RetryPolicy.remedy(rest ? RetryPolicy.Phase.REST : RetryPolicy.Phase.GET, cause);
        long held = target.held().length();
        if (remedy == Remedy.REWIND && rest) {
            boolean left = target.resumedFrom() > 0;
            target.rewind(); // it fits nothing any more, also if nobody goes on now
            if (wantsVersionThatIsGone(cause)) {
                return -1;
            }
            return left ? 0 : budget.next(remedy, cause, 0); // what an earlier call has left is not this one's failure
        }
        long delay = budget.next(remedy, cause, held);
        if (delay >= 0 && (remedy == Remedy.REWIND || moved > 0 && held == 0)) {
            target.rewind();
        }
        return delay;
    }

    private boolean wantsVersionThatIsGone(Throwable cause) {
        return request.expectVersion() != null
                && cause instanceof FileTransferException failure
                && failure.code() == ErrorCode.VERSION_MISMATCH;
    }

    @Override
    Exchange<TransferResult> confirming(Options head, Digest whole, Supplier<TransferResult> result) {
        Digest stored = expected(head);
        boolean compared = stored != null && stored.algorithm() == whole.algorithm();
        return from() > 0 && !compared ? new ConfirmingExchange(this, target, whole, result) : null;
    }

    @Override
    Call<TransferResult> successor() {
        return new DownloadExchange(request, target, legacy, budget, parallel, transfer());
    }

    @Override
    TransferResult result(Options head, long length, Digest digest) {
        return new TransferResult(
                name(),
                length,
                digest,
                head.get(Option.VERSION, null),
                head.get(Option.MODIFIED, null),
                head.get(Option.MODE, -1),
                null,
                target.resumedFrom(),
                transfer().elapsed());
    }
}
