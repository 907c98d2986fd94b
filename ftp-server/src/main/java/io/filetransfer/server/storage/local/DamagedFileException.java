package io.filetransfer.server.storage.local;

import java.io.IOException;

/** A file of the data directory, or a record in it, that says nothing which could be meant. */
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String sentence) {
        super(sentence);
    }

    DamagedFileException(String sentence, Exception cause) {
        super(sentence, cause);
    }
}
