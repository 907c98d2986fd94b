package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.content.ContentTarget;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.net.ServerLink;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.Version;
import io.filetransfer.codec.body.BodySink;

/**
 * The content of one answer on its way to a target. A sink has the digest of what was written only at its end, so a target
 * that wants to know it meanwhile gets one sink after the other. Of the event loop, where nothing else is said.
 */
final class ArrivingContent {
    /** Whoever receives the answer. On the target's executor. */
    interface Owner {
        /** The version of content whose beginning is useful without the rest; or null. */
        Version resumable();

        /** Writing failed, and all further content is dropped. */
        void writingFailed(RuntimeException cause);
    }

    private final ContentTarget target;
    private final DigestAlgorithm algorithm;
    private final ServerLink link;
    private final Owner owner;
    private final long from;
    private final long announced;
    private BodySink sink;
    /** Bytes in the sinks before this one, and when this one began. */
    private long earlier;

    private long begun;
    /** What came before the sink's content and after what was held; of the target's executor. */
    private Extent got;

    /** Of the sinks before this one; of the target's executor. */
    private TransferTimes before = TransferTimes.NONE;

    /** Of the last sink, once all is written; of the target's executor. */
    private Digest last;

    /** Set before anything else is done about it. */
    private volatile boolean broken;

    /** What is to be done when the last content is written, or cannot be; at most once. */
    private volatile Runnable settling;

    /**
     * @param link that it comes by
     * @param from bytes of the target that this answer does not bring
     * @param announced bytes that it brings, or -1
     */
    ArrivingContent(
            ContentTarget target, DigestAlgorithm algorithm, ServerLink link, long from, long announced, Owner owner) {
        this.target = target;
        this.algorithm = algorithm;
        this.link = link;
        this.owner = owner;
        this.from = from;
        this.announced = announced;
        this.got = Extent.at(from);
        nextSink();
    }

    private void nextSink() {
        begun = System.nanoTime();
        sink = new BodySink(
                target,
                from + earlier,
                announced >= 0 ? announced - earlier : Long.MAX_VALUE,
                algorithm,
                target.executor(),
                link::pause,
                this::broke);
    }

    /** On the target's executor. */
    private void broke(Throwable cause) {
        broken = true;
        owner.writingFailed(target.failure(cause));
        Runnable waiting = settling;
        if (waiting != null) {
            waiting.run(); // for the end of a sink that has none now
        }
    }

    private void changeSinks() {
        BodySink full = sink;
        earlier += full.received();
        nextSink();
        full.end(() -> {
            before = before.plus(full.clock().times());
            wrote(full.digest());
        });
    }

    /** Where the time of writing went. Once all is written. */
    TransferTimes times() {
        return before.plus(sink.clock().times());
    }

    private void wrote(RunningDigest digest) {
        if (!broken && digest.length() > 0) {
            Extent more = Extent.at(got.end()).plus(digest.length(), digest.digest());
            got = got.plus(more);
            target.wrote(more, owner.resumable());
        }
    }

    /** Takes over {@code content}. */
    void add(Content content) {
        if (target.wantsToKnow(sink.received(), System.nanoTime() - begun)) {
            changeSinks();
        }
        sink.add(content.bytes());
        link.takePipes(sink);
    }

    /** Bytes so far. */
    long received() {
        return earlier + sink.received();
    }

    /** What is not written yet is not. */
    void drop() {
        sink.drop();
    }

    /** The same, and nothing of it is told the target any more. */
    void reject() {
        broken = true;
        sink.drop();
    }

    /** @param then done on the target's executor when all that came is written; not if that fails, or after {@link #drop} */
    void end(Runnable then) {
        sink.end(then);
    }

    /**
     * The same, and if writing fails.
     *
     * @param then may be done twice
     * @return whether writing has failed before: then it may not be done at all
     */
    boolean settle(Runnable then) {
        settling = then;
        sink.end(then);
        return broken;
    }

    /** Once all is written: the digest of what is there now, with what was held before, where digests can be joined. */
    Digest whole() {
        return joinedTo(target.held());
    }

    private Digest joinedTo(Extent before) {
        RunningDigest running = sink.digest();
        if (last == null) {
            last = running.digest(); // of most kinds it can be asked for once only
        }
        return algorithm == DigestAlgorithm.CRC32C
                ? before.plus(running.length(), last).digest()
                : last;
    }

    /**
     * What is wrong with what came, once all is written, or null.
     *
     * @param whole as {@link #whole}
     * @param sent of what came, as the server says at its end
     * @param stored of the whole, as the server says; or null
     */
    FileTransferException wrong(String name, Digest whole, Digest sent, Digest stored) {
        if (sent.algorithm() != algorithm) {
            return Failures.of(
                    ErrorCode.BAD_REQUEST, name, "The server sent a digest of another kind than was asked for");
        }
        if (stored != null && stored.algorithm() == algorithm && !stored.equals(whole)) {
            return Failures.corrupt(
                    ErrorCode.CORRUPT,
                    name,
                    "The content is not what was stored: damaged on the server's disk, or on the way");
        }
        if (!joinedTo(got).equals(sent)) {
            return Failures.corrupt(ErrorCode.CHECKSUM_MISMATCH, name, "The content was damaged on the way");
        }
        return null;
    }

    /** Once all is written: what came counts as held by the target. On its executor. */
    void holdAll() {
        wrote(sink.digest());
    }
}
