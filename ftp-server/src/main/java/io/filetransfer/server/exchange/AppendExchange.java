package io.filetransfer.server.exchange;

import io.filetransfer.codec.Append;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.event.RequestEnd;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.NextPiece;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.util.List;

/**
 * PUT of what follows in an upload that is appended to, and perhaps its begin. With the last byte the file gets its name, and
 * only then that byte is acknowledged.
 */
final class AppendExchange extends PartExchange {
    private final Append append;
    private final Options options;
    /** Null without a checksum; then what comes counts as it comes. */
    private SummedPart summed;

    private volatile boolean published;

    AppendExchange(ServedRequest asked, SafePath path) {
        super(asked, path, asked.request().options().get(Option.APPEND, null).offset());
        this.options = request.options();
        this.append = options.get(Option.APPEND, null);
    }

    @Override
    long declared() {
        return options.get(Option.LENGTH, -1L);
    }

    @Override
    boolean countsEarly() {
        return append.checksum() == null;
    }

    @Override
    RequestEnd.Form form() {
        return published ? RequestEnd.Form.REPLY : RequestEnd.Form.PART;
    }

    @Override
    long stored(Options reply) {
        return reply.get(published ? Option.SIZE : Option.LENGTH, 0L);
    }

    @Override
    Part openPart() throws IOException {
        UploadId id = upload().orElseThrow(
                        () -> new StorageException(ErrorCode.BAD_REQUEST, "What is appended needs an upload id."));
        if (algorithm != DigestAlgorithm.CRC32C && algorithm != DigestAlgorithm.NONE) {
            throw new StorageException(ErrorCode.UNSUPPORTED, "The digest of what is appended is a CRC-32C.");
        }
        requireAllowed(options.get(Option.SIZE, -1L));
        requireAllowed(Math.max(declared(), 0) > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + declared());
        if (!options.get(Option.JOIN, List.of()).isEmpty()) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "Uploads are joined by a commit.");
        }
        Parts parts = storage(path).parts();
        Part part = counted(id, parts, () -> openPart(id, parts));
        summed = append.checksum() == null ? null : new SummedPart(part, append.checksum());
        return summed == null ? part : summed;
    }

    private Part openPart(UploadId id, Parts parts) throws IOException {
        if (options.has(Option.NOTE)) {
            parts.begin(
                    id,
                    QueryExchange.destination(path, options),
                    options.get(Option.SIZE, -1L),
                    Growing.kept(options),
                    durability());
        }
        NextPiece next = new NextPiece(offset, declared(), options.get(Option.SIZE, -1L));
        try {
            return parts.append(id, path, next, durability());
        } catch (StorageException e) {
            if (e.code() != ErrorCode.BUSY) {
                throw e;
            }
            Options told = Options.NONE.with(Option.APPEND, new Append(offset, null));
            throw new RefusedException(new Failure(ErrorCode.BUSY, true, e.getMessage(), told));
        }
    }

    @Override
    void acknowledge(long length, Digest digest) throws StorageException {
        try {
            if (summed != null) {
                summed.check();
            }
            checkpoint(length, digest);
            clock.sync();
        } finally {
            close(); // before the answer, after which the next piece may come at once
        }
        UploadId id = upload().orElseThrow();
        Parts parts = storage(path).parts();
        PartsStatus status = parts.status(id, path);
        if (!(status instanceof PartsStatus.Open open)) {
            answerPublished((Committed) status); // whoever asked for its state meanwhile has brought it to its end
            return;
        }
        Committed committed = Growing.publish(parts, id, options, path, open, durability());
        if (committed != null) {
            tellChanged(Replies.describe(committed));
            answerPublished(committed);
            return;
        }
        Options held = Options.NONE
                .with(Option.OFFSET, offset)
                .with(Option.LENGTH, length)
                .with(Option.DURABILITY, durability());
        answer(Growing.described(held, open));
    }

    private void answerPublished(Committed committed) {
        published = true;
        answer(Replies.describe(committed));
    }

    private void answer(Options reply) {
        answer(Answer.of(new Reply(withTimes(reply, sink().clock()))));
    }
}
