package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;

/** PUT of one part of an upload. */
public final class PutPartExchange extends PartExchange {
    /** A sync of so much takes a good disk some tens of milliseconds; less would sync all the time at full speed. */
    public static final long CHECKPOINT_BYTES = 64L << 20;

    private final long size;
    /** As announced, or -1. */
    private final long length;

    PutPartExchange(ServedRequest asked, SafePath path) {
        super(asked, path, asked.request().options().get(Option.OFFSET, 0L));
        this.size = request.options().get(Option.SIZE, -1L);
        this.length = request.options().get(Option.LENGTH, -1L);
    }

    /** Parts get no name, so only their own upload matters. */
    @Override
    boolean mayStartBeside(ServerExchange earlier) {
        if (earlier instanceof PutPartExchange other && sameUpload(earlier)) {
            return offset >= other.limit() || other.offset >= limit();
        }
        return earlier instanceof StoringExchange && !sameUpload(earlier);
    }

    /** Where the part ends at the latest. */
    private long limit() {
        return length >= 0 && length <= Long.MAX_VALUE - offset ? offset + length : Math.max(offset, size);
    }

    @Override
    long stored(Options reply) {
        return reply.get(Option.LENGTH, 0L);
    }

    @Override
    long declared() {
        return length;
    }

    @Override
    Part openPart() throws IOException {
        if (size < 0) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "A part needs the size of the whole file.");
        }
        if (algorithm != DigestAlgorithm.CRC32C) {
            throw new StorageException(ErrorCode.UNSUPPORTED, "The digest of a part is a CRC-32C.");
        }
        requireAllowed(size);
        if (offset > size) {
            throw new StorageException(ErrorCode.OFFSET_MISMATCH, "The part does not lie within the file's size.");
        }
        UploadId id = upload().orElse(null);
        Parts parts = storage(path).parts();
        long most = length >= 0 ? length : size - offset;
        return counted(id, parts, () -> parts.open(id, path, size, offset, most, durability()));
    }

    @Override
    void acknowledge(long length, Digest digest) throws StorageException {
        checkpoint(length, digest);
        clock.sync();
        Options held = Options.NONE
                .with(Option.OFFSET, offset)
                .with(Option.LENGTH, length)
                .with(Option.DIGEST, digest)
                .with(Option.DURABILITY, durability());
        answer(Answer.of(new Reply(withTimes(held, sink().clock()))));
    }
}
