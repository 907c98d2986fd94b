package io.filetransfer.server.event;

import io.filetransfer.codec.ErrorCode;

/**
 * Somebody said who they are.
 *
 * @param user who they are, or, if they were refused, whose name or token it was; empty if it is nobody's: what was given as
 *     a name may be a password in the wrong place
 * @param refusal null if they were let in
 */
public record LoginEnd(Peer peer, String user, Means means, ErrorCode refusal) {
    public enum Means {
        PASSWORD,
        TOKEN,
        CERTIFICATE,
        LINK,
        /** Something of a newer client. */
        UNKNOWN
    }
}
