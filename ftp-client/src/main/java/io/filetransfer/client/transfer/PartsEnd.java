package io.filetransfer.client.transfer;

import io.filetransfer.client.TransferListener;
import io.filetransfer.client.content.PartSource;
import io.filetransfer.client.content.UploadState;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The end of an upload in parts: what the server is told of it, and what stays on this side. */
final class PartsEnd {
    /** A server that does not answer by then keeps what it has for a day. */
    private static final int ABORT_SECONDS = 5;

    private final CompoundCall<?> call;
    private final UploadState state;
    private final PartSource source;
    private final Executor disk;

    PartsEnd(CompoundCall<?> call, UploadState state, PartSource source, Executor disk) {
        this.call = call;
        this.state = state;
        this.source = source;
        this.disk = disk;
    }

    /** Closes the source. Nobody goes on with the state. */
    void remove(Runnable then) {
        letGo(state::remove, then);
    }

    /** As {@link #remove(Runnable)}, after a failure. */
    void remove(Throwable cause, Consumer<Throwable> then) {
        letGo(state::remove, () -> then.accept(source.explained(cause)));
    }

    /** Closes the source. The state is left to another process. */
    void keep(Runnable then) {
        letGo(state::keep, then);
    }

    private void letGo(Runnable state, Runnable then) {
        Runnable last = () -> {
            state.run();
            source.close();
            then.run();
        };
        try {
            disk.execute(last);
        } catch (RejectedExecutionException e) {
            last.run();
        }
    }

    /** The server need not keep any of it. Who cancelled waits for that, but not for long. */
    void abort(Runnable then) {
        Options id = Options.NONE.with(Option.UPLOAD_ID, state.id());
        RunningTransfer<Options> aborted = new RunningTransfer<>(TransferListener.NONE, Runnable::run);
        SimpleExchange<Options> abort =
                new SimpleExchange<>(Choice.ABORT, call.name(), id, Function.identity(), aborted);
        abort.bind(call.pool());
        aborted.future().whenComplete((reply, failure) -> then.run());
        try {
            EventLoop loop = call.pool().loop();
            loop.execute(() -> {
                loop.schedule(
                        () -> abort.abandon(
                                Failures.of(ErrorCode.TIMEOUT, call.name(), "The upload could not be aborted")),
                        ABORT_SECONDS,
                        TimeUnit.SECONDS);
                // What comes after it would begin the upload again.
                call.whenAnswered(() -> {
                    if (!abort.hasEnded()) {
                        call.pool().submitNow(abort, 0);
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            abort.abandon(e);
        }
    }
}
