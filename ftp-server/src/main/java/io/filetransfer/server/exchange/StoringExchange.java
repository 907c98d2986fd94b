package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.body.BodySink;
import io.filetransfer.codec.body.BodyWriter;
import io.filetransfer.codec.body.Window;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A request with a body: content goes to storage while it comes in, and its end frame's length and digest are checked. What
 * it goes to, and what is made of it in the end, is the subclass's.
 *
 * <p>Everything up to the check runs on the connection's lane, in order.
 */
public abstract class StoringExchange extends ServerExchange {
    private static final Failure TOO_MANY = new Failure(
            ErrorCode.BUSY,
            true,
            "This user has too many uploads under way; try again later.",
            Options.NONE.with(Option.RETRY_AFTER, 1000L));

    final SafePath path;
    final DigestAlgorithm algorithm;

    /** Content that came before the exchange could start. Event loop only, as all fields. */
    private final Queue<ByteBuf> early = new ArrayDeque<>();

    private long received;
    private BodySink sink;
    private End end;
    /** When it was whole and had begun. */
    private long wholeAt;

    private boolean sinkEnded;
    private boolean dropping;
    private boolean mayGo;
    private boolean goTaken;
    private boolean counted;

    StoringExchange(ServedRequest asked, SafePath path) {
        super(asked);
        this.path = path;
        this.algorithm = request.options().get(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C);
    }

    /** Where content is to go, from the first byte on at {@link #offset}; on disk threads. */
    abstract BodyWriter writer();

    /** Where the first byte goes. */
    abstract long offset();

    /** How many bytes the client said are coming, or -1. */
    abstract long declared();

    /** Opens what the content goes to; on the lane, before any content. */
    abstract void open() throws IOException;

    /** Everything is written, and is what the client sent; on the lane. */
    abstract void whole(long length, Digest digest);

    /** Everything is written, but it is not what the client sent; on the lane. */
    abstract void damaged(StorageException why);

    /** Whether what came of a body that was cut off is useful, so that what waits is still written. */
    abstract boolean keepsCutBody();

    /** No more content is written, as the body was cut off; on the lane. */
    abstract void cut(RunningDigest written);

    /** Opening or writing failed; on a disk thread. */
    abstract void fail(Throwable cause);

    /** By name or by upload id, either of which has to stay in order; parts have rules of their own. */
    @Override
    boolean mayStartBeside(ServerExchange earlier) {
        return earlier instanceof StoringExchange other
                && !sameUpload(earlier)
                && !path.startsWith(other.path)
                && !other.path.startsWith(path);
    }

    final boolean sameUpload(ServerExchange earlier) {
        UploadId id = request.options().get(Option.UPLOAD_ID, null);
        return id != null && id.equals(earlier.request.options().get(Option.UPLOAD_ID, null));
    }

    @Override
    final void start() {
        counted = context.uploads().begin(principal.user());
        if (!counted) {
            discard();
            answer(Answer.of(TOO_MANY));
            return;
        }
        // Content without an announced digest (the legacy dialect's) still gets one, to be kept with the file.
        DigestAlgorithm kept = algorithm == DigestAlgorithm.NONE ? DigestAlgorithm.CRC32C : algorithm;
        sink = new BodySink(
                writer(),
                offset(),
                declared() >= 0 ? declared() : maxFileSize(),
                kept,
                context.lane(),
                context.window(),
                this::fail);
        onDisk(this::openAndGo);
        while (!early.isEmpty()) {
            ByteBuf first = early.poll();
            int cost = Window.cost(first.readableBytes());
            sink.add(first);
            context.window().remove(cost); // it counts there now
        }
        context.pauseForTurn(false);
        endSink();
    }

    /** Once: what is read again when a pause ends comes at once, so the body may end in the middle of the start. */
    private void endSink() {
        if (sink != null && end != null && !sinkEnded) {
            sinkEnded = true;
            wholeAt = System.nanoTime();
            sink.end(this::finish);
        }
    }

    @Override
    final void over() {
        if (counted) {
            counted = false;
            context.uploads().end(principal.user());
        }
    }

    @Override
    long stored(Options reply) {
        return reply.get(Option.SIZE, 0L);
    }

    /** When all of it had come and it had begun, by {@link System#nanoTime}; for {@link #whole}. */
    final long wholeAt() {
        return wholeAt;
    }

    /** Where content goes, once the exchange has begun; null before. */
    final BodySink sink() {
        return sink;
    }

    @Override
    public final boolean awaitsGo() {
        return request.asksFirst() && !goTaken;
    }

    /** Before a reply too, when the client did not wait: an answer has the same frames in every case. */
    @Override
    final boolean takeGo() {
        if (!mayGo || goTaken || answer() != null && answer().isFailure()) {
            return false;
        }
        goTaken = true;
        return true;
    }

    private void openAndGo() throws IOException {
        try {
            open();
            clock.disk();
        } catch (IOException | RuntimeException e) {
            sink.drop();
            throw e;
        }
        if (request.asksFirst()) {
            context.onLoop(() -> {
                mayGo = true;
                context.answerReady();
            });
        }
    }

    @Override
    public final void content(ByteBuf bytes) {
        received += bytes.readableBytes();
        if (dropping || settled() || !bytes.isReadable()) {
            bytes.release();
        } else if (declared() >= 0 && received > declared()) {
            bytes.release();
            stop(new Failure(
                    ErrorCode.LENGTH_EXCEEDED, "More content came than the " + declared() + " bytes announced."));
        } else if (received > maxFileSize()) {
            bytes.release();
            stop(failure(tooLarge(context)));
        } else if (sink != null) {
            sink.add(bytes);
            context.contentRead(sink, taken -> received += taken);
        } else {
            early.add(bytes);
            context.window().add(Window.cost(bytes.readableBytes()));
            context.pauseForTurn(true);
        }
    }

    @Override
    public final void bodyEnded(End end) {
        if (dropping || settled()) {
            return;
        }
        this.end = end;
        contentPassed();
        context.pauseForTurn(false);
        endSink();
    }

    @Override
    final long moved() {
        return received;
    }

    @Override
    final long size() {
        return declared();
    }

    @Override
    final boolean isChanging() {
        return end != null && started();
    }

    /** Before the end of the body nothing is published; after it, the answer tells whether it was. */
    @Override
    public final void stop(Failure failure) {
        if (isChanging()) {
            return;
        }
        discard();
        answer(Answer.of(failure));
    }

    @Override
    final void abandon() {
        super.abandon();
        if (end != null && sink != null) {
            return; // whole and on its way: it is published, though nobody hears of it
        }
        discard();
    }

    private void discard() {
        dropping = true;
        context.pauseForTurn(false);
        for (ByteBuf bytes : early) {
            context.window().remove(Window.cost(bytes.readableBytes()));
            bytes.release();
        }
        early.clear();
        if (sink == null) {
            return;
        }
        if (keepsCutBody()) {
            sink.end(() -> cut(sink.digest()));
        } else {
            sink.drop();
            onDisk(() -> cut(sink.digest()));
        }
    }

    /** Everything is written; on the lane. */
    private void finish() {
        RunningDigest written = sink.digest();
        Digest digest = written.digest();
        try {
            check(written.length(), digest);
        } catch (StorageException e) {
            damaged(e);
            return;
        }
        whole(written.length(), digest);
    }

    private void check(long length, Digest digest) throws StorageException {
        if (length > end.length()) {
            throw new StorageException(
                    ErrorCode.LENGTH_EXCEEDED,
                    "More content came, " + length + " bytes, than the " + end.length() + " that its end frame tells.");
        }
        if (end.length() != length || declared() >= 0 && declared() != length) {
            throw new StorageException(
                    ErrorCode.TRUNCATED,
                    "Of " + Math.max(declared(), end.length()) + " bytes announced, " + length + " came.");
        }
        if (end.digest().algorithm() != algorithm) {
            throw new StorageException(ErrorCode.CHECKSUM_MISMATCH, "The end frame's digest is not " + algorithm + ".");
        }
        if (algorithm != DigestAlgorithm.NONE && !end.digest().equals(digest)) {
            throw new StorageException(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "The content was damaged on the way (" + digest + " came); send it again.");
        }
    }

    final void requireAllowed(long size) throws StorageException {
        requireAllowed(context, size);
    }

    static void requireAllowed(ExchangeContext context, long size) throws StorageException {
        if (size > context.maxFileSize()) {
            throw tooLarge(context);
        }
    }

    private static StorageException tooLarge(ExchangeContext context) {
        return new StorageException(
                ErrorCode.TOO_LARGE, "This server takes files of at most " + context.maxFileSize() + " bytes.");
    }

    private long maxFileSize() {
        return context.maxFileSize();
    }
}
