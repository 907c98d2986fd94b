package io.filetransfer.server.storage;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Takes the content of a file, or of a part of one, in its order. One thread at a time appends. */
public interface IncomingContent extends Closeable {
    /** Appends all of {@code content}. */
    void append(ByteBuffer content) throws StorageException;

    /**
     * An ability of storages on this machine: the file that content goes to, where it can get by other ways too. Elsewhere,
     * and by default, empty: then everything is appended.
     */
    default Optional<IncomingFile> file() {
        return Optional.empty();
    }
}
