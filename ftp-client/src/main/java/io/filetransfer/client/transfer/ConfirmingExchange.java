package io.filetransfer.client.transfer;

import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.ContentTarget;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.net.Call;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import java.util.concurrent.RejectedExecutionException;

/**
 * The end of a download that began with something held, of a file without a stored digest of its kind: what was held
 * came in answers that were cut, so nobody has compared it with the file yet. The server reads it once for that.
 */
public final class ConfirmingExchange extends Exchange<TransferResult> {
    private final ContentTarget target;
    private final Digest whole;
    private final Owner owner;

    /** Whoever wants the content to be compared. */
    interface Owner extends Call.Owner<TransferResult> {
        /** It is the file, and the exchange has ended. On the target's executor. */
        void publish();

        /** It is not, or that is not known. On the target's executor. */
        void unconfirmed(ConfirmingExchange exchange, Throwable cause);
    }

    /** @param whole the digest of all that the target holds */
    ConfirmingExchange(String name, ContentTarget target, Digest whole, Owner owner) {
        super(Choice.DIGEST, name, owner);
        this.target = target;
        this.whole = whole;
        this.owner = owner;
    }

    @Override
    public void send() {
        request(Options.NONE.with(Option.DIGEST_ALGORITHM, whole.algorithm()));
    }

    @Override
    public boolean take(Frame frame) {
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
                    owner.publish();
                }
            });
        } catch (RejectedExecutionException e) {
            abandon(e);
        }
    }

    @Override
    public void withdraw() {}

    @Override
    public void giveUp(Throwable cause) {
        try {
            target.executor().execute(() -> owner.unconfirmed(this, cause));
        } catch (RejectedExecutionException e) {
            target.abandon(cause, () -> owner.fail(cause));
        }
    }

    /** The server may read for as long as it does. */
    @Override
    public boolean exclusive() {
        return true;
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
