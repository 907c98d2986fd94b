package io.filetransfer.server;

import io.filetransfer.codec.BodySink;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/**
 * PUT: content goes to a private place while it comes in; the end frame's length and digest are checked, and only then it
 * gets its name.
 *
 * <p>Everything up to the check runs on the connection's lane. The commit, which waits for syncs, runs beside it, so that
 * the next upload's content is written meanwhile and many syncs are under way at once.
 */
final class UploadExchange extends Exchange {
    private final DigestAlgorithm algorithm;
    private final long declared;

    /** Content that came before the exchange could start. Event loop only, as all fields up to the blank line. */
    private final Queue<ByteBuf> early = new ArrayDeque<>();

    private long received;
    private BodySink sink;
    private End end;
    private boolean dropping;
    private boolean mayGo;
    private boolean goTaken;

    /** Of the disk threads: the lane, then whoever commits. */
    private Upload upload;

    /** The upload's file, where it is one of this machine; set before any content can pass by pipe. */
    private volatile FileChannel file;

    UploadExchange(Connection connection, Request request, long number) {
        super(connection, request, number);
        this.algorithm = request.options().get(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C);
        this.declared = request.options().get(Option.SIZE, -1L);
    }

    @Override
    boolean mayStartBeside(Exchange earlier) {
        return earlier instanceof UploadExchange
                && !isWithin(path(request), path(earlier.request))
                && !isWithin(path(earlier.request), path(request));
    }

    private static String path(Request request) {
        return request.name().startsWith("/") ? request.name().substring(1) : request.name();
    }

    /** Whether it is that name, or one below it, whose directory the other would be. */
    private static boolean isWithin(String path, String other) {
        return path.startsWith(other) && (path.length() == other.length() || path.charAt(other.length()) == '/');
    }

    @Override
    void start() {
        // Content without an announced digest (the seed's) still gets one, to be kept with the file.
        DigestAlgorithm kept = algorithm == DigestAlgorithm.NONE ? DigestAlgorithm.CRC32C : algorithm;
        sink = new BodySink(
                new Writer(),
                0,
                declared >= 0 ? declared : connection.server().config().maxFileSize(),
                kept,
                connection.lane(),
                connection.window(),
                this::fail);
        onDisk(this::open);
        while (!early.isEmpty()) {
            sink.add(early.poll());
        }
        connection.pauseForTurn(false);
        if (end != null) {
            sink.end(this::finish);
        }
    }

    /** Where content goes, once the exchange has begun; null before. */
    BodySink sink() {
        return sink;
    }

    /** {@code length} bytes of content went past {@link #content} into the sink. */
    void taken(long length) {
        received += length;
    }

    @Override
    boolean awaitsGo() {
        return request.asksFirst() && !goTaken;
    }

    /** Before a reply too, when the client did not wait: an answer has the same frames in every case. */
    @Override
    boolean takeGo() {
        if (!mayGo || goTaken || answer() != null && answer().isFailure()) {
            return false;
        }
        goTaken = true;
        return true;
    }

    private void open() throws StorageException {
        try {
            if (declared > connection.server().config().maxFileSize()) {
                throw tooLarge();
            }
            boolean parents = request.options().has(Option.PARENTS);
            upload = connection
                    .server()
                    .storage()
                    .begin(SafePath.parse(request.name()), parents, Query.expectation(request.options()), declared);
            file = upload.channel().orElse(null);
        } catch (StorageException | RuntimeException e) {
            sink.drop();
            throw e;
        }
        if (request.asksFirst()) {
            connection.onLoop(() -> {
                mayGo = true;
                connection.answered();
            });
        }
    }

    @Override
    void content(ByteBuf bytes) {
        received += bytes.readableBytes();
        if (dropping || settled()) {
            bytes.release();
        } else if (declared >= 0 && received > declared) {
            bytes.release();
            stop(new Failure(
                    ErrorCode.LENGTH_EXCEEDED, "More content came than the " + declared + " bytes announced."));
        } else if (received > connection.server().config().maxFileSize()) {
            bytes.release();
            stop(failure(tooLarge()));
        } else if (sink != null) {
            sink.add(bytes);
        } else {
            early.add(bytes);
            connection.pauseForTurn(true);
        }
    }

    @Override
    void bodyEnded(End end) {
        if (dropping || settled()) {
            return;
        }
        this.end = end;
        connection.pauseForTurn(false);
        if (sink != null) {
            sink.end(this::finish);
        }
    }

    /** Before the end of the body nothing is published; after it, the answer tells whether it was. */
    @Override
    void stop(Failure failure) {
        if (end != null && started()) {
            return;
        }
        discard();
        answer(Answer.of(failure));
    }

    @Override
    void abandon() {
        super.abandon();
        if (end != null && sink != null) {
            return; // whole and on its way: it is published, though nobody hears of it
        }
        discard();
    }

    private void discard() {
        dropping = true;
        connection.pauseForTurn(false);
        early.forEach(ByteBuf::release);
        early.clear();
        if (sink != null) {
            sink.drop();
            onDisk(this::closeUpload);
        }
    }

    /** Writing failed; on a disk thread. */
    private void fail(Throwable cause) {
        closeUpload();
        answer(Answer.of(failure(cause)));
    }

    /** Everything is written; on a disk thread. */
    private void finish() {
        RunningDigest written = sink.digest();
        Digest digest = written.digest();
        try {
            check(written.length(), digest);
        } catch (StorageException e) {
            fail(e);
            return;
        }
        if (connection.server().config().durability() == Durability.RELAXED) {
            commit(digest);
            return;
        }
        try {
            connection.server().disk().execute(() -> commit(digest));
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    private void check(long length, Digest digest) throws StorageException {
        if (end.length() != length || declared >= 0 && declared != length) {
            throw new StorageException(
                    ErrorCode.TRUNCATED,
                    "Of " + Math.max(declared, end.length()) + " bytes announced, " + length + " came.");
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

    private void commit(Digest digest) {
        guarded(() -> {
            try (Upload publishing = upload) {
                Options wanted = request.options();
                Attributes published = publishing.commit(
                        digest,
                        wanted.get(Option.MODIFIED, null),
                        wanted.get(Option.MODE, null),
                        connection.server().config().durability());
                Options described = Replies.describe(published, digest)
                        .with(Option.DURABILITY, connection.server().config().durability());
                answer(Answer.of(new Reply(described)));
            }
        });
    }

    private void closeUpload() {
        if (upload != null) {
            upload.close();
            upload = null;
        }
    }

    private StorageException tooLarge() {
        return new StorageException(
                ErrorCode.TOO_LARGE,
                "This server takes files of at most "
                        + connection.server().config().maxFileSize() + " bytes.");
    }

    /** Writes to the upload, which is opened before on the same lane. */
    private final class Writer implements BodySink.Writer {
        @Override
        public void write(ByteBuffer content, long position) throws IOException {
            upload.write(content, position);
        }

        @Override
        public FileChannel channel() {
            return file;
        }
    }
}
