package io.filetransfer.server.event;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Request;

/**
 * What came of a request.
 *
 * @param user for whom it was; empty where there are no users, and for whoever is none of them
 * @param waitedNanos from its coming until its turn came behind the connection's earlier requests
 * @param answeredNanos from its coming until its answer began to be written
 * @param nanos from its coming until its answer was written, in nanoseconds
 * @param bytes of content that were stored or sent
 * @param digest of those bytes, or {@link Digest#NONE}
 * @param form of the answer
 * @param result what the peer was answered
 * @param failure the answer or the end of its body, if that failed; or null
 */
public record RequestEnd(
        Peer peer,
        String user,
        Dialect dialect,
        Request request,
        long waitedNanos,
        long answeredNanos,
        long nanos,
        long bytes,
        Digest digest,
        Form form,
        Result result,
        Failure failure) {
    public enum Form {
        /** One piece, and what it tells of is all of a file, if it is a file. */
        REPLY,
        /** One piece, and it tells of one part of a file. */
        PART,
        /** A body that was made while it was sent. */
        BODY
    }

    public enum Result {
        OK,
        /** Before anything was done for it: whoever asked may not, or nobody may. */
        REFUSED,
        FAILED,
        /** The connection was lost before the end of the answer. */
        LOST
    }
}
