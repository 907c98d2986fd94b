package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;

/** A GET. */
final class DownloadExchange extends ReceivingExchange<TransferResult> {
    private final GetRequest request;

    DownloadExchange(GetRequest request, ContentTarget target, boolean seed, RunningTransfer<TransferResult> transfer) {
        super(Choice.GET, request.name(), target, seed ? DigestAlgorithm.NONE : request.digestAlgorithm(), transfer);
        this.request = request;
    }

    @Override
    Options options() {
        return withAlgorithm(Options.NONE, request.digestAlgorithm())
                .withPresent(Option.OFFSET, request.offset() == 0 ? null : request.offset())
                .withPresent(Option.LENGTH, request.length() == Long.MAX_VALUE ? null : request.length())
                .withPresent(Option.EXPECT_VERSION, request.expectVersion());
    }

    @Override
    long announced(Options head) {
        return head.get(Option.LENGTH, ranged() ? -1L : head.get(Option.SIZE, -1L));
    }

    @Override
    Digest expected(Options head) {
        return ranged() ? null : head.get(Option.DIGEST, null);
    }

    private boolean ranged() {
        return request.offset() != 0 || request.length() != Long.MAX_VALUE;
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
                transfer().elapsed());
    }
}
