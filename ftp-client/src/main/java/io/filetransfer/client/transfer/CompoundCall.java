package io.filetransfer.client.transfer;

import io.filetransfer.client.TransferListener;
import io.filetransfer.client.failure.Remedy;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.net.Call;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Options;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A call that has several exchanges sent, one after the other or at once. All of it lives on the event loop. */
abstract class CompoundCall<T> extends Call<T> {
    private final Set<Exchange<?>> underWay = new LinkedHashSet<>();
    private int pending;
    private Runnable whenQuiet = () -> {};

    CompoundCall(String name, Owner<T> owner) {
        super(name, owner);
    }

    /** All that had to be looked at on this side is. */
    abstract void begin();

    @Override
    public final void prepared() {
        stage(Stage.SENT);
        guarded(this::begin);
    }

    @Override
    public final void withdraw() {
        for (Exchange<?> exchange : List.copyOf(underWay)) {
            exchange.abandon(new CancellationException("The transfer has ended"));
        }
    }

    /** Runs an exchange for this call. */
    final void submit(Exchange<?> exchange, long delayNanos) {
        enter(exchange);
        pool().submitOf(this, exchange, delayNanos);
    }

    /** The same, where an earlier one was sent, if that is still possible. */
    final void submitBehind(Exchange<?> exchange, Exchange<?> before) {
        enter(exchange);
        pool().submitBehind(this, exchange, before);
    }

    /** One that has ended early may still be with its connection. */
    private void enter(Exchange<?> exchange) {
        underWay.removeIf(other -> other.hasEnded() && other.stage() != Stage.SENT);
        underWay.add(exchange);
    }

    /** The same for a request without content. */
    final void ask(Choice choice, String name, Options options, long delayNanos, BiConsumer<Options, Throwable> then) {
        submit(question(choice, name, options, then), delayNanos);
    }

    /** One to be submitted. */
    final Exchange<Options> question(Choice choice, String name, Options options, BiConsumer<Options, Throwable> then) {
        return new SimpleExchange<>(choice, name, options, Function.identity(), outcome(then));
    }

    /** What is called, on the event loop, with the outcome of an exchange, unless the call has ended. */
    final <V> RunningTransfer<V> outcome(BiConsumer<? super V, Throwable> then) {
        RunningTransfer<V> outcome = new RunningTransfer<>(TransferListener.NONE, pool().loop());
        pending++;
        outcome.future().whenComplete((value, cause) -> {
            guarded(() -> then.accept(value, cause));
            pending--;
            if (pending == 0) {
                whenQuiet.run();
            }
        });
        return outcome;
    }

    /**
     * Goes on after a failure, or ends the call.
     *
     * @param kept bytes that need not be moved again
     * @param step gets the nanoseconds to wait
     */
    final void orAgain(Remedy remedy, Throwable cause, RetryBudget budget, long kept, LongConsumer step) {
        long delay = budget.next(remedy, cause, kept);
        if (delay < 0) {
            abandon(cause);
        } else {
            step.accept(delay);
        }
    }

    /** In some time, unless the call has ended by then. */
    final void later(long delayNanos, Runnable step) {
        pool().loop().schedule(() -> guarded(step), delayNanos, TimeUnit.NANOSECONDS);
    }

    /** On the event loop: a fault of ours ends the transfer, rather than leaving it where it is. */
    final void guarded(Runnable step) {
        if (hasEnded()) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            abandon(e);
        }
    }

    /** Once no exchange of this call is under way any more. Only after the end; on the event loop, if that goes on. */
    final void whenQuiet(Runnable task) {
        if (pending == 0) {
            task.run();
        } else {
            whenQuiet = task;
        }
    }

    /** The same, and all that was sent is answered, or its connection has ended. */
    final void whenAnswered(Runnable task) {
        whenQuiet(() -> {
            underWay.removeIf(exchange -> exchange.stage() != Stage.SENT);
            int sent = underWay.size();
            AtomicInteger answered = new AtomicInteger();
            for (Exchange<?> exchange : underWay) {
                exchange.whenAnswered(() -> {
                    if (answered.incrementAndGet() == sent) {
                        task.run();
                    }
                });
            }
            if (sent == 0) {
                task.run();
            }
        });
    }

    /** Others wait for a connection: those of this call beyond the first are for them. */
    final boolean othersWait() {
        long own = underWay.stream()
                .filter(exchange -> exchange.stage() == Stage.READY)
                .count();
        return pool().waitingForConnection() > own;
    }
}
