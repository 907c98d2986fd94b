package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.IncomingFile;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An upload to this machine whose commit is remembered by its id. One thread at a time. */
final class WholeUpload implements Upload {
    private final LocalParts parts;
    private final UploadId id;
    private final SafePath target;
    private final LocalUpload upload;

    /** @param upload taken over */
    WholeUpload(LocalParts parts, UploadId id, SafePath target, LocalUpload upload) {
        this.parts = parts;
        this.id = id;
        this.target = target;
        this.upload = upload;
    }

    @Override
    public void append(ByteBuffer content) throws StorageException {
        upload.append(content);
    }

    @Override
    public Optional<IncomingFile> file() {
        return upload.file();
    }

    @Override
    public Attributes commit(Commit commit) throws StorageException {
        // Two of the same id at once: one publishes, the other finds it done.
        NameLocks.LockedName held = parts.lock(id);
        try {
            Optional<Committed> before = parts.committed(id, target);
            if (before.isPresent()) {
                requireSame(before.get(), commit.digest());
                return before.get().attributes();
            }
            NotedCommit noted = parts.note(id, target, commit);
            try {
                Attributes published = upload.commit(commit, noted);
                parts.committedWhole(id, target);
                return noted.done(published).attributes();
            } catch (IOException | RuntimeException e) {
                noted.failed();
                throw e;
            }
        } catch (IOException e) {
            throw DiskFailures.of(e);
        } finally {
            held.release();
        }
    }

    /** What is thrown away here must be what was published: the answer is about that. */
    private void requireSame(Committed before, Digest digest) throws StorageException {
        if (before.attributes().size() != upload.length() || !before.digest().equals(digest)) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "The upload id was used for other content before.");
        }
    }

    @Override
    public void close() {
        upload.close();
    }
}
