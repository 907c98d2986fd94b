package io.filetransfer.client.transfer;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferListener;
import io.filetransfer.client.failure.BackOff;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.failure.RetrySettings;
import io.filetransfer.client.net.Call;
import io.filetransfer.client.net.ClientPlatform;
import io.filetransfer.client.net.ConnectionPool;
import io.filetransfer.client.net.DiskLanes;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.body.SerialExecutor;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** What all transfers of a client share: its threads, its connections, and how often it tries again. */
public final class TransferEngine {
    private final ClientConfig config;
    private final ClientPlatform platform;
    private final ConnectionPool pool;
    private final DiskLanes lanes;
    private final RetrySettings retries;
    private volatile boolean closed;

    /** @param platform taken over */
    public TransferEngine(ClientConfig config, BackOff backOff, ClientPlatform platform) {
        this.config = config;
        this.retries = new RetrySettings(
                config.retries(), config.retryTime(), config.awaitServer(), backOff, platform::nanoTime);
        this.platform = platform;
        this.lanes = new DiskLanes(platform.loop(), platform.disk());
        this.pool = new ConnectionPool(config, retries, platform, lanes);
    }

    public ClientConfig config() {
        return config;
    }

    /** As what is kept on this side names it. */
    String server() {
        return config.host().toLowerCase(Locale.ROOT) + ":" + config.port();
    }

    <T> RunningTransfer<T> transfer(TransferListener listener) {
        return new RunningTransfer<>(
                listener,
                config.retryListener(),
                platform.callbacks(),
                config.serverTimes() && !config.legacyDialect());
    }

    RetryBudget budget(String name, RunningTransfer<?> transfer) {
        return new RetryBudget(retries, name, transfer::retrying);
    }

    /** For work that waits for a local disk. */
    Executor disk() {
        return platform.disk();
    }

    /** The same, one task at a time. */
    Executor serialDisk() {
        return new SerialExecutor(platform.disk());
    }

    /** How much content of an upload may go before anybody looks at the limit on bandwidth: a second's worth. */
    long atOnce() {
        return config.rateLimit() > 0 ? config.rateLimit() : Long.MAX_VALUE;
    }

    /** The same, for small files, which share what it costs to wake a thread. */
    Executor smallDisk() {
        return lanes.lane();
    }

    /** For work that waits for the caller's code. */
    Executor waiting() {
        return platform.waiting();
    }

    /** The same, one task at a time. */
    Executor userCode() {
        return new SerialExecutor(platform.waiting());
    }

    /** @param inLegacy whether the legacy dialect can say it */
    <T> Transfer<T> submit(Job<T> job, boolean inLegacy) {
        return submit(bind(job.attempt()), job, inLegacy);
    }

    /** For a call that can be ended before it is submitted. */
    <E extends Call<?>> E bind(E call) {
        if (closed) {
            throw new IllegalStateException("The client is closed");
        }
        call.bind(pool);
        return call;
    }

    /** @param call the job's first one, bound */
    <T> Transfer<T> submit(Call<T> call, Job<T> job, boolean inLegacy) {
        FileTransferException wrong = SendableName.check(call.name());
        if (wrong == null && config.legacyDialect() && !(inLegacy && hasLegacyName(call))) {
            wrong = Failures.of(
                    ErrorCode.UNSUPPORTED,
                    call.name(),
                    "The legacy dialect has GET and PUT of whole files only, and names in UTF-8 without a colon");
        }
        if (wrong == null) {
            pool.submit(call);
        } else {
            call.refuse(wrong);
        }
        return job.transfer();
    }

    private static boolean hasLegacyName(Call<?> call) {
        return call.name().indexOf(':') < 0 && NameText.isText(call.name());
    }

    /** Cancels what is under way, closes the connections, and returns when the threads have ended that run none of the caller's code. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            platform.loop().execute(pool::close);
        } catch (RejectedExecutionException e) {
            return; // closed by another thread meanwhile
        }
        platform.close();
    }
}
