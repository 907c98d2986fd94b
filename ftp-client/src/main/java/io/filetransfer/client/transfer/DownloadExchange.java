package io.filetransfer.client.transfer;

import io.filetransfer.client.GetRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.ContentTarget;
import io.filetransfer.client.net.Call;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;

/**
 * A GET: of all that was asked for, or of what the target does not hold yet. A part is asked for with the version of what
 * is held, so that no file is put together of two versions.
 */
public final class DownloadExchange extends ReceivingExchange<TransferResult> {
    private final GetRequest request;
    private final ContentTarget target;
    private final boolean legacy;
    private final Owner owner;
    private Extent before = Extent.NOTHING;

    /** Whoever has a file got. */
    interface Owner extends Call.Owner<TransferResult> {
        /** Told where the time goes. */
        TransferMeter meter();

        /** The target was looked at; another call may take over now. On a disk thread. */
        void checked(DownloadExchange exchange);

        /** The answer begins: whether another call has taken over. On the event loop. */
        boolean takesOver(DownloadExchange exchange, Options head);

        /** As {@link ReceivingExchange#complete}. */
        void complete(DownloadExchange exchange, Options head, long length, Digest whole);

        /** As {@link ReceivingExchange#again}. */
        boolean again(DownloadExchange exchange, Throwable cause, long moved);
    }

    DownloadExchange(GetRequest request, ContentTarget target, boolean legacy, Owner owner) {
        super(
                Choice.GET,
                request.name(),
                target,
                legacy ? DigestAlgorithm.NONE : request.digestAlgorithm(),
                owner.meter(),
                owner);
        this.request = request;
        this.target = target;
        this.legacy = legacy;
        this.owner = owner;
    }

    @Override
    void checked() {
        owner.checked(this);
    }

    @Override
    boolean handedOver(Options head) {
        return owner.takesOver(this, head);
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
    void complete(Options head, long length, Digest whole) {
        owner.complete(this, head, length, whole);
    }

    @Override
    boolean again(Throwable cause, long moved) {
        return owner.again(this, cause, moved);
    }
}
