package io.filetransfer.server.storage;

import io.filetransfer.codec.ErrorCode;
import java.io.IOException;

/** A storage call that was refused or failed: a stable code, and a sentence that is fit for the peer (no server path). */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public StorageException(ErrorCode code, String sentence) {
        super(sentence);
        this.code = code;
    }

    /** @param cause for the log only; what it says never reaches a peer */
    public StorageException(ErrorCode code, String sentence, Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    /** A failed call on a channel that a storage has given; itself if it is such an exception already. */
    public static StorageException of(IOException failure) {
        return failure instanceof StorageException told
                ? told
                : new StorageException(ErrorCode.STORAGE_FAILED, "The disk failed.", failure);
    }

    public static StorageException unknownUpload() {
        return new StorageException(ErrorCode.UPLOAD_UNKNOWN, "No upload with this id is held.");
    }

    public ErrorCode code() {
        return code;
    }
}
