package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.StateConditions;
import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.body.BodyClock;
import io.filetransfer.codec.body.BodyReader;
import io.filetransfer.codec.body.BodySource;
import io.filetransfer.server.event.Changed;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.event.RequestEnd;
import io.filetransfer.server.lock.Holder;
import io.filetransfer.server.lock.LockedStorage;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.Principal;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * One request with its answer. Made, started, fed and ended on the connection's event loop; its work runs on disk threads
 * and comes back through {@link #answer}.
 */
public abstract class ServerExchange {
    final ExchangeContext context;
    final Principal principal;
    final Request request;
    public final long number;
    /** Who asked: a connection may bring requests of several. */
    final Peer peer;

    /** Of the disk threads; runs only where the client wants to know. */
    final BodyClock clock;

    private final long startedAt = System.nanoTime();
    private long heldBefore;
    private long heldNanos;
    private long cipherBefore;
    private long cipherNanos;
    private boolean started;
    private long begunAt = startedAt;
    private long answeredAt;
    private Answer answer;
    private boolean over;

    ServerExchange(ServedRequest asked) {
        this.context = asked.context();
        this.principal = asked.principal();
        this.request = asked.request();
        this.number = asked.number();
        this.clock = wantsTimes() ? new BodyClock() : BodyClock.OFF;
        this.peer = context.peer();
    }

    /** The request's upload, as the storage has it; empty if it names none. */
    final Optional<UploadId> upload() {
        return request.options().find(Option.UPLOAD_ID).map(principal::own);
    }

    /**
     * What the request may do with what is stored: for one look or upload of it, not for several steps, of which one may see
     * what another has changed. What it expects of states is compared now; on a disk thread.
     *
     * @param path that it is about
     */
    final Storage storage(SafePath path) throws StorageException {
        Storage storage = context.storage(principal).since(begunAt);
        StateConditions states = request.options().get(Option.STATES, null);
        boolean changes = Access.concernsChanges(request.choice());
        if (!changes && states == null) {
            return storage;
        }
        Holder holder = holder();
        if (states != null) {
            holder.require(states, path, storage, context.locks());
        }
        return changes ? new LockedStorage(storage, context.locks(), holder) : storage;
    }

    /** Who asks, with the locks that it names. */
    final Holder holder() {
        StateConditions states = request.options().get(Option.STATES, null);
        return new Holder(principal.user(), principal.root(), states == null ? Set.of() : states.tokens());
    }

    /** How it stands. Event loop. */
    final RunningRequest running() {
        return new RunningRequest(
                number,
                principal.user(),
                request,
                started,
                isChanging(),
                System.nanoTime() - startedAt,
                moved(),
                size());
    }

    /** Bytes of content that have moved. Event loop. */
    long moved() {
        return 0;
    }

    /** Of the content, in bytes, or -1. */
    long size() {
        return -1;
    }

    /** Begins the work. Called once, when every exchange before this one lets it; see {@link #mayStartBeside}. */
    abstract void start();

    /** Whether this may run while {@code earlier}, which was sent before, still runs: not if the order could be told. */
    abstract boolean mayStartBeside(ServerExchange earlier);

    /** Whether it takes effect already, so that {@link #stop} does nothing. */
    boolean isChanging() {
        return false;
    }

    /** Ends early: the answer becomes {@code failure}, or its body ends in it, unless it was sent already. */
    public void stop(Failure failure) {
        answer(Answer.of(failure));
    }

    /** The connection is gone: release everything. Called at most once, and nothing after it. */
    void abandon() {
        Answer unsent = takeAnswer();
        if (unsent != null) {
            unsent.discard();
        }
    }

    /** Content of the request's body; taken over. */
    public void content(ByteBuf bytes) {
        bytes.release();
        throw new IllegalStateException("Not a request with a body");
    }

    /** The request's body is whole. */
    public void bodyEnded(End end) {
        throw new IllegalStateException("Not a request with a body");
    }

    final void begin() {
        started = true;
        begunAt = System.nanoTime();
        if (wantsTimes()) {
            heldBefore = context.heldNanos();
            cipherBefore = context.cipherNanos();
        }
        start();
    }

    /** Whether the client asked for leave to send the body and does not have it: there may be no body at all. */
    public boolean awaitsGo() {
        return request.asksFirst();
    }

    /** True once, when the client is to be told to send the body. */
    boolean takeGo() {
        return false;
    }

    /** How much of what a connection may hold this takes, from its start until its answer is written. */
    int share() {
        return settled() ? 0 : 1;
    }

    final boolean started() {
        return started;
    }

    /** The work is done as far as others can tell: what comes later in the connection may rely on it. */
    public final boolean settled() {
        return answer != null || over;
    }

    final Answer answer() {
        return answer;
    }

    /** The answer, if there is one, is the caller's: no later {@link #answer} counts. */
    final Answer takeAnswer() {
        Answer taken = answer;
        over = true;
        answer = null;
        answeredAt = System.nanoTime();
        if (taken != null) {
            context.memory().give(taken.held());
        }
        return taken;
    }

    /** Offers the answer, from any thread. Only the first counts. */
    final void answer(Answer offered) {
        boolean taken = context.bring(() -> {
            if (over || answer != null) {
                offered.discard();
                return;
            }
            answer = offered;
            context.memory().take(offered.held());
            context.answerReady();
        });
        if (!taken) {
            offered.discard();
        }
    }

    /** Runs work of this exchange on a disk thread, after that of earlier tasks; what it throws becomes the answer. */
    final void onDisk(DiskTask task) {
        try {
            long asked = clock.now();
            context.lane()
                    .execute(() -> guarded(() -> {
                        clock.begin(asked);
                        task.run();
                    }));
        } catch (RejectedExecutionException e) {
            answer(Answer.of(failure(e)));
        }
    }

    final void guarded(DiskTask task) {
        try {
            task.run();
        } catch (Exception | Error e) {
            answer(Answer.of(failure(e)));
        }
    }

    /** The one place where what went wrong becomes an error frame. */
    final Failure failure(Throwable cause) {
        if (cause instanceof BodyReader.ShortenedException) {
            return new Failure(ErrorCode.CHANGED, "The file became shorter while it was sent; get it again.");
        }
        if (cause instanceof RefusedException refused) {
            return refused.failure();
        }
        if (cause instanceof IOException failed) {
            StorageException refused = StorageException.of(failed);
            if (concernsOperator(refused)) {
                context.observer().storageFailed(peer, request, refused);
            }
            return new Failure(refused.code(), refused.getMessage());
        }
        if (cause instanceof RejectedExecutionException) {
            return new Failure(ErrorCode.BUSY, "The server has too much work waiting for its disks; try again later.");
        }
        if (cause instanceof OutOfMemoryError) {
            context.observer().outOfMemory(peer, cause);
            return shortOfMemory();
        }
        context.observer().faulted(peer, request, cause);
        return new Failure(ErrorCode.INTERNAL, "The server failed; its log has the reason.");
    }

    /** Whether the disk itself is the reason: full, broken, or read-only although the server was to write. */
    private static boolean concernsOperator(StorageException refused) {
        return refused.code() == ErrorCode.STORAGE_FAILED
                || refused.code() == ErrorCode.INSUFFICIENT_STORAGE
                || refused.code() == ErrorCode.READ_ONLY && refused.getCause() != null;
    }

    public static Failure shortOfMemory() {
        return new Failure(ErrorCode.BUSY, "The server is short of memory; try again later.");
    }

    private boolean wantsTimes() {
        return request.options().has(Option.TIMES);
    }

    /** All content of this has passed the event loop. Event loop. */
    final void contentPassed() {
        if (wantsTimes()) {
            heldNanos = context.heldNanos() - heldBefore;
            cipherNanos = context.cipherNanos() - cipherBefore;
        }
    }

    /** Adds where the time went up to now, if the client wants to know. After the work, on the thread that did it. */
    final Options withTimes(Options answer, BodyClock body) {
        if (!wantsTimes()) {
            return answer;
        }
        TransferTimes times = clock.times()
                .plus(body.times())
                .plus(TransferTimes.Kind.TOTAL, System.nanoTime() - startedAt)
                .plus(TransferTimes.Kind.QUEUE, begunAt - startedAt)
                .plus(TransferTimes.Kind.PACE, heldNanos)
                .plus(TransferTimes.Kind.ENCRYPTION, cipherNanos);
        return answer.with(Option.TIMES, times);
    }

    /** What a reply says that was stored, in bytes. */
    long stored(Options reply) {
        return 0;
    }

    /** Of an answer in one piece. */
    RequestEnd.Form form() {
        return RequestEnd.Form.REPLY;
    }

    /** What an answer that is a failure means. */
    RequestEnd.Result failed() {
        return RequestEnd.Result.FAILED;
    }

    /** The storage has made the change that was asked for; told at once, as the connection may be gone when it is answered. */
    final void tellChanged(Options reply) {
        context.observer()
                .changed(new Changed(
                        peer, principal.shown(), request, reply.get(Option.VERSION, null), reply.get(Option.SIZE, 0L)));
    }

    /** What came of this, by an answer without a streamed body. */
    final RequestEnd ended(List<Frame> answer) {
        Frame last = answer.get(answer.size() - 1);
        if (last instanceof Failure failure) {
            return end(0, Digest.NONE, RequestEnd.Form.REPLY, failed(), failure);
        }
        if (last instanceof End end) {
            return end(end.length(), end.digest(), form(), RequestEnd.Result.OK, null);
        }
        Options options = ((Reply) last).options();
        return end(stored(options), options.get(Option.DIGEST, Digest.NONE), form(), RequestEnd.Result.OK, null);
    }

    /** What came of this, by an answer whose body was sent or broken off. */
    final RequestEnd ended(BodySource body) {
        Frame last = body.last();
        if (last instanceof End end) {
            return end(end.length(), end.digest(), RequestEnd.Form.BODY, RequestEnd.Result.OK, null);
        }
        if (last instanceof Failure failure) {
            return end(body.progress(), Digest.NONE, RequestEnd.Form.BODY, RequestEnd.Result.FAILED, failure);
        }
        return end(body.progress(), Digest.NONE, RequestEnd.Form.BODY, RequestEnd.Result.LOST, null);
    }

    /** What came of this when its connection ended before the answer. */
    final RequestEnd lost() {
        return end(0, Digest.NONE, RequestEnd.Form.REPLY, RequestEnd.Result.LOST, null);
    }

    /** It is over in every respect that the client could notice. Once; event loop. */
    void over() {}

    private RequestEnd end(long bytes, Digest digest, RequestEnd.Form form, RequestEnd.Result result, Failure failure) {
        over();
        return new RequestEnd(
                peer,
                principal.shown(),
                context.dialect(),
                request,
                begunAt - startedAt,
                answeredAt - startedAt,
                System.nanoTime() - startedAt,
                bytes,
                digest,
                form,
                result,
                failure);
    }

    /** Work that may wait for storage. */
    interface DiskTask {
        void run() throws Exception;
    }
}
