package io.filetransfer.client;

import io.filetransfer.codec.BodySource;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * A PUT. Small content goes along with the request in one write; otherwise the request asks first, and the content
 * follows when the server says go.
 */
final class UploadExchange extends Exchange<TransferResult> {
    /** Content up to this many bytes is sent without asking. */
    static final int SMALL = 64 << 10;

    /** Failures that pass. A file that changed meanwhile is for the caller to look at. */
    private static final Set<ErrorCode> PASSING = EnumSet.of(
            ErrorCode.CONNECTION, ErrorCode.TIMEOUT, ErrorCode.BUSY, ErrorCode.SHUTTING_DOWN, ErrorCode.TOO_SLOW);

    private final PutRequest request;
    private final UploadSource source;
    private final boolean seed;
    private final Attempts attempts;
    private boolean asksFirst;
    private boolean withdrawn;
    private boolean refused;
    private boolean going;
    private BodySource content;
    private UploadBody body;
    private End end;

    UploadExchange(
            PutRequest request,
            UploadSource source,
            boolean seed,
            Attempts attempts,
            RunningTransfer<TransferResult> transfer) {
        super(Choice.PUT, request.name(), transfer);
        this.request = request;
        this.source = source;
        this.seed = seed;
        this.attempts = attempts;
    }

    @Override
    boolean needsPreparing() {
        return source.needsOpening();
    }

    @Override
    void prepare() {
        try {
            source.open(request.digestAlgorithm(), seed ? -1 : SMALL);
        } catch (IOException e) {
            throw source.failure(e);
        }
        transfer().total(source.size());
    }

    @Override
    void send() {
        ByteBuf all = source.takeContent();
        asksFirst = all == null;
        connection().write(new Request(request.name(), Choice.PUT, options()));
        if (asksFirst) {
            return;
        }
        int length = all.readableBytes();
        if (length > 0) {
            connection().write(Content.of(all));
        } else {
            all.release();
        }
        end = source.contentEnd();
        connection().write(end);
        transfer().moved(length);
    }

    private Options options() {
        return Options.NONE
                .withPresent(Option.SIZE, source.size() < 0 ? null : source.size())
                .withPresent(Option.MODIFIED, request.modified() != null ? request.modified() : source.modified())
                .withPresent(
                        Option.MODE, request.mode() != null || !request.keepMode() ? request.mode() : source.mode())
                .withFlag(Option.PARENTS, request.parents())
                .withFlag(Option.EXPECT_ABSENT, request.expectAbsent())
                .withPresent(Option.EXPECT_VERSION, request.expectVersion())
                .with(Option.DIGEST_ALGORITHM, request.digestAlgorithm())
                .withFlag(Option.ASK_FIRST, asksFirst);
    }

    @Override
    boolean take(Frame frame) {
        if (frame instanceof Frame.Go && asksFirst && !going) {
            going = true;
            go();
            return false;
        }
        if (frame instanceof Reply reply && bodyEnd() != null) {
            replied(reply.options());
            return true;
        }
        throw unexpected(frame);
    }

    private void go() {
        if (withdrawn) {
            connection().writeAndFlush(cancel());
            return;
        }
        content = new BodySource(
                source,
                0,
                source.size(),
                seed ? DigestAlgorithm.NONE : request.digestAlgorithm(),
                connection().allocator(),
                source.executor(),
                this::sourceFailed);
        body = new UploadBody(content, transfer()::moved);
        content.start(connection()::resume);
        connection().send(body);
    }

    /** On the source's executor. */
    private Frame sourceFailed(Throwable cause) {
        abandon(source.failure(cause));
        return cancel();
    }

    private Frame cancel() {
        return new Frame.Cancel(number());
    }

    private End bodyEnd() {
        return body == null ? end : body.end();
    }

    private void replied(Options reply) {
        Digest ours = bodyEnd().digest();
        Digest theirs = reply.get(Option.DIGEST, ours);
        long size = bodyEnd().length();
        if (theirs.algorithm() == ours.algorithm() && !theirs.equals(ours) || reply.get(Option.SIZE, size) != size) {
            abandon(Failures.corrupt(
                    ErrorCode.CHECKSUM_MISMATCH, name(), "The server acknowledged other content than was sent"));
            return;
        }
        if (!end()) {
            return;
        }
        transfer()
                .succeed(new TransferResult(
                        name(),
                        size,
                        ours,
                        reply.get(Option.VERSION, null),
                        reply.get(Option.MODIFIED, null),
                        reply.get(Option.MODE, -1),
                        reply.get(Option.DURABILITY, seed ? null : Durability.RELAXED),
                        0,
                        transfer().elapsed()));
    }

    /** Refused or failed on the other side: what is being sent of the body ends as soon as it can. */
    @Override
    void refused(Failure failure) {
        refused = true;
        withdraw();
        super.refused(failure);
    }

    @Override
    void withdraw() {
        withdrawn = true;
        if (content != null) {
            content.stop(cancel());
        }
    }

    @Override
    void giveUp(Throwable cause) {
        source.stopWaiting();
        if (content == null) {
            closeSource();
        }
        long delay = mayBeSentAgain(cause) ? attempts.next(cause, 0) : -1;
        if (delay < 0 || !passOn(new UploadExchange(request, source.again(), seed, attempts, transfer()), delay)) {
            transfer().fail(cause);
        }
    }

    private boolean mayBeSentAgain(Throwable cause) {
        if (!source.repeatable()
                || !(cause instanceof FileTransferException failure)
                || !PASSING.contains(failure.code())) {
            return false;
        }
        // What was lost may have been carried out, and would be refused for having been so.
        return refused || !sent() || !request.expectAbsent() && request.expectVersion() == null;
    }

    private void closeSource() {
        try {
            source.executor().execute(source::close);
        } catch (RejectedExecutionException e) {
            source.close();
        }
    }

    @Override
    boolean exclusive() {
        return asksFirst;
    }

    @Override
    boolean holdsTheLine() {
        return asksFirst;
    }

    @Override
    boolean movesContent() {
        return body != null && !body.isEndOfInput();
    }

    @Override
    boolean waitsForThisSide() {
        return movesContent() && body.starved() && connection().movement().bytesToWrite() == 0;
    }

    /** Of one that asked and was not answered, the server has no content. */
    @Override
    boolean repeatable() {
        return asksFirst || source.repeatable() && !request.expectAbsent() && request.expectVersion() == null;
    }
}
