package io.filetransfer.server.event;

/**
 * Something happened to a link.
 *
 * @param user whose link it is
 * @param id by which people name it; opens nothing
 * @param name what the link is of; of a use, the name of the request
 */
public record LinkEvent(Peer peer, String user, What what, String id, String name) {
    public enum What {
        MADE,
        /** A download or an upload by it begins. */
        USED,
        REVOKED
    }
}
