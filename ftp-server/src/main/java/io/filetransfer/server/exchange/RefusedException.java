package io.filetransfer.server.exchange;

import io.filetransfer.codec.Failure;
import java.io.IOException;

/** A request is refused with an error that says more than a code and a sentence. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    RefusedException(Failure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
