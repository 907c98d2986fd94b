package io.filetransfer.server.exchange;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.Version;
import io.filetransfer.codec.body.BodyClock;
import io.filetransfer.codec.body.BodyReader;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredCheck;
import io.filetransfer.server.storage.StoredFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;

/** GET: a small file is answered in one piece, read in the same visit to the disk that opened it; a larger one streams. */
final class GetExchange extends StreamedExchange {
    /** Up to here head, content and end are made at once, in bytes, if memory is not short and so many may go at once. */
    private static final int SMALL = 64 << 10;

    /** Small answers of one connection that may wait for their turn; see {@link #share}. */
    private static final int SMALL_ONES = 32;

    private final Names names;

    GetExchange(ServedRequest asked, Names names) {
        super(asked);
        this.names = names;
    }

    @Override
    void open() throws IOException {
        StoredFile file = openFirst();
        boolean handedOn = false;
        try {
            checkVersion(file);
            Wanted.require(request.options(), file.attributes());
            Wanted wanted = Wanted.of(request.options(), file.attributes());
            long size = file.attributes().size();
            long length = wanted.length();
            Digest stored = (length == size ? StoredCheck.stored(file) : file.storedDigest()).orElse(null);
            Reply head = new Reply(wanted.in(Replies.describe(file.attributes(), stored)));
            LinkUse.begin(this);
            Digest whole = wanted.isOne() && length == size ? stored : null;
            if (!wanted.isOne()) {
                handedOn = true;
                BodyReader spans = new SpansReader(reader(file, null), wanted.spans());
                answerStreamed(head, spans, 0, length, context.contentOutlet());
            } else if (length <= small()) {
                answer(inOnePiece(head, file, whole, wanted.first(), (int) length));
            } else {
                handedOn = true;
                answerStreamed(head, reader(file, whole), wanted.first(), length, context.contentOutlet());
            }
        } finally {
            if (!handedOn) {
                file.close();
            }
        }
    }

    /** What is told of a body in one piece is known before its head goes. */
    private Reply timed(Reply head) {
        return new Reply(withTimes(head.options(), BodyClock.OFF));
    }

    private int small() {
        return Math.min(context.contentOutlet().most(), context.memory().share(SMALL * SMALL_ONES) / SMALL_ONES);
    }

    /**
     * Where the end frame is the stored digest, it is the receiver who finds damage on the disk, and nothing is read here
     * that is in memory. Where it cannot be, all is read and compared here.
     *
     * @param stored the digest of just what is to be sent, or null
     */
    private StoredFileReader reader(StoredFile file, Digest stored) {
        if (stored == null) {
            Digest known = algorithm() == DigestAlgorithm.NONE ? Digest.NONE : null;
            return new StoredFileReader(file, known, null);
        }
        return stored.algorithm() == algorithm()
                ? new StoredFileReader(file, stored, null)
                : new StoredFileReader(file, null, new StoredCheck(file, stored));
    }

    /** The file of the request's name, or of another reading of it. */
    private StoredFile openFirst() throws IOException {
        try {
            return storage(names.path()).open(names.path());
        } catch (StorageException e) {
            for (SafePath other : names.otherPaths()) {
                try {
                    return storage(other).open(other);
                } catch (StorageException none) {
                    e.addSuppressed(none);
                }
            }
            throw e.code() == ErrorCode.NOT_A_FILE ? withKind(e) : e;
        }
    }

    /** Who asked for a directory as a file is told that it is one. */
    private IOException withKind(StorageException notAFile) {
        try {
            Kind kind = storage(names.path()).stat(names.path()).kind();
            Options what = Options.NONE.with(Option.KIND, kind);
            return new RefusedException(new Failure(notAFile.code(), false, notAFile.getMessage(), what));
        } catch (StorageException goneMeanwhile) {
            return notAFile;
        }
    }

    private void checkVersion(StoredFile file) throws StorageException {
        Version expected = request.options().get(Option.EXPECT_VERSION, null);
        if (expected != null && !expected.equals(file.attributes().version())) {
            throw new StorageException(ErrorCode.VERSION_MISMATCH, "The file is not the version that was expected.");
        }
    }

    /** @param stored the digest of just what is to be sent, or null */
    private Answer inOnePiece(Reply head, StoredFile file, Digest stored, long offset, int length)
            throws StorageException {
        if (length == 0) {
            StoredFileReader.checkUnchanged(file);
            clock.disk();
            return Answer.of(timed(head), new End(0, new RunningDigest(algorithm()).digest()));
        }
        ByteBuf content = context.allocator().directBuffer(length);
        try {
            ByteBuffer target = content.internalNioBuffer(0, length);
            int start = target.position();
            int count = file.read(target, offset);
            if (count < length) {
                throw new StorageException(
                        ErrorCode.CHANGED, "The file became shorter while it was sent; get it again.");
            }
            StoredFileReader.checkUnchanged(file);
            clock.disk();
            if (stored != null) {
                StoredCheck check = new StoredCheck(file, stored);
                check.read(target, start);
                check.finish();
            }
            content.writerIndex(length);
            RunningDigest digest = new RunningDigest(algorithm());
            digest.update(content);
            clock.digest();
            Answer whole = Answer.of(timed(head), Content.of(content), new End(length, digest.digest()));
            content = null;
            return whole;
        } finally {
            if (content != null) {
                content.release();
            }
        }
    }
}
