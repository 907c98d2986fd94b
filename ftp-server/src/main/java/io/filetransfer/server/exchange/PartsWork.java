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
import io.filetransfer.server.storage.PartsStatus;
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
        return held(open).with(Option.SIZE, open.size());
    }

    static Options commit(QueryExchange query, Storage storage) throws IOException {
        UploadId id = id(query);
        Options options = query.request.options();
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
        storage.parts().abort(id(query), query.path());
        return Options.NONE;
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
