package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.StorageException;

/** Whether what has a name now may give way to something else. */
final class Replacement {
    private Replacement() {}

    /**
     * For a file that is to get the name.
     *
     * @param present what has the name, or null
     * @throws StorageException EXISTS, VERSION_MISMATCH, or NOT_A_FILE: only a file is ever replaced
     */
    static void require(Snapshot present, Expectation expectation) throws StorageException {
        if (present == null) {
            if (!expectation.takesNothing()) {
                throw new StorageException(ErrorCode.VERSION_MISMATCH, "The file is not there any more.");
            }
            return;
        }
        if (expectation.wantsNothing()) {
            throw new StorageException(ErrorCode.EXISTS, "The name is taken.");
        }
        requireVersion(present, expectation);
        if (present.kind() != Kind.FILE) {
            throw new StorageException(ErrorCode.NOT_A_FILE, taken(present.kind()));
        }
    }

    private static String taken(Kind kind) {
        return switch (kind) {
            case DIRECTORY -> "A directory has this name; a slash at its end puts the file into it.";
            case LINK -> "A symbolic link has this name.";
            case OTHER -> "A pipe, device or socket has this name.";
            case FILE -> throw new IllegalArgumentException("A file can be replaced");
        };
    }

    /** Only a file has a version, so nothing else is ever the expected one; but any may do. */
    static void requireVersion(Snapshot present, Expectation expectation) throws StorageException {
        if (!expectation.takes(present.attributes())) {
            throw new StorageException(ErrorCode.VERSION_MISMATCH, "The file has another version.");
        }
    }
}
