package io.filetransfer.client;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.body.BodySource;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * A PUT. Small content goes along with the request in one write; otherwise the request asks first, and the content
 * follows when the server says go.
 */
final class UploadExchange extends SendingExchange<TransferResult> {
    /** Content up to this many bytes is sent without asking. */
    static final int SMALL = 64 << 10;

    private final PutRequest request;
    private final UploadSource source;
    private final boolean legacy;
    private final RetryBudget budget;
    private final Function<RunningTransfer<TransferResult>, PartedUpload> parts;

    /** @param parts makes what puts the same in parts, if it is a large file; or null */
    UploadExchange(
            PutRequest request,
            UploadSource source,
            boolean legacy,
            RetryBudget budget,
            Function<RunningTransfer<TransferResult>, PartedUpload> parts,
            RunningTransfer<TransferResult> transfer) {
        super(request.name(), transfer);
        this.request = request;
        this.source = source;
        this.legacy = legacy;
        this.budget = budget;
        this.parts = parts;
    }

    @Override
    boolean needsPreparing() {
        return source.needsOpening();
    }

    @Override
    void prepare() {
        try {
            source.open(request.digestAlgorithm(), legacy ? -1 : SMALL);
        } catch (IOException e) {
            throw source.failure(e);
        }
        transfer().total(source.size());
        if (parts != null && source.size() >= PartedUpload.SMALLEST && end()) {
            source.close();
            if (!passOn(parts.apply(transfer()), 0)) {
                transfer().fail(new CancellationException("The transfer was cancelled"));
            }
        }
    }

    @Override
    void send() {
        ByteBuf all = source.takeContent();
        if (all == null) {
            ask(options());
            return;
        }
        tell(options());
        int length = all.readableBytes();
        if (length > 0) {
            connection().write(Content.of(all));
        } else {
            all.release();
        }
        sent(source.contentEnd());
        connection().write(bodyEnd());
        moved(length);
    }

    private Options options() {
        return request.publishing(source)
                .withPresent(Option.SIZE, source.size() < 0 ? null : source.size())
                .with(Option.DIGEST_ALGORITHM, request.digestAlgorithm());
    }

    @Override
    BodySource content() {
        return new BodySource(
                source,
                0,
                source.size(),
                legacy ? DigestAlgorithm.NONE : request.digestAlgorithm(),
                connection().outlet(),
                source.executor(),
                this::sourceFailed);
    }

    @Override
    void moved(long bytes) {
        transfer().moved(bytes);
    }

    /** On the source's executor. */
    private Frame sourceFailed(Throwable cause) {
        abandon(source.failure(cause));
        return cancel();
    }

    @Override
    void replied(Options reply) {
        if (!end()) {
            return;
        }
        transfer()
                .succeed(new TransferResult(
                        name(),
                        bodyEnd().length(),
                        bodyEnd().digest(),
                        reply.get(Option.VERSION, null),
                        reply.get(Option.MODIFIED, null),
                        reply.get(Option.MODE, -1),
                        reply.get(Option.DURABILITY, legacy ? null : Durability.RELAXED),
                        0,
                        transfer().elapsed()));
    }

    @Override
    void giveUp(Throwable cause) {
        boolean unread = !source.repeatable() && !hasBody();
        long delay = mayBeSentAgain() || unread ? again(cause) : -1;
        if (delay >= 0 && passOn(successor(), delay)) {
            if (!unread) {
                letGo();
            }
            return;
        }
        letGo();
        transfer().fail(cause);
    }

    private long again(Throwable cause) {
        return budget.next(RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, cause), cause, 0);
    }

    private UploadExchange successor() {
        return new UploadExchange(
                request, source.repeatable() ? source.again() : source, legacy, budget, parts, transfer());
    }

    /** What was lost may have been carried out, and would be refused for having been so. */
    private boolean mayBeSentAgain() {
        return source.repeatable() && (isUndone() || !request.expectAbsent() && request.expectVersion() == null);
    }

    private void letGo() {
        source.stopWaiting();
        if (!hasBody()) {
            closeSource();
        }
    }

    private void closeSource() {
        try {
            source.executor().execute(source::close);
        } catch (RejectedExecutionException e) {
            source.close();
        }
    }

    @Override
    boolean exclusive() {
        return asksFirst();
    }

    /** Of one that asked and was not answered, the server has no content. */
    @Override
    boolean repeatable() {
        return asksFirst() || source.repeatable() && !request.expectAbsent() && request.expectVersion() == null;
    }
}
