package io.filetransfer.server.lock;

import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.IncomingFile;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An upload whose locks are looked at when it gets its name. */
final class LockedUpload implements Upload {
    private final Guard guard;
    private final Destination destination;
    private final Upload upload;

    LockedUpload(Guard guard, Destination destination, Upload upload) {
        this.guard = guard;
        this.destination = destination;
        this.upload = upload;
    }

    @Override
    public Attributes commit(Commit commit) throws StorageException {
        return guard.published(destination, () -> upload.commit(commit));
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
    public void close() {
        upload.close();
    }
}
