package io.filetransfer.client.transfer;

import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.codec.Request;
import java.util.function.Supplier;

/** A listing, which is asked for again as long as nothing of it came. */
final class ListingJob<T> extends Job<T> implements ListExchange.Owner<T> {
    private final Request request;
    private final EntryTarget target;
    private final Supplier<T> result;

    /** @param result the outcome, once the target has all entries */
    ListingJob(
            Request request, EntryTarget target, Supplier<T> result, RetryBudget budget, RunningTransfer<T> transfer) {
        super(budget, transfer);
        this.request = request;
        this.target = target;
        this.result = result;
    }

    @Override
    ListExchange<T> attempt() {
        return new ListExchange<>(request, target, this);
    }

    @Override
    public void complete() {
        target.publish(() -> succeed(result.get()), this::fail);
    }

    @Override
    public boolean again(ListExchange<T> ended, Throwable cause) {
        long delay = next(RetryPolicy.Phase.REQUEST, cause, 0);
        return delay >= 0 && ended.passOn(attempt(), delay);
    }
}
