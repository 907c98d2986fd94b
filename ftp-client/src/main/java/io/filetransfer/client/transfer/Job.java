package io.filetransfer.client.transfer;

import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.client.net.Call;
import java.util.function.Predicate;

/**
 * One transfer from the call to the outcome. A job decides which exchange is sent first, and which one follows when that has
 * ended; the exchanges know of neither. Its state belongs to the exchange that runs: it passes from one to the next with
 * the hand-over by the pool.
 */
abstract class Job<T> implements Call.Owner<T> {
    private final RetryBudget budget;
    private final RunningTransfer<T> transfer;

    Job(RetryBudget budget, RunningTransfer<T> transfer) {
        this.budget = budget;
        this.transfer = transfer;
    }

    /** What is sent next, as if nothing had been sent before; not bound to a pool yet. */
    abstract Call<T> attempt();

    final RunningTransfer<T> transfer() {
        return transfer;
    }

    /** Of its content. */
    public final TransferMeter meter() {
        return transfer.meter();
    }

    final RetryBudget budget() {
        return budget;
    }

    /**
     * @param kept bytes that need not be moved again
     * @return nanoseconds until it is to be tried again, or -1
     */
    final long next(RetryPolicy.Phase phase, Throwable cause, long kept) {
        return budget.next(RetryPolicy.remedy(phase, cause), cause, kept);
    }

    @Override
    public final void bind(Predicate<Throwable> abandon, Runnable afterwards) {
        transfer.bind(abandon, afterwards);
    }

    @Override
    public final void last() {
        transfer.last();
    }

    @Override
    public final boolean passOn(Runnable bind) {
        return transfer.passOn(bind);
    }

    @Override
    public final void total(long bytes) {
        transfer.total(bytes);
    }

    @Override
    public final void moved(long bytes) {
        transfer.moved(bytes);
    }

    @Override
    public final void succeed(T value) {
        transfer.succeed(value);
    }

    @Override
    public void fail(Throwable cause) {
        transfer.fail(cause);
    }
}
