package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.util.List;

/** What is asked and decided about uploads in parts, beside their content. Each method is the work of a {@link QueryExchange}. */
final class PartsWork {
    private PartsWork() {}

    static Options status(QueryExchange query, Storage storage) throws IOException {
        PartsStatus status = storage.parts().status(id(query), query.path());
        if (status instanceof Committed committed) {
            return Replies.describe(committed);
        }
        PartsStatus.Open open = (PartsStatus.Open) status;
        if (open.growth() == null) {
            return held(open).with(Option.SIZE, open.size());
        }
        return open.growth().busy() ? grown(open) : finished(query, storage.parts(), open);
    }

    /** All may be there without a name: the server ended in between, or something was in the way. */
    private static Options finished(QueryExchange query, Parts parts, PartsStatus.Open open) throws IOException {
        Committed committed =
                Growing.publish(parts, id(query), query.request.options(), query.path(), open, query.durability());
        if (committed == null) {
            return grown(open);
        }
        Options published = Replies.describe(committed);
        query.tellChanged(published);
        return published;
    }

    private static Options grown(PartsStatus.Open open) {
        return Growing.described(held(open), open);
    }

    static Options commit(QueryExchange query, Storage storage) throws IOException {
        UploadId id = id(query);
        Options options = query.request.options();
        if (options.has(Option.JOIN)) {
            return new Joining(query, storage).join(id);
        }
        long size = options.find(Option.SIZE).orElseThrow(() -> badRequest("A commit needs the size of the file."));
        Digest digest = options.get(Option.DIGEST, Digest.NONE);
        if (digest.algorithm() != DigestAlgorithm.CRC32C) {
            throw badRequest("A commit needs the CRC-32C of the file.");
        }
        Commit commit = new Commit(
                digest, options.get(Option.MODIFIED, null), options.get(Option.MODE, null), query.durability());
        Destination destination = QueryExchange.destination(query.path(), options);
        PartsStatus status = storage.parts().commit(id, destination, size, commit);
        if (status instanceof Committed committed) {
            return Replies.describe(committed);
        }
        PartsStatus.Open open = (PartsStatus.Open) status;
        String sentence = open.size() == size
                ? "Not all of the content is there."
                : "The upload was begun with a size of " + open.size() + ".";
        throw new RefusedException(new Failure(ErrorCode.OFFSET_MISMATCH, false, sentence, held(open)));
    }

    static Options abort(QueryExchange query, Storage storage) throws IOException {
        Parts parts = storage.parts();
        Options ended = ended(parts, id(query), query.path());
        parts.abort(id(query), query.path());
        return ended;
    }

    /** Whether there is one that is appended to. */
    private static Options ended(Parts parts, UploadId id, SafePath name) throws StorageException {
        try {
            return parts.status(id, name) instanceof PartsStatus.Open open && open.growth() != null
                    ? Options.NONE.with(Option.SIZE, open.size())
                    : Options.NONE;
        } catch (StorageException e) {
            if (e.code() == ErrorCode.UPLOAD_UNKNOWN) {
                return Options.NONE;
            }
            throw e;
        }
    }

    private static Options held(PartsStatus.Open status) {
        List<Extent> held = status.held();
        return Options.NONE.with(Option.HELD, held.subList(0, Math.min(held.size(), Option.MAX_HELD)));
    }

    private static UploadId id(QueryExchange query) throws StorageException {
        return query.upload().orElseThrow(() -> badRequest(query.request.choice() + " needs an upload id."));
    }

    private static StorageException badRequest(String sentence) {
        return new StorageException(ErrorCode.BAD_REQUEST, sentence);
    }
}
