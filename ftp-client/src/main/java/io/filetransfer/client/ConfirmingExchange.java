package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The end of a download that began with something held, of a file without a stored digest of its kind: what was held
 * came in answers that were cut, so nobody has compared it with the file yet. The server reads it once for that.
 */
final class ConfirmingExchange extends Exchange<TransferResult> {
    private final DownloadExchange download;
    private final ContentTarget target;
    private final Digest whole;
    private final Supplier<TransferResult> result;

    /** @param whole the digest of all that the target holds */
    ConfirmingExchange(DownloadExchange download, ContentTarget target, Digest whole, Supplier<TransferResult> result) {
        super(Choice.DIGEST, download.name(), download.transfer());
        this.download = download;
        this.target = target;
        this.whole = whole;
        this.result = result;
    }

    @Override
    boolean needsPreparing() {
        return false;
    }

    @Override
    void prepare() {}

    @Override
    void send() {
        request(Options.NONE.with(Option.DIGEST_ALGORITHM, whole.algorithm()));
    }

    @Override
    boolean take(Frame frame) {
        if (!(frame instanceof Reply reply)) {
            throw unexpected(frame);
        }
        Options head = reply.options();
        if (!target.version().equals(head.get(Option.VERSION, target.version()))) {
            abandon(Failures.of(ErrorCode.VERSION_MISMATCH, name(), "The file changed while it was got"));
        } else if (!whole.equals(head.get(Option.DIGEST, null))) {
            abandon(Failures.corrupt(ErrorCode.CORRUPT, name(), "The parts that came are not the file"));
        } else {
            publish();
        }
        return true;
    }

    private void publish() {
        try {
            target.executor().execute(() -> {
                if (end()) {
                    target.publish(transfer(), result);
                }
            });
        } catch (RejectedExecutionException e) {
            abandon(e);
        }
    }

    @Override
    void withdraw() {}

    /** As if the download had ended so: that one begins anew, or finds all held and asks again. */
    @Override
    void giveUp(Throwable cause) {
        try {
            target.executor().execute(() -> {
                long delay = download.nextOrOver(cause, 0);
                if (delay < 0 || !passOn(download.successor(), delay)) {
                    target.abandon(cause, () -> transfer().fail(cause));
                }
            });
        } catch (RejectedExecutionException e) {
            target.abandon(cause, () -> transfer().fail(cause));
        }
    }

    /** The server may read for as long as it does. */
    @Override
    boolean exclusive() {
        return true;
    }

    @Override
    boolean movesContent() {
        return false;
    }

    @Override
    boolean waitsForThisSide() {
        return false;
    }

    @Override
    boolean repeatable() {
        return true;
    }
}
