package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.body.BodyWriter;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.util.concurrent.RejectedExecutionException;

/**
 * PUT of a whole file: content goes to a private place while it comes in, and only when it was checked, it gets its name.
 *
 * <p>The commit, which waits for syncs, runs beside the lane, so that the next upload's content is written meanwhile and
 * many syncs are under way at once.
 */
final class PutExchange extends StoringExchange {
    private final long declared;

    /** Of the disk threads: the lane, then whoever commits. */
    private Upload upload;

    /** What was committed with the same upload id before; then content goes nowhere. */
    private Committed before;

    /** Until all content is there: then it counts, whatever becomes of it. */
    private LinkUse use;

    /** Whether the name was nobody's when the content began to come; only looked at for who wants to know. */
    private boolean newName;

    private final StorageWriter writer = new StorageWriter(0);

    PutExchange(ServedRequest asked, SafePath path) {
        super(asked, path);
        this.declared = request.options().get(Option.SIZE, -1L);
    }

    @Override
    BodyWriter writer() {
        return writer;
    }

    @Override
    long offset() {
        return 0;
    }

    @Override
    long declared() {
        return declared;
    }

    @Override
    void open() throws StorageException {
        requireAllowed(declared);
        Destination destination = QueryExchange.destination(path, request.options());
        UploadId id = upload().orElse(null);
        Storage storage = storage(path);
        newName = request.options().has(Option.NEW_NAME) && !isTaken(storage);
        if (id == null) {
            use = LinkUse.begin(this);
            upload = storage.begin(destination, declared);
        } else {
            before = storage.committed(id, destination.target()).orElse(null);
            if (before != null) {
                return;
            }
            upload = storage.begin(id, destination, declared);
        }
        writer.open(upload);
    }

    private boolean isTaken(Storage storage) throws StorageException {
        try {
            storage.stat(path);
            return true;
        } catch (StorageException e) {
            return e.code() != ErrorCode.NOT_FOUND;
        }
    }

    @Override
    boolean keepsCutBody() {
        return false;
    }

    @Override
    void cut(RunningDigest written) {
        closeUpload();
    }

    @Override
    void damaged(StorageException why) {
        fail(why);
    }

    @Override
    void fail(Throwable cause) {
        closeUpload();
        answer(Answer.of(failure(cause)));
    }

    @Override
    void whole(long length, Digest digest) {
        if (before != null) {
            guarded(() -> answerAgain(length, digest));
            return;
        }
        try {
            long asked = clock.now();
            context.commits().execute(() -> {
                clock.begin(asked);
                commit(digest);
            });
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    private void answerAgain(long length, Digest digest) throws StorageException {
        boolean comparable = before.digest().algorithm() == digest.algorithm();
        if (before.attributes().size() != length
                || comparable && !before.digest().equals(digest)) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "The upload id was used for other content before.");
        }
        answer(Answer.of(new Reply(Replies.describe(before))));
    }

    private void commit(Digest digest) {
        use = null;
        guarded(() -> {
            try (Upload publishing = upload) {
                Options wanted = request.options();
                Attributes published = publishing.commit(new Commit(
                        digest,
                        wanted.get(Option.MODIFIED, null),
                        wanted.get(Option.MODE, null),
                        context.durability(),
                        null,
                        wholeAt()));
                clock.sync();
                Options described = Replies.describe(published, digest)
                        .with(Option.DURABILITY, context.durability())
                        .withFlag(Option.NEW_NAME, newName);
                tellChanged(described);
                answer(Answer.of(new Reply(withTimes(described, sink().clock()))));
            }
        });
    }

    private void closeUpload() {
        if (upload != null) {
            upload.close();
            upload = null;
        }
        if (use != null) {
            use.giveBack();
            use = null;
        }
    }
}
