package io.filetransfer.client.transfer;

import io.filetransfer.client.Progress;
import io.filetransfer.client.Transfer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A transfer whose caller is given something else than it ends in. */
final class MappedTransfer<S, T> implements Transfer<T> {
    private final Transfer<S> transfer;
    private final Function<S, T> map;

    /** @param map cannot fail */
    MappedTransfer(Transfer<S> transfer, Function<S, T> map) {
        this.transfer = transfer;
        this.map = map;
    }

    @Override
    public CompletableFuture<T> future() {
        CompletableFuture<T> future = new CompletableFuture<>();
        transfer.future().whenComplete((value, cause) -> {
            if (cause == null) {
                future.complete(map.apply(value));
            } else {
                future.completeExceptionally(cause);
            }
        });
        return future;
    }

    @Override
    public Progress progress() {
        return transfer.progress();
    }

    @Override
    public boolean cancel() {
        return transfer.cancel();
    }

    @Override
    public T join() {
        return map.apply(transfer.join());
    }
}
