package io.filetransfer.client;

import io.filetransfer.client.failure.BackOff;
import io.filetransfer.client.net.ClientPlatform;
import io.filetransfer.client.net.ClientThreads;
import io.filetransfer.client.transfer.Gets;
import io.filetransfer.client.transfer.Puts;
import io.filetransfer.client.transfer.Questions;
import io.filetransfer.client.transfer.TransferEngine;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.LinkInfo;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.Version;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

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
    private final TransferEngine engine;
    private final Gets gets;
    private final Puts puts;
    private final Questions questions;

    private FileTransferClient(TransferEngine engine) {
        this.engine = engine;
        this.gets = new Gets(engine);
        this.puts = new Puts(engine);
        this.questions = new Questions(engine);
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
        return new FileTransferClient(new TransferEngine(config, backOff, platform));
    }

    /** What the client was opened with. */
    public ClientConfig config() {
        return engine.config();
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
     * begins again. {@link GetRequest#resume} switches this off, and so
     * does {@link GetRequest#keepMode}.
     *
     * @param target name of a regular file, new or not, in a directory that exists
     */
    public Transfer<TransferResult> get(GetRequest request, Path target) {
        return gets.toFile(request, target);
    }

    /**
     * Gets a file into a channel, which is not closed. It is written by one thread at a time, which may wait in it, and
     * gets content before that is checked: what was written counts only when the transfer ends well. After a cancel, a
     * write that is under way goes on to its end.
     */
    public Transfer<TransferResult> get(GetRequest request, WritableByteChannel target) {
        return gets.toChannel(request, target);
    }

    /**
     * Gets a file into a subscriber, at the speed of its demand: without any, nothing more is read from the connection.
     * Buffers are on the heap, of at most 64 KiB, and the subscriber's own. {@code onComplete} comes when all content is
     * checked, {@code onError} otherwise, also after {@link Transfer#cancel}. Cancelling the subscription cancels the
     * transfer. The subscriber is called by one thread at a time, which may wait in it.
     */
    public Transfer<TransferResult> get(GetRequest request, Flow.Subscriber<? super ByteBuffer> target) {
        return gets.toSubscriber(request, target);
    }

    /**
     * The same into a stream, which is flushed at the end and not closed.
     *
     * @param target is written by one thread at a time, which may wait in it
     */
    public Transfer<TransferResult> get(GetRequest request, OutputStream target) {
        return gets.toStream(request, target);
    }

    /**
     * Gets a file into memory.
     *
     * @param limit bytes that it may have; a longer one fails with {@link ErrorCode#TOO_LARGE}
     */
    public Transfer<byte[]> getBytes(GetRequest request, int limit) {
        return gets.toBytes(request, limit);
    }

    /**
     * Gets a file as a stream. Little is read ahead: at what speed the stream is read, the file is sent. It comes to its end
     * only when all content is checked; before that, content may still turn out to be damaged. What fails is an {@link
     * java.io.IOException} whose cause is the {@link FileTransferException}. Closing the stream early cancels the transfer.
     */
    public InputStream getStream(GetRequest request) {
        return gets.asStream(request);
    }

    /**
     * Puts a local file. One that changes while it is sent is not published: the transfer fails with {@link
     * ErrorCode#CHANGED}.
     *
     * <p>A file of 8 MiB or more that is checked by CRC-32C goes in parts. When that ends early, also by {@link
     * Transfer#cancel} or with the process, the server keeps what has come. The next put of the same file to the same name
     * on the same server, within 24 hours, compares that with the file by checksums and sends what is missing; how to is
     * noted in {@link ClientConfig#stateDirectory}. If the file was changed by then, it begins again. {@link
     * PutRequest#resume} switches this off. While two processes put the same file to the same name, only the first can be
     * resumed.
     *
     * @param source a regular file, or a link to one
     */
    public Transfer<TransferResult> put(PutRequest request, Path source) {
        return puts.file(request, source);
    }

    /**
     * Puts what a channel has until its end; the channel is not closed. It is read by one thread at a time, which may wait
     * in it. After a cancel, a read that is under way goes on to its end, and what it gives is lost.
     */
    public Transfer<TransferResult> put(PutRequest request, ReadableByteChannel source) {
        return puts.channel(request, source);
    }

    /**
     * Puts what a publisher gives until its end. It is subscribed to when the server is ready, and a few buffers at a time
     * are asked for. From {@code onNext} on, a buffer is the transfer's: its content must not be changed until the end.
     */
    public Transfer<TransferResult> put(PutRequest request, Flow.Publisher<ByteBuffer> source) {
        return puts.publisher(request, source);
    }

    /** Puts what a stream has until its end, as {@link #put(PutRequest, ReadableByteChannel)} does; it is not closed. */
    public Transfer<TransferResult> put(PutRequest request, InputStream source) {
        return puts.stream(request, source);
    }

    /**
     * Puts what {@code writer} writes into a stream. It is called when the server is ready, and a little is written ahead of
     * what the server has taken. Nothing is published unless it returns; when it throws, the transfer fails with {@link
     * ErrorCode#LOCAL_FILE}.
     */
    public Transfer<TransferResult> putStream(PutRequest request, ContentWriter writer) {
        return puts.written(request, writer);
    }

    /** Puts bytes, which are not copied: they must not be changed until the end. Tried again like a small file. */
    public Transfer<TransferResult> put(PutRequest request, byte[] source) {
        return puts.bytes(request, source);
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
        return questions.list(directory, recursive, modes, entries);
    }

    /** The whole directory at once; for one that fits memory. */
    public Transfer<List<RemoteFile>> list(String directory) {
        return questions.list(directory);
    }

    /** What the server says of a file or directory. */
    public Transfer<RemoteFile> stat(String name) {
        return questions.stat(name);
    }

    /**
     * The digest of a file's content, read from the server's disk or stored with the file. However long reading takes, there
     * is no timeout as long as the server gets on; {@link Transfer#cancel} ends it.
     */
    public Transfer<Digest> digest(String name, DigestAlgorithm algorithm) {
        return questions.digest(name, algorithm);
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
        return questions.verify(name, size);
    }

    /** @param parents make missing parents too, and be content with a directory that is there */
    public Transfer<Durability> makeDirectory(String name, boolean parents) {
        return questions.makeDirectory(name, parents);
    }

    /** @param replace a file that has the new name; without it, a taken name is refused */
    public Transfer<Durability> move(String from, String to, boolean replace) {
        return questions.move(from, to, replace);
    }

    /**
     * @param recursive a directory with all that is in it
     * @param expectVersion refuse unless the file has this version; null for any
     */
    public Transfer<Durability> delete(String name, boolean recursive, Version expectVersion) {
        return questions.delete(name, recursive, expectVersion);
    }

    /** Makes a link, for which the user needs the permission. */
    public Transfer<NewLink> makeLink(LinkRequest request) {
        return questions.makeLink(request);
    }

    /**
     * The user's own links, as many as an answer has room for.
     *
     * @param after the id of the last that is known, for those behind it; empty for the first. Once there are no more it is
     *     an empty list
     */
    public Transfer<List<LinkInfo>> links(String after) {
        return questions.links(after);
    }

    /** Ends one of the user's own links. */
    public Transfer<Boolean> revokeLink(String id) {
        return questions.revokeLink(id);
    }

    /**
     * Cancels what is under way, closes the connections, and returns when the threads have ended, except those that wait
     * in the caller's code: they end when that returns. May be called by that code, too.
     */
    @Override
    public void close() {
        engine.close();
    }
}
