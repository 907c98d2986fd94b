package io.filetransfer.client;

import io.filetransfer.codec.BodySink;
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
import io.filetransfer.codec.Request;
import java.io.IOException;

/** A request whose answer has a body: content goes to a target, length and digest are checked before it is published. */
abstract class ReceivingExchange<T> extends Exchange<T> {
    /** An answer of which more than this is to come has its connection for itself. */
    private static final long BIG = 256 << 10;

    /** What is read and dropped after a cancel rather than closing the connection. */
    private static final long CHEAP = 1 << 20;

    private final ContentTarget target;
    private final DigestAlgorithm algorithm;
    private Options head;
    private BodySink sink;
    private long announced = -1;

    ReceivingExchange(
            Choice choice, String name, ContentTarget target, DigestAlgorithm algorithm, RunningTransfer<T> transfer) {
        super(choice, name, transfer);
        this.target = target;
        this.algorithm = algorithm;
    }

    abstract Options options();

    /** Bytes of content that the head announces, or -1. */
    abstract long announced(Options head);

    /** The digest that the head tells of this content, or null. */
    abstract Digest expected(Options head);

    abstract T result(Options head, long length, Digest digest);

    @Override
    final boolean needsPreparing() {
        return target.needsChecking();
    }

    @Override
    final void prepare() {
        try {
            target.check();
        } catch (IOException e) {
            throw target.failure(e);
        }
    }

    @Override
    final void send() {
        connection().write(new Request(name(), choice(), options()));
    }

    @Override
    final boolean take(Frame frame) {
        if (head == null && frame instanceof Reply reply) {
            begin(reply.options());
            return false;
        }
        if (head != null && frame instanceof Content content) {
            receive(content);
            return false;
        }
        if (head != null && frame instanceof End end) {
            ended(end);
            return true;
        }
        throw unexpected(frame);
    }

    private void begin(Options options) {
        head = options;
        announced = announced(options);
        if (transfer().hasEnded()) {
            return;
        }
        if (announced >= 0) {
            transfer().total(announced);
        }
        target.begin(options);
        Connection from = connection();
        long most = announced >= 0 ? announced : Long.MAX_VALUE;
        sink = new BodySink(
                target, 0, most, algorithm, target.executor(), from::pause, cause -> abandon(target.failure(cause)));
    }

    private void receive(Content content) {
        if (sink == null) {
            content.release();
            return;
        }
        sink.add(content.bytes());
        connection().takePipes(sink);
        transfer().moved(sink.received());
        if (announced >= 0 && sink.received() > announced) {
            sink.drop();
            FileTransferException cause = failed(
                    ErrorCode.LENGTH_EXCEEDED,
                    "The server sent more than the " + announced + " bytes that it announced");
            abandon(cause);
            connection().fail(cause);
        }
    }

    private void ended(End end) {
        if (sink == null || transfer().hasEnded()) {
            return;
        }
        long received = sink.received();
        if (received != end.length() || announced >= 0 && received != announced) {
            abandon(failed(
                    ErrorCode.TRUNCATED,
                    received + " bytes came, where the server announced " + Math.max(announced, end.length())));
            return;
        }
        sink.end(() -> finish(end));
    }

    /** On the target's executor, after the last write. */
    private void finish(End end) {
        Digest digest = sink.digest().digest();
        FileTransferException wrong = check(digest, end.digest());
        if (wrong != null) {
            abandon(wrong);
            return;
        }
        if (!transfer().end()) {
            return;
        }
        try {
            target.finish();
        } catch (IOException | RuntimeException | Error e) {
            RuntimeException cause = target.failure(e);
            target.abandon(cause, () -> transfer().fail(cause));
            return;
        }
        transfer().succeed(result(head, end.length(), digest));
    }

    private FileTransferException check(Digest received, Digest sent) {
        if (sent.algorithm() != algorithm) {
            return failed(ErrorCode.BAD_REQUEST, "The server sent a digest of another kind than was asked for");
        }
        Digest stored = expected(head);
        if (stored != null && stored.algorithm() == algorithm && !stored.equals(received)) {
            return Failures.corrupt(
                    ErrorCode.CORRUPT,
                    name(),
                    "The content is not what was stored: damaged on the server's disk, or on the way");
        }
        if (!received.equals(sent)) {
            return Failures.corrupt(ErrorCode.CHECKSUM_MISMATCH, name(), "The content was damaged on the way");
        }
        return null;
    }

    private FileTransferException failed(ErrorCode code, String sentence) {
        return Failures.of(code, name(), sentence);
    }

    @Override
    final void withdraw() {
        long left = announced < 0 ? Long.MAX_VALUE : announced - (sink == null ? 0 : sink.received());
        connection().cancelAnswer(this, left <= CHEAP);
    }

    @Override
    final void giveUp(Throwable cause) {
        if (sink != null) {
            sink.drop();
        }
        target.abandon(cause, () -> transfer().fail(cause));
    }

    @Override
    final boolean exclusive() {
        return target.paced() || announced > BIG || sink != null && sink.received() > BIG;
    }

    @Override
    final boolean movesContent() {
        return head != null;
    }

    @Override
    final boolean waitsForThisSide() {
        return false;
    }

    /** Of what was received nothing has been handed on before the head came. */
    @Override
    final boolean repeatable() {
        return true;
    }

    static Options withAlgorithm(Options options, DigestAlgorithm algorithm) {
        return options.with(Option.DIGEST_ALGORITHM, algorithm);
    }
}
