package io.filetransfer.client;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the content of a put into a stream, for programs that make content as they go: an archive, a report, a dump. */
@FunctionalInterface
public interface ContentWriter {
    /**
     * Writes all content. The file is published once this has returned; what it throws ends the transfer, and nothing is
     * published. Called once, by a thread of the client's that does nothing else and may wait.
     *
     * @param out takes as much as the server does: a write waits until there is room, and throws when the transfer has
     *     ended. Closing it is not needed, and does no harm. It belongs to this call: not to be used after it
     */
    void writeTo(OutputStream out) throws IOException;
}
