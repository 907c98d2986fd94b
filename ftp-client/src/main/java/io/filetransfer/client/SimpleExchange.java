package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import java.util.function.Function;

/** A request without a body and an answer without one: attributes, digest, directories, move, delete. */
final class SimpleExchange<T> extends Exchange<T> {
    private final Options options;
    private final Function<Options, T> result;
    private final boolean exclusive;
    private final RetryBudget budget;

    /** As the other, for an answer that comes soon, and for who looks himself what can be done about a failure. */
    SimpleExchange(
            Choice choice, String name, Options options, Function<Options, T> result, RunningTransfer<T> transfer) {
        this(choice, name, options, result, false, null, transfer);
    }

    /**
     * @param result makes the outcome of the reply's options; throws {@link FileTransferException} if it cannot
     * @param exclusive the answer may take long
     * @param budget for other attempts; or null
     */
    SimpleExchange(
            Choice choice,
            String name,
            Options options,
            Function<Options, T> result,
            boolean exclusive,
            RetryBudget budget,
            RunningTransfer<T> transfer) {
        super(choice, name, transfer);
        this.options = options;
        this.result = result;
        this.exclusive = exclusive;
        this.budget = budget;
    }

    @Override
    boolean needsPreparing() {
        return false;
    }

    @Override
    void prepare() {}

    @Override
    void send() {
        request(options);
    }

    @Override
    boolean take(Frame frame) {
        if (frame instanceof Frame.Progress progress && options.has(Option.PROGRESS)) {
            transfer().moved(progress.bytes());
            return false;
        }
        if (!(frame instanceof Reply reply)) {
            throw unexpected(frame);
        }
        T value;
        try {
            value = result.apply(reply.options());
        } catch (FileTransferException e) {
            abandon(e);
            return true;
        }
        if (end()) {
            transfer().succeed(value);
        }
        return true;
    }

    /** What the server is to work on for long is worth a word; the rest is done before that could be heard. */
    @Override
    void withdraw() {
        if (options.has(Option.PROGRESS)) {
            cancelAnswer(true);
        }
    }

    @Override
    void giveUp(Throwable cause) {
        long delay = budget == null ? -1 : budget.next(RetryPolicy.remedy(phase(), cause), cause, 0);
        if (delay < 0 || !passOn(successor(), delay)) {
            transfer().fail(cause);
        }
    }

    private RetryPolicy.Phase phase() {
        return isUndone() || repeatable() ? RetryPolicy.Phase.REQUEST : RetryPolicy.Phase.DOUBTFUL;
    }

    private SimpleExchange<T> successor() {
        return new SimpleExchange<>(choice(), name(), options, result, exclusive, budget, transfer());
    }

    @Override
    boolean exclusive() {
        return exclusive;
    }

    @Override
    boolean movesContent() {
        return false;
    }

    @Override
    boolean waitsForThisSide() {
        return false;
    }

    @Override
    boolean repeatable() {
        return switch (choice()) {
            case STAT, DIGEST, STATUS, COMMIT, ABORT -> true;
            case MKDIR -> options.has(Option.PARENTS);
            case GET, PUT, LIST, MOVE, DELETE -> false;
        };
    }
}
