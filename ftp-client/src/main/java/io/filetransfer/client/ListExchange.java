package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;

/** A LIST; its outcome is the number of entries. */
final class ListExchange extends ReceivingExchange<Long> {
    private final boolean recursive;
    private final EntryTarget target;

    ListExchange(String directory, boolean recursive, EntryTarget target, RunningTransfer<Long> transfer) {
        super(Choice.LIST, directory, target, DigestAlgorithm.CRC32C, transfer);
        this.recursive = recursive;
        this.target = target;
    }

    /** Entries that came are right, whatever befell the server behind them: the consumer gets them all before it ends. */
    @Override
    void refused(Failure failure) {
        if (movesContent()) {
            afterContent(() -> abandon(Failures.ofListing(name(), failure)));
        } else {
            super.refused(failure);
        }
    }

    @Override
    Options options() {
        return Options.NONE.withFlag(Option.RECURSIVE, recursive);
    }

    @Override
    long announced(Options head) {
        return -1;
    }

    @Override
    Digest expected(Options head) {
        return null;
    }

    @Override
    Long result(Options head, long length, Digest digest) {
        return target.count();
    }
}
