package io.filetransfer.server.exchange;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.HeldUpload;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.HeldContent;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one file of the content of several uploads, which are forgotten then. The file is an upload like any other: nobody
 * sees it before it is whole, compared with the checksums of its pieces, synced, and counted. On a disk thread.
 */
final class Joining {
    private static final int BUFFER = 256 << 10;

    private final QueryExchange query;
    private final Storage storage;
    private final Parts parts;
    private final List<Piece> pieces = new ArrayList<>();
    private long joined;

    private record Piece(UploadId id, SafePath name, Extent content) {}

    Joining(QueryExchange query, Storage storage) throws StorageException {
        this.query = query;
        this.storage = storage;
        this.parts = storage.parts();
    }

    /** @param id of the file's own upload */
    Options join(UploadId id) throws StorageException {
        Destination destination = QueryExchange.destination(query.path(), query.request.options());
        Committed before = storage.committed(id, destination.target()).orElse(null);
        if (before != null) {
            return Replies.describe(before);
        }
        long size = find();
        StoringExchange.requireAllowed(query.context, size);
        try (Upload upload = storage.begin(id, destination, size)) {
            RunningDigest whole = new RunningDigest(DigestAlgorithm.CRC32C);
            for (Piece piece : pieces) {
                query.lend(BUFFER, scratch -> copied(piece, upload, whole, scratch));
            }
            Options options = query.request.options();
            Attributes published = upload.commit(new Commit(
                    whole.digest(),
                    options.get(Option.MODIFIED, null),
                    options.get(Option.MODE, null),
                    query.durability()));
            for (Piece piece : pieces) {
                parts.abort(piece.id(), piece.name());
            }
            return Replies.describe(published, whole.digest()).with(Option.DURABILITY, query.durability());
        }
    }

    /** @return the length of all of them together */
    private long find() throws StorageException {
        long size = 0;
        List<HeldUpload> asked = query.request.options().get(Option.JOIN, List.of());
        for (int i = 0; i < asked.size(); i++) {
            UploadId id = query.principal.own(asked.get(i).id());
            SafePath name = query.joined().get(i);
            if (!(parts.status(id, name) instanceof PartsStatus.Open open)
                    || open.growth() == null
                    || !open.growth().begun().has(Option.JOIN)) {
                throw StorageException.unknownUpload();
            }
            if (!open.isWhole() || open.size() > Long.MAX_VALUE - size) {
                throw new StorageException(ErrorCode.OFFSET_MISMATCH, "Not all of the content is there.");
            }
            pieces.add(new Piece(
                    id,
                    name,
                    open.held().isEmpty() ? Extent.NOTHING : open.held().get(0)));
            size += open.size();
        }
        return size;
    }

    private Void copied(Piece piece, Upload upload, RunningDigest whole, ByteBuffer scratch) throws StorageException {
        RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
        long size = piece.content().length();
        try (HeldContent content = parts.read(piece.id(), piece.name())) {
            for (long position = 0; position < size; ) {
                query.onward(joined);
                scratch.clear().limit((int) Math.min(scratch.capacity(), size - position));
                int count = content.read(scratch, position);
                if (count == 0) {
                    throw damaged();
                }
                scratch.flip();
                digest.update(scratch.duplicate());
                whole.update(scratch.duplicate());
                upload.append(scratch);
                position += count;
                joined += count;
            }
        }
        if (!digest.digest().equals(piece.content().digest())) {
            throw damaged();
        }
        return null;
    }

    private static StorageException damaged() {
        return new StorageException(ErrorCode.CORRUPT, "The content is not what came; send it again.");
    }
}
