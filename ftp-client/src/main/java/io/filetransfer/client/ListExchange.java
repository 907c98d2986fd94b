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
    private final RetryBudget budget;

    ListExchange(
            String directory,
            boolean recursive,
            EntryTarget target,
            RetryBudget budget,
            RunningTransfer<Long> transfer) {
        super(Choice.LIST, directory, target, DigestAlgorithm.CRC32C, transfer);
        this.recursive = recursive;
        this.target = target;
        this.budget = budget;
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

    /** Nothing came yet. */
    @Override
    long next(Throwable cause, long moved) {
        return budget.next(RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, cause), cause, 0);
    }

    @Override
    Call<Long> successor() {
        return new ListExchange(name(), recursive, target, budget, transfer());
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
