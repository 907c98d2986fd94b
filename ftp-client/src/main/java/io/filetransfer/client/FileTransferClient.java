package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import io.filetransfer.codec.body.SerialExecutor;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Files to and from one server. Safe for use by many threads; one object is enough for a program and a server.
 *
 * <p>Every call gives a {@link Transfer}, whose {@link Transfer#join} has the outcome: a value, or a {@link
 * FileTransferException}. At most {@link ClientConfig#maxConnections} connections are open; small requests share them, so
 * that many may be under way at once: start thousands and wait for them later. No order is kept between calls that are under
 * way at the same time. A call returns at once, but for one that finds 10,000 others waiting for their turn: it waits, too,
 * until fewer do, the client is closed, or its thread is interrupted, and then ends in a {@link
 * java.util.concurrent.CancellationException}.
 *
 * <p>A file:
 *
 * <pre>{@code
 * try (FileTransferClient client = FileTransferClient.open(ClientConfig.builder().host("files.example").build())) {
 *     client.put(PutRequest.of("reports/may.pdf").parents(true), Path.of("may.pdf")).join();
 *     TransferResult result = client.get(GetRequest.of("reports/may.pdf"), Path.of("copy.pdf")).join();
 * }
 * }</pre>
 *
 * Many files:
 *
 * <pre>{@code
 * List<Transfer<TransferResult>> transfers = new ArrayList<>();
 * for (Path file : files) {
 *     transfers.add(client.put(PutRequest.of("in/" + file.getFileName()), file));
 * }
 * transfers.forEach(Transfer::join);
 * }</pre>
 *
 * A directory:
 *
 * <pre>{@code
 * client.list("reports", true, file -> System.out.println(file.size() + " " + file.name())).join();
 * }</pre>
 *
 * Progress, and an early end:
 *
 * <pre>{@code
 * Transfer<TransferResult> transfer = client.get(GetRequest.of("big.iso"), Path.of("big.iso"));
 * transfer.future().orTimeout(1, TimeUnit.HOURS).whenComplete((result, failure) -> transfer.cancel());
 * System.out.println(transfer.progress().bytes() + " of " + transfer.progress().total());
 * }</pre>
 *
 * <p>A request that met a connection which the server had closed meanwhile is sent once more, if it changes nothing or
 * comes to the same when it is carried out twice.
 *
 * <p>Requests that fail for a reason that may pass (the connection was lost, the server is busy or going down) are tried
 * again, up to {@link ClientConfig#retries} times, after a wait of up to 200 ms that doubles each time up to 10 seconds, and
 * not before the server wants it. A get to a file and a put of a large one go on from what is there; a get to a channel or
 * subscriber, and a listing, are tried again only while nothing of it came; a put of anything but a file only while nothing
 * of that was read. What may have been carried out, and would do something else the second time, is not: a move, a delete, a
 * directory made without its parents, and a put of less than 8 MiB that expects an absent name or a version. A larger one
 * is, as the server knows it again by its id. {@link FileTransferException#mayRetry} tells what may be.
 *
 * <p>A server that was reached once, and is going down or not there now, is waited for, for as long as {@link
 * ClientConfig#retryTime} says: a restart fails no request. Meanwhile all that has no connection waits. A server that was
 * never reached is not waited for, unless {@link ClientConfig#awaitServer} says so.
 *
 * <p>A large file may travel on several connections at once: as many as {@link GetRequest#streams} or {@link
 * PutRequest#streams} say, or, where they say nothing and the server is 2 ms or more away, as many as make it faster. Such
 * connections beyond the first are given up when other calls wait for one.
 */
public final class FileTransferClient implements AutoCloseable {
    /** What a server reads in some milliseconds; bytes. */
    private static final long LONG_READ = 8 << 20;

    private final ClientConfig config;
    private final ClientPlatform platform;
    private final ConnectionPool pool;
    private final RetrySettings retries;
    private final UploadStates states;
    private volatile boolean closed;

    private FileTransferClient(ClientConfig config, BackOff backOff, ClientPlatform platform) {
        this.config = config;
        this.retries = new RetrySettings(
                config.retries(), config.retryTime(), config.awaitServer(), backOff, platform::nanoTime);
        this.platform = platform;
        this.states = new UploadStates(config.stateDirectory());
        this.pool = new ConnectionPool(config, retries, platform);
    }

    /** A client that has not connected yet: the first request does. */
    public static FileTransferClient open(ClientConfig config) {
        Objects.requireNonNull(config, "config");
        return open(config, new BackOff(() -> ThreadLocalRandom.current().nextDouble()));
    }

    static FileTransferClient open(ClientConfig config, BackOff backOff) {
        return open(config, backOff, new ClientThreads(config.callbackExecutor()));
    }

    /** @param platform taken over */
    static FileTransferClient open(ClientConfig config, BackOff backOff, ClientPlatform platform) {
        return new FileTransferClient(config, backOff, platform);
    }

    /** What the client was opened with. */
    public ClientConfig config() {
        return config;
    }

    /**
     * Gets a file to a local one. Content goes to a temporary file beside {@code target}, is checked, given the remote
     * file's time and permission bits, and takes the name in one step: until then, and whenever it fails, an existing file
     * stays as it was. A symbolic link is replaced, not followed. Content is not synced to the disk, as with {@code cp}.
     *
     * <p>Of a whole file of 8 MiB or more that is checked by CRC-32C, what has come stays when the transfer ends early,
     * also by {@link Transfer#cancel} or with the process: {@code .<name>.ftpart} and {@code .<name>.ftpart.journal}
     * beside the target. The next get of the same file from the same server to the same target, within 7 days, reads that
     * once to see that it is undamaged, and goes on behind it; if the file on the server is another version by then, it
     * begins anew. {@link GetRequest#resume} switches this off, and so
     * does {@link GetRequest#keepMode}.
     *
     * @param target name of a regular file, new or not, in a directory that exists
     */
    public Transfer<TransferResult> get(GetRequest request, Path target) {
        boolean keeps = request.resume()
                && request.keepMode() // a part is its owner's alone until it gets its mode
                && request.whole()
                && request.digestAlgorithm() == DigestAlgorithm.CRC32C
                && !config.legacyDialect();
        FileTarget.Source source = new FileTarget.Source(
                server(), request.name(), request.expectVersion(), new SerialExecutor(platform.disk()));
        FileTarget.Kept kept = new FileTarget.Kept(request.keepTimes(), request.keepMode());
        FileTarget file = new FileTarget(target, keeps ? source : null, kept, new SerialExecutor(platform.disk()));
        return get(request, file, config.legacyDialect() ? null : new InParallel(request, file));
    }

    private final class InParallel implements DownloadJob.Parallel {
        private final GetRequest request;
        private final FileTarget target;

        private InParallel(GetRequest request, FileTarget target) {
            this.request = request;
            this.target = target;
        }

        @Override
        public long from(long roundTripNanos) {
            return StreamCount.worthSplitting(request.streams(), config.maxConnections(), roundTripNanos);
        }

        @Override
        public ParallelDownload make(RetryBudget budget, RunningTransfer<TransferResult> transfer) {
            return new ParallelDownload(
                    request,
                    target,
                    new StreamCount(request.streams(), config.maxConnections()),
                    budget,
                    platform.disk(),
                    again -> new DownloadJob(request, target, false, budget, this, again).attempt(),
                    transfer);
        }
    }

    /**
     * Gets a file into a channel, which is not closed. It is written by one thread at a time, which may wait in it, and
     * gets content before that is checked: what was written counts only when the transfer ends well. After a cancel, a
     * write that is under way goes on to its end.
     */
    public Transfer<TransferResult> get(GetRequest request, WritableByteChannel target) {
        return get(request, new ChannelTarget(Objects.requireNonNull(target, "target"), () -> {}, userCode()), null);
    }

    /**
     * Gets a file into a subscriber, at the speed of its demand: without any, nothing more is read from the connection.
     * Buffers are on the heap, of at most 64 KiB, and the subscriber's own. {@code onComplete} comes when all content is
     * checked, {@code onError} otherwise, also after {@link Transfer#cancel}. Cancelling the subscription cancels the
     * transfer. The subscriber is called by one thread at a time, which may wait in it.
     */
    public Transfer<TransferResult> get(GetRequest request, Flow.Subscriber<? super ByteBuffer> target) {
        SubscriberTarget content = new SubscriberTarget(Objects.requireNonNull(target, "target"), userCode());
        DownloadJob job = download(request, content, null);
        DownloadExchange exchange = bind(job.attempt());
        content.subscribe(exchange::abandon);
        return submit(exchange, job, getInLegacy(request));
    }

    /**
     * The same into a stream, which is flushed at the end and not closed.
     *
     * @param target is written by one thread at a time, which may wait in it
     */
    public Transfer<TransferResult> get(GetRequest request, OutputStream target) {
        return get(request, new ChannelTarget(Channels.newChannel(target), target, userCode()), null);
    }

    /**
     * Gets a file into memory.
     *
     * @param limit bytes that it may have; a longer one fails with {@link ErrorCode#TOO_LARGE}
     */
    public Transfer<byte[]> getBytes(GetRequest request, int limit) {
        BytesTarget target = new BytesTarget(request.name(), limit, new SerialExecutor(platform.disk()));
        return new MappedTransfer<>(get(request, target, null), result -> target.content());
    }

    /**
     * Gets a file as a stream. Little is read ahead: at what speed the stream is read, the file is sent. It comes to its end
     * only when all content is checked; before that, content may still turn out to be damaged. What fails is an {@link
     * java.io.IOException} whose cause is the {@link FileTransferException}. Closing the stream early cancels the transfer.
     */
    public InputStream getStream(GetRequest request) {
        ContentStream stream = new ContentStream();
        get(request, stream);
        return stream;
    }

    private Transfer<TransferResult> get(GetRequest request, ContentTarget target, DownloadJob.Parallel parallel) {
        return submit(download(request, target, parallel), getInLegacy(request));
    }

    private DownloadJob download(GetRequest request, ContentTarget target, DownloadJob.Parallel parallel) {
        RunningTransfer<TransferResult> transfer = transfer(request.listener());
        return new DownloadJob(
                request, target, config.legacyDialect(), budget(request.name(), transfer), parallel, transfer);
    }

    private static boolean getInLegacy(GetRequest request) {
        return request.offset() == 0 && request.length() == Long.MAX_VALUE && request.expectVersion() == null;
    }

    /**
     * Puts a local file. One that changes while it is sent is not published: the transfer fails with {@link
     * ErrorCode#CHANGED}.
     *
     * <p>A file of 8 MiB or more that is checked by CRC-32C goes in parts. When that ends early, also by {@link
     * Transfer#cancel} or with the process, the server keeps what has come. The next put of the same file to the same name
     * on the same server, within 24 hours, compares that with the file by checksums and sends what is missing; how to is
     * noted in {@link ClientConfig#stateDirectory}. If the file was changed by then, it begins anew. {@link
     * PutRequest#resume} switches this off. While two processes put the same file to the same name, only the first can be
     * gone on with.
     *
     * @param source a regular file, or a link to one
     */
    public Transfer<TransferResult> put(PutRequest request, Path source) {
        boolean inParts = (request.resume() || request.streams() > 1)
                && request.digestAlgorithm() == DigestAlgorithm.CRC32C
                && !config.legacyDialect();
        RunningTransfer<TransferResult> transfer = transfer(request.listener());
        RetryBudget budget = budget(request.name(), transfer);
        return submit(whole(request, source, inParts, budget, transfer), putInLegacy(request));
    }

    private UploadJob whole(
            PutRequest request,
            Path source,
            boolean inParts,
            RetryBudget budget,
            RunningTransfer<TransferResult> transfer) {
        return new UploadJob(
                request,
                new FileSource(source, new SerialExecutor(platform.disk())),
                config.legacyDialect(),
                budget,
                inParts ? parted -> parts(request, source, budget, parted) : null,
                transfer);
    }

    private PartedUpload parts(
            PutRequest request, Path source, RetryBudget budget, RunningTransfer<TransferResult> transfer) {
        return new PartedUpload(
                request,
                new FileSource(source, new SerialExecutor(platform.disk())),
                file -> state(request, file),
                new StreamCount(request.streams(), config.maxConnections()),
                budget,
                platform.disk(),
                whole -> whole(request, source, false, budget, whole).attempt(),
                transfer);
    }

    private UploadState state(PutRequest request, FileSource file) {
        if (!request.resume()) {
            return states.fresh(file.size());
        }
        return states.open(new UploadState.Origin(
                server(),
                request.name(),
                NameText.text(file.path().toAbsolutePath().normalize()),
                file.size(),
                file.identity()));
    }

    private String server() {
        return config.host().toLowerCase(Locale.ROOT) + ":" + config.port();
    }

    /**
     * Puts what a channel has until its end; the channel is not closed. It is read by one thread at a time, which may wait
     * in it. After a cancel, a read that is under way goes on to its end, and what it gives is lost.
     */
    public Transfer<TransferResult> put(PutRequest request, ReadableByteChannel source) {
        return put(request, new ChannelSource(Objects.requireNonNull(source, "source"), userCode()));
    }

    /**
     * Puts what a publisher gives until its end. It is subscribed to when the server is ready, and a few buffers at a time
     * are asked for. From {@code onNext} on, a buffer is the transfer's: its content must not be changed until the end.
     */
    public Transfer<TransferResult> put(PutRequest request, Flow.Publisher<ByteBuffer> source) {
        return put(
                request,
                new PublisherSource(Objects.requireNonNull(source, "source"), "The source publisher", userCode()));
    }

    /** Puts what a stream has until its end, as {@link #put(PutRequest, ReadableByteChannel)} does; it is not closed. */
    public Transfer<TransferResult> put(PutRequest request, InputStream source) {
        return put(request, Channels.newChannel(source));
    }

    /**
     * Puts what {@code writer} writes into a stream. It is called when the server is ready, and a little is written ahead of
     * what the server has taken. Nothing is published unless it returns; when it throws, the transfer fails with {@link
     * ErrorCode#LOCAL_FILE}.
     */
    public Transfer<TransferResult> putStream(PutRequest request, ContentWriter writer) {
        WrittenContent content = new WrittenContent(Objects.requireNonNull(writer, "writer"), platform.waiting());
        return put(request, new PublisherSource(content, "The content's writer", userCode()));
    }

    /** Puts bytes, which are not copied: they must not be changed until the end. Tried again like a small file. */
    public Transfer<TransferResult> put(PutRequest request, byte[] source) {
        Objects.requireNonNull(source, "source");
        return put(request, new BytesSource(source, new SerialExecutor(platform.disk())));
    }

    private Transfer<TransferResult> put(PutRequest request, UploadSource source) {
        RunningTransfer<TransferResult> transfer = transfer(request.listener());
        RetryBudget budget = budget(request.name(), transfer);
        return submit(
                new UploadJob(request, source, config.legacyDialect(), budget, null, transfer), putInLegacy(request));
    }

    /** Whether the legacy dialect can say it. */
    private static boolean putInLegacy(PutRequest request) {
        return !request.parents() && !request.expectAbsent() && request.expectVersion() == null;
    }

    /**
     * Entries as they come, in no particular order; the future has their number. The consumer is called by one thread at a
     * time, which may wait in it: meanwhile little is read ahead. What it throws ends the transfer. Unless the transfer is
     * cancelled, the consumer has returned before the future completes.
     *
     * <p>What the server cannot read does not keep it from listing the rest: all that is given, and then the transfer fails
     * with {@link FileTransferException.Incomplete}.
     *
     * @param recursive with everything below the directory's directories
     */
    public Transfer<Long> list(String directory, boolean recursive, Consumer<? super RemoteFile> entries) {
        return list(directory, recursive, rule -> {}, entries);
    }

    /**
     * The same, for one who compares permission bits.
     *
     * @param modes gets what the server makes of the permission bits that files are to get, before the first entry and on the
     *     same thread, if there is an entry and the server says so
     */
    public Transfer<Long> list(
            String directory,
            boolean recursive,
            Consumer<? super ModeRule> modes,
            Consumer<? super RemoteFile> entries) {
        Objects.requireNonNull(modes, "modes");
        Objects.requireNonNull(entries, "entries");
        Request request = ListExchange.request(directory, recursive);
        EntryTarget target = new EntryTarget(request, modes, entries, true, userCode());
        return listing(request, target, target::count);
    }

    /** The whole directory at once; for one that fits memory. */
    public Transfer<List<RemoteFile>> list(String directory) {
        List<RemoteFile> entries = new ArrayList<>();
        Request request = ListExchange.request(directory, false);
        EntryTarget target =
                new EntryTarget(request, rule -> {}, entries::add, false, new SerialExecutor(platform.disk()));
        return listing(request, target, () -> entries);
    }

    private <T> Transfer<T> listing(Request request, EntryTarget target, Supplier<T> result) {
        RunningTransfer<T> transfer = transfer(TransferListener.NONE);
        RetryBudget budget = budget(request.name(), transfer);
        return submit(new ListingJob<>(request, target, result, budget, transfer), false);
    }

    /** What the server says of a file or directory. */
    public Transfer<RemoteFile> stat(String name) {
        return ask(Choice.STAT, name, Options.NONE, reply -> RemoteFile.of(name, reply));
    }

    /**
     * The digest of a file's content, read from the server's disk or stored with the file. However long reading takes, there
     * is no timeout as long as the server gets on; {@link Transfer#cancel} ends it.
     */
    public Transfer<Digest> digest(String name, DigestAlgorithm algorithm) {
        Options options = Options.NONE.with(Option.DIGEST_ALGORITHM, algorithm).with(Option.PROGRESS, true);
        Function<Options, Digest> result = reply -> reply.get(Option.DIGEST, null);
        return ask(Choice.DIGEST, name, options, false, result, transfer(TransferListener.NONE));
    }

    /** As {@link #verify(String, long)}, for a file of which nothing is known. */
    public Transfer<VerifyResult> verify(String name) {
        return verify(name, Long.MAX_VALUE);
    }

    /**
     * Has the server read a file from its disk and compare it with the digest that was stored with it. However long that
     * takes, there is no timeout as long as the server gets on; {@link Transfer#progress} tells how far it is. A file that is
     * damaged fails with {@link ErrorCode#CORRUPT}; one without a stored digest cannot be compared.
     *
     * @param size of the file in bytes as far as is known: other requests do not wait behind a large one
     */
    public Transfer<VerifyResult> verify(String name, long size) {
        Options options = Options.NONE.with(Option.VERIFY, true).with(Option.PROGRESS, true);
        RunningTransfer<VerifyResult> transfer = transfer(TransferListener.NONE);
        transfer.total(size == Long.MAX_VALUE ? -1 : size);
        Function<Options, VerifyResult> result = reply -> {
            VerifyResult verified = VerifyResult.of(name, reply);
            transfer.moved(verified.compared() ? verified.size() : 0);
            return verified;
        };
        return ask(Choice.DIGEST, name, options, size > LONG_READ, result, transfer);
    }

    /** @param parents make missing parents too, and be content with a directory that is there */
    public Transfer<Durability> makeDirectory(String name, boolean parents) {
        return ask(Choice.MKDIR, name, Options.NONE.withFlag(Option.PARENTS, parents), FileTransferClient::durability);
    }

    /** @param replace a file that has the new name; without it, a taken name is refused */
    public Transfer<Durability> move(String from, String to, boolean replace) {
        FileTransferException wrong = SendableName.check(to);
        if (wrong != null) {
            RunningTransfer<Durability> refused = transfer(TransferListener.NONE);
            refused.fail(wrong);
            return refused;
        }
        Options options = Options.NONE.with(Option.TARGET, to).withFlag(Option.EXPECT_ABSENT, !replace);
        return ask(Choice.MOVE, from, options, FileTransferClient::durability);
    }

    /**
     * @param recursive a directory with all that is in it
     * @param expectVersion refuse unless the file has this version; null for any
     */
    public Transfer<Durability> delete(String name, boolean recursive, Version expectVersion) {
        Options options =
                Options.NONE.withFlag(Option.RECURSIVE, recursive).withPresent(Option.EXPECT_VERSION, expectVersion);
        return ask(Choice.DELETE, name, options, FileTransferClient::durability);
    }

    private static Durability durability(Options reply) {
        return reply.get(Option.DURABILITY, Durability.RELAXED);
    }

    private <T> Transfer<T> ask(Choice choice, String name, Options options, Function<Options, T> result) {
        return ask(choice, name, options, false, result, transfer(TransferListener.NONE));
    }

    private <T> Transfer<T> ask(
            Choice choice,
            String name,
            Options options,
            boolean exclusive,
            Function<Options, T> result,
            RunningTransfer<T> transfer) {
        RetryBudget budget = budget(name, transfer);
        return submit(new AskJob<>(choice, name, options, result, exclusive, budget, transfer), false);
    }

    private <T> RunningTransfer<T> transfer(TransferListener listener) {
        return new RunningTransfer<>(listener, config.retryListener(), platform.callbacks());
    }

    private RetryBudget budget(String name, RunningTransfer<?> transfer) {
        return new RetryBudget(retries, name, transfer::retrying);
    }

    private Executor userCode() {
        return new SerialExecutor(platform.waiting());
    }

    private <T> Transfer<T> submit(Job<T> job, boolean inLegacy) {
        return submit(bind(job.attempt()), job, inLegacy);
    }

    private <E extends Call<?>> E bind(E exchange) {
        if (closed) {
            throw new IllegalStateException("The client is closed");
        }
        exchange.bind(pool);
        return exchange;
    }

    private <T> Transfer<T> submit(Call<T> exchange, Job<T> job, boolean inLegacy) {
        FileTransferException wrong = SendableName.check(exchange.name());
        if (wrong == null
                && config.legacyDialect()
                && (!inLegacy || exchange.name().indexOf(':') >= 0)) {
            wrong = Failures.of(
                    ErrorCode.UNSUPPORTED,
                    exchange.name(),
                    "The legacy dialect has GET and PUT of whole files only, and no name with a colon");
        }
        if (wrong == null) {
            pool.submit(exchange);
        } else {
            ConnectionPool.refuse(exchange, wrong);
        }
        return job.transfer();
    }

    /**
     * Cancels what is under way, closes the connections, and returns when the threads have ended, except those that wait
     * in the caller's code: they end when that returns. May be called by that code, too.
     */
    @Override
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
