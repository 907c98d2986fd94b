package io.filetransfer.server.storage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Content of a whole file on its way into an {@link InMemoryStorage}. One thread at a time. */
final class InMemoryUpload implements Upload {
    private final InMemoryStorage storage;
    private final Destination destination;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    InMemoryUpload(InMemoryStorage storage, Destination destination) {
        this.storage = storage;
        this.destination = destination;
    }

    int length() {
        return content.size();
    }

    @Override
    public void append(ByteBuffer bytes) throws StorageException {
        InMemoryStorage.requireRoom((long) content.size() + bytes.remaining());
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        content.writeBytes(copy);
    }

    @Override
    public Attributes commit(Commit commit) throws StorageException {
        return storage.publish(destination, content.toByteArray(), commit);
    }

    @Override
    public void close() {}
}
