package io.filetransfer.client.transfer;

import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.UploadSource;
import io.filetransfer.client.net.Call;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.body.BodySource;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/**
 * A PUT. Small content goes along with the request in one write; otherwise the request asks first, and the content
 * follows when the server says go.
 */
public final class UploadExchange extends SendingExchange<TransferResult> {
    /** Content up to this many bytes is sent without asking. */
    static final int SMALL = 64 << 10;

    private final PutRequest request;
    private final UploadSource source;
    private final boolean legacy;
    private final long atOnce;
    private final Owner owner;

    /** Whoever has content put. */
    interface Owner extends Call.Owner<TransferResult> {
        /** Told where the time goes. */
        TransferMeter meter();

        /** The source is open; another call may take over now. On a disk thread. */
        void opened(UploadExchange exchange);

        /** The exchange has ended, and the server has this content. */
        void stored(Options reply, End content);
    }

    /** @param atOnce bytes of content that may go along with the request, whatever the limit on bandwidth says then */
    UploadExchange(PutRequest request, UploadSource source, boolean legacy, long atOnce, Owner owner) {
        super(request.name(), owner.meter(), owner);
        this.request = request;
        this.source = source;
        this.legacy = legacy;
        this.atOnce = atOnce;
        this.owner = owner;
    }

    @Override
    public boolean needsPreparing() {
        return source.needsOpening();
    }

    /** What is read before it is sent is small. */
    @Override
    public boolean preparesQuickly() {
        return true;
    }

    @Override
    public void prepare() {
        long begun = System.nanoTime();
        try {
            source.open(request.digestAlgorithm(), legacy ? -1 : (int) Math.min(SMALL, atOnce));
        } catch (IOException e) {
            throw source.failure(e);
        }
        owner.meter().add(TransferTimes.Kind.DISK, System.nanoTime() - begun);
        owner.opened(this);
    }

    @Override
    public void send() {
        ByteBuf all = source.takeContent();
        if (all == null) {
            ask(options());
            return;
        }
        tell(options());
        int length = all.readableBytes();
        if (length > 0) {
            connection().write(Content.of(all));
            connection().sent(length);
        } else {
            all.release();
        }
        sent(source.contentEnd());
        connection().write(bodyEnd());
        moved(length);
    }

    private Options options() {
        return source.publishing(request)
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
        owner.moved(bytes);
    }

    /** On the source's executor. */
    private Frame sourceFailed(Throwable cause) {
        abandon(source.failure(cause));
        return cancel();
    }

    @Override
    void replied(Options reply) {
        if (end()) {
            owner.stored(reply, bodyEnd());
        }
    }

    @Override
    public void giveUp(Throwable cause) {
        owner.fail(cause);
    }

    /** The source is not waited for any more, and is closed here or with the body that reads it. */
    void letGo() {
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
    public boolean exclusive() {
        return asksFirst();
    }

    /** Of one that asked and was not answered, the server has no content. */
    @Override
    public boolean repeatable() {
        return asksFirst() || source.repeatable() && !request.expectAbsent() && request.expectVersion() == null;
    }
}
