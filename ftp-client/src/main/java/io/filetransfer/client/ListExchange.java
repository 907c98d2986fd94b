package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.util.function.Supplier;

/** A LIST. */
final class ListExchange<T> extends ReceivingExchange<T> {
    private final Request request;
    private final EntryTarget target;
    private final Supplier<T> result;
    private final RetryBudget budget;

    /** @param result the outcome, once the target has all entries */
    ListExchange(
            Request request, EntryTarget target, Supplier<T> result, RetryBudget budget, RunningTransfer<T> transfer) {
        super(Choice.LIST, request.name(), target, DigestAlgorithm.CRC32C, transfer);
        this.request = request;
        this.target = target;
        this.result = result;
        this.budget = budget;
    }

    static Request request(String directory, boolean recursive) {
        Options options = Options.NONE.withFlag(Option.RECURSIVE, recursive).withFlag(Option.ANY_NAMES, true);
        return new Request(directory, Choice.LIST, options);
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
    Call<T> successor() {
        return new ListExchange<>(request, target, result, budget, transfer());
    }

    @Override
    Options options() {
        return request.options();
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
    T result(Options head, long length, Digest digest) {
        return result.get();
    }
}
