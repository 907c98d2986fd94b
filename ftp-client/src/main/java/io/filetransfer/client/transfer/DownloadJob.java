package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.ContentTarget;
import io.filetransfer.client.content.FileTarget;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Remedy;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.client.net.Call;
import io.filetransfer.client.net.DiskLanes;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * A file that is got by one GET after the other until all of it is there, or by several at once where that pays. What was
 * put together of several answers is compared with the file, if nobody has done so, before it is published.
 */
final class DownloadJob extends Job<TransferResult>
        implements DownloadExchange.Owner, ConfirmingExchange.Owner, ParallelDownload.Owner {
    private final GetRequest request;
    private final ContentTarget target;
    private final boolean legacy;
    private final Parallel parallel;
    /** Of the answer that completed the content. */
    private Options head;

    private Digest whole;
    private long length;

    /** What gets the same on several connections. */
    interface Parallel {
        /** Bytes to come from which on it is to take over; {@link Long#MAX_VALUE} for never. */
        long from(long roundTripNanos);

        /** @param before has just been cancelled, and the first piece may be asked for right behind it; or null */
        ParallelDownload make(Exchange<?> before, RetryBudget budget, ParallelDownload.Owner owner);
    }

    /** @param parallel null if the target takes content in its order only */
    DownloadJob(
            GetRequest request,
            ContentTarget target,
            boolean legacy,
            RetryBudget budget,
            Parallel parallel,
            RunningTransfer<TransferResult> transfer) {
        super(budget, transfer);
        this.request = request;
        this.target = target;
        this.legacy = legacy;
        this.parallel = parallel;
    }

    @Override
    DownloadExchange attempt() {
        return new DownloadExchange(request, target, legacy, this);
    }

    /** Only a transfer on several connections goes on with more than a beginning. */
    @Override
    public void checked(DownloadExchange exchange) {
        if (parallel != null && target instanceof FileTarget file && file.hasIslands()) {
            handOver(exchange, null);
        }
    }

    @Override
    public boolean takesOver(DownloadExchange exchange, Options answer) {
        Version version = exchange.resumable(answer);
        if (parallel == null
                || version == null
                || answer.get(Option.SIZE, 0L) - exchange.from()
                        < parallel.from(exchange.connection().roundTripNanos())
                || exchange.hasEnded()) {
            return false;
        }
        target.hold(target.held(), version);
        if (StreamCount.isFar(exchange.connection().roundTripNanos())) {
            // Of an answer that has just begun little is on its way: cheaper to drop than a new connection is to make.
            exchange.connection().later(() -> exchange.cancelAnswer(true));
            handOver(exchange, exchange);
        } else {
            exchange.connection().later(exchange::withdraw);
            handOver(exchange, null);
        }
        return true;
    }

    private void handOver(DownloadExchange exchange, DownloadExchange before) {
        if (exchange.end() && !exchange.passOn(parallel.make(before, budget(), this), 0)) {
            giveUp(cancelled());
        }
    }

    private static CancellationException cancelled() {
        return new CancellationException("The transfer was cancelled");
    }

    private void giveUp(Throwable cause) {
        target.abandon(cause, () -> fail(cause));
    }

    @Override
    public void complete(DownloadExchange exchange, Options answer, long bytes, Digest digest) {
        head = answer;
        length = bytes;
        whole = digest;
        Digest stored = exchange.expected(answer);
        boolean compared = stored != null && stored.algorithm() == digest.algorithm();
        if (compared || exchange.from() == 0) {
            publish();
            return;
        }
        exchange.holdAll();
        if (!exchange.passOn(new ConfirmingExchange(request.name(), target, digest, this), 0)) {
            giveUp(cancelled());
        }
    }

    @Override
    public void complete(Options answer, long bytes, Digest digest) {
        head = answer;
        length = bytes;
        whole = digest;
        publish();
    }

    @Override
    public void publish() {
        long begun = System.nanoTime();
        target.publish(
                () -> {
                    meter().add(TransferTimes.Kind.SYNC, System.nanoTime() - begun);
                    tellPublished();
                },
                this::fail);
    }

    private void tellPublished() {
        if (target.executor() instanceof DiskLanes.Lane lane) {
            lane.afterwards(() -> succeed(result()));
        } else {
            succeed(result());
        }
    }

    private TransferResult result() {
        Duration elapsed = transfer().elapsed();
        return new TransferResult(
                request.name(),
                length,
                whole,
                head.get(Option.VERSION, null),
                head.get(Option.MODIFIED, null),
                head.get(Option.MODE, -1),
                null,
                target.resumedFrom(),
                elapsed,
                meter().detail(elapsed));
    }

    @Override
    public boolean again(DownloadExchange ended, Throwable cause, long moved) {
        return again(ended, ended.from() > 0, cause, moved);
    }

    /** As if the download had ended so: that one begins again, or finds all held and asks again. */
    @Override
    public void unconfirmed(ConfirmingExchange ended, Throwable cause) {
        if (!again(ended, true, cause, 0)) {
            giveUp(cause);
        }
    }

    private boolean again(Call<TransferResult> ended, boolean rest, Throwable cause, long moved) {
        try {
            long delay = rest ? afterRest(cause, moved) : afterAll(RetryPolicy.Phase.GET, cause, moved);
            return delay >= 0 && ended.passOn(attempt(), delay);
        } catch (IOException e) {
            ClientLog.debug("A target could not be prepared for another attempt", e);
            return false;
        }
    }

    @Override
    public void broken(ParallelDownload ended, Throwable cause) {
        try {
            long delay = afterPieces(cause);
            if (delay >= 0 && ended.passOn(attempt(), delay)) {
                return;
            }
        } catch (IOException e) {
            ClientLog.debug("A target could not be prepared for another attempt", e);
        }
        giveUp(cause);
    }

    /** When what is there is of no use, another beginning may be. */
    private long afterPieces(Throwable cause) throws IOException {
        if (RetryPolicy.remedy(RetryPolicy.Phase.PIECES, cause) == Remedy.OVER || wantsVersionThatIsGone(cause)) {
            return -1;
        }
        // What an earlier call has left is not this one's failure.
        long delay = target.resumedFrom() > 0 ? 0 : next(RetryPolicy.Phase.PIECES, cause, 0);
        if (delay >= 0) {
            target.rewind();
        }
        return delay;
    }

    /** What came behind something held did not fit that, or did not come. */
    private long afterRest(Throwable cause, long moved) throws IOException {
        if (RetryPolicy.remedy(RetryPolicy.Phase.REST, cause) != Remedy.REWIND) {
            return afterAll(RetryPolicy.Phase.REST, cause, moved);
        }
        boolean left = target.resumedFrom() > 0;
        target.rewind(); // it fits nothing any more, also if nobody goes on now
        if (wantsVersionThatIsGone(cause)) {
            return -1;
        }
        return left
                ? 0
                : next(RetryPolicy.Phase.REST, cause, 0); // what an earlier call has left is not this one's failure
    }

    private long afterAll(RetryPolicy.Phase phase, Throwable cause, long moved) throws IOException {
        long held = target.held().length();
        long delay = next(phase, cause, held);
        boolean rewinds = RetryPolicy.remedy(phase, cause) == Remedy.REWIND;
        if (delay >= 0 && (rewinds || moved > 0 && held == 0)) {
            target.rewind();
        }
        return delay;
    }

    private boolean wantsVersionThatIsGone(Throwable cause) {
        return request.expectVersion() != null
                && cause instanceof FileTransferException failure
                && failure.code() == ErrorCode.VERSION_MISMATCH;
    }
}
