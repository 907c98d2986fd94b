package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Options;
import java.util.function.Function;

/** A request without content, which is sent again where that does no harm. */
final class AskJob<T> extends Job<T> {
    private final Choice choice;
    private final String name;
    private final Options options;
    private final Function<Options, T> result;
    private final boolean exclusive;
    private volatile SimpleExchange<T> current;

    /**
     * @param result makes the outcome of the reply's options; throws {@link FileTransferException} if it cannot
     * @param exclusive the answer may take long
     */
    AskJob(
            Choice choice,
            String name,
            Options options,
            Function<Options, T> result,
            boolean exclusive,
            RetryBudget budget,
            RunningTransfer<T> transfer) {
        super(budget, transfer);
        this.choice = choice;
        this.name = name;
        this.options = options;
        this.result = result;
        this.exclusive = exclusive;
    }

    @Override
    SimpleExchange<T> attempt() {
        current = new SimpleExchange<>(choice, name, options, result, exclusive, this);
        return current;
    }

    @Override
    public void fail(Throwable cause) {
        SimpleExchange<T> ended = current;
        boolean harmless = ended.isUndone() || ended.repeatable();
        long delay = next(harmless ? RetryPolicy.Phase.REQUEST : RetryPolicy.Phase.DOUBTFUL, cause, 0);
        if (delay < 0 || !ended.passOn(attempt(), delay)) {
            super.fail(cause);
        }
    }
}
