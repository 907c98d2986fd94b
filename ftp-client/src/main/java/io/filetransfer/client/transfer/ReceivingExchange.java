package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.content.ContentTarget;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Trailer;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request whose answer has a body: content goes to a target, length and digest are checked before it is published. */
public abstract class ReceivingExchange<T> extends Exchange<T> implements ArrivingContent.Owner {
    /** An answer of which more than this is to come has its connection for itself. */
    private static final long BIG = 256 << 10;

    /** What is read and dropped after a cancel rather than closing the connection. */
    private static final long CHEAP = 1 << 20;

    private final ContentTarget target;
    private final DigestAlgorithm algorithm;
    private final TransferMeter meter;
    private TransferMeter.Before before;
    private Options head;
    private long announced = -1;
    private ArrivingContent arriving;

    ReceivingExchange(
            Choice choice,
            String name,
            ContentTarget target,
            DigestAlgorithm algorithm,
            TransferMeter meter,
            Owner<T> owner) {
        super(choice, name, owner);
        this.target = target;
        this.algorithm = algorithm;
        this.meter = meter;
    }

    abstract Options options();

    /** Bytes of content that the head announces, or -1. */
    abstract long announced(Options head);

    /** The digest that the head tells of this content, or null. */
    abstract Digest expected(Options head);

    /**
     * All content is written and is what was sent, and the exchange has ended. On the target's executor.
     *
     * @param length of what the target holds now
     */
    abstract void complete(Options head, long length, Digest whole);

    /** What is known of the size before anything was announced, or -1. */
    long expectedSize() {
        return -1;
    }

    /** Bytes of the target that this answer does not bring. */
    long from() {
        return 0;
    }

    /** Whether its content counts in the rate limit: that of files does. */
    boolean hasRate() {
        return true;
    }

    /** Whether the head fits what is known of the file besides what was asked. */
    boolean fits(Options head) {
        return true;
    }

    /** The version of content whose beginning is useful without the rest; or null. */
    Version resumable(Options head) {
        return null;
    }

    /**
     * It ended early, in a way that leaves open what becomes of the target. On the target's executor, if that can take
     * content back.
     *
     * @param moved bytes of its answer
     * @return whether another call has taken over, target included
     */
    boolean again(Throwable cause, long moved) {
        return false;
    }

    /** The target has been looked at. On a disk thread. */
    void checked() {}

    /** The head fits, and all is well: whether another call takes over now. On the event loop. */
    boolean handedOver(Options head) {
        return false;
    }

    /** So much of the content has come. */
    void moved(long received) {
        owner().moved(from() + received);
    }

    @Override
    public final boolean needsPreparing() {
        return target.needsChecking();
    }

    @Override
    public final void prepare() {
        try {
            target.check(this::hasEnded);
            checked();
        } catch (IOException e) {
            throw target.failure(e);
        }
    }

    @Override
    public final void send() {
        before = meter.begin(connection());
        request(meter.asking(options()));
    }

    @Override
    public final boolean take(Frame frame) {
        if (head == null && frame instanceof Reply reply) {
            begin(reply.options());
            return false;
        }
        if (head != null && frame instanceof Content content) {
            receive(content);
            return false;
        }
        if (head != null && frame instanceof Trailer trailer && asks(Option.TIMES)) {
            meter.told(trailer.options());
            return false;
        }
        if (head != null && frame instanceof End end) {
            meter.end(connection(), before);
            ended(end);
            return true;
        }
        throw unexpected(frame);
    }

    private void begin(Options options) {
        head = options;
        meter.told(options);
        announced = announced(options);
        if (hasEnded()) {
            return;
        }
        if (!fits(options)) {
            reject(Failures.badAnswer(
                    ErrorCode.OFFSET_MISMATCH,
                    name(),
                    "The server answered for another part of the file than was asked for"));
            return;
        }
        if (announced >= 0) {
            owner().total(from() + announced);
        }
        target.begin(options);
        if (!handedOver(options)) {
            arriving = new ArrivingContent(target, algorithm, connection(), from(), announced, this);
        }
    }

    @Override
    public final Version resumable() {
        return resumable(head);
    }

    @Override
    public final void writingFailed(RuntimeException cause) {
        if (cause instanceof FileTransferException.BadAnswer bad) {
            reject(bad);
        } else {
            abandon(cause);
        }
    }

    private long received() {
        return arriving == null ? 0 : arriving.received();
    }

    private void receive(Content content) {
        if (arriving == null || hasEnded()) {
            content.release();
            return;
        }
        long length = content.length();
        arriving.add(content);
        if (hasRate()) {
            connection().received(length);
        }
        contentTaken();
        if (announced >= 0 && received() > announced) {
            arriving.reject();
            FileTransferException cause = failed(
                    ErrorCode.LENGTH_EXCEEDED,
                    "The server sent more than the " + announced + " bytes that it announced");
            abandon(cause);
            connection().fail(cause);
        }
    }

    @Override
    public final void contentTaken() {
        if (!hasEnded()) {
            moved(received());
        }
    }

    private void ended(End end) {
        if (arriving == null || hasEnded()) {
            return;
        }
        long received = received();
        if (received != end.length() || announced >= 0 && received != announced) {
            abandon(failed(
                    ErrorCode.TRUNCATED,
                    received + " bytes came, where the server announced " + Math.max(announced, end.length())));
            return;
        }
        arriving.end(() -> finish(end));
    }

    /** On the target's executor, after the last write. */
    private void finish(End end) {
        meter.add(arriving.times());
        Digest whole = arriving.whole();
        FileTransferException wrong = arriving.wrong(name(), whole, end.digest(), expected(head));
        if (wrong != null) {
            abandon(wrong);
            return;
        }
        if (!end()) {
            return;
        }
        complete(head, from() + end.length(), whole);
    }

    /** What came counts as held by the target. Once {@link #complete}. */
    final void holdAll() {
        arriving.holdAll();
    }

    /** Has that done on the target's executor, when all that came is written; not if the exchange ends before. */
    final void afterContent(Runnable then) {
        if (arriving != null) {
            arriving.end(then);
        }
    }

    private FileTransferException failed(ErrorCode code, String sentence) {
        return Failures.of(code, name(), sentence);
    }

    @Override
    public final void withdraw() {
        long left = announced < 0 ? Long.MAX_VALUE : announced - received();
        cancelAnswer(left <= CHEAP);
    }

    @Override
    public final void giveUp(Throwable cause) {
        boolean keeps = target.rewinds() && arriving != null && resumable(head) != null;
        if (arriving != null && !keeps) {
            arriving.drop();
        }
        if (!target.rewinds()) {
            // what a caller was given cannot be taken back, and a caller who waits for nothing must hear of the end now
            if (received() > 0 || !again(cause, 0)) {
                leave(cause);
            }
            return;
        }
        long moved = received();
        AtomicBoolean done = new AtomicBoolean();
        Runnable last = () -> {
            if (done.compareAndSet(false, true)) {
                if (keeps) {
                    arriving.holdAll();
                }
                if (!again(cause, moved)) {
                    leave(cause);
                }
            }
        };
        if (!keeps || arriving.settle(last)) {
            try {
                target.executor().execute(last);
            } catch (RejectedExecutionException e) {
                leave(cause);
            }
        }
    }

    private void leave(Throwable cause) {
        target.abandon(cause, () -> owner().fail(cause));
    }

    @Override
    public boolean exclusive() {
        return target.paced() || Math.max(announced, expectedSize()) > BIG || received() > BIG;
    }

    @Override
    public final boolean movesContent() {
        return head != null;
    }

    /** Of what was received nothing has been handed on before the head came. */
    @Override
    public final boolean repeatable() {
        return true;
    }

    static Options withAlgorithm(Options options, DigestAlgorithm algorithm) {
        return options.with(Option.DIGEST_ALGORITHM, algorithm);
    }
}
