package io.filetransfer.client.content;

import io.filetransfer.client.failure.ClientLog;
import java.io.IOException;

/** A step on files that are kept for a later transfer: where it fails, that one finds less, and this one goes on. */
interface Attempt {
    void run() throws IOException;

    /** @param otherwise what the log says if it fails */
    static void of(Attempt step, String otherwise) {
        try {
            step.run();
        } catch (IOException e) {
            ClientLog.debug(otherwise, e);
        }
    }
}
