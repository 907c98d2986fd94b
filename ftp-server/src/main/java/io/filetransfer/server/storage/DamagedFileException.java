package io.filetransfer.server.storage;

import java.io.IOException;

/** A file of the data directory, or a record in it, that says nothing which could be meant. */
public final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedFileException(String sentence) {
        super(sentence);
    }

    public DamagedFileException(String sentence, Exception cause) {
        super(sentence, cause);
    }
}
