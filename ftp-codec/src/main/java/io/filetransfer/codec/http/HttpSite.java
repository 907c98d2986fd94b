package io.filetransfer.codec.http;

/**
 * What is true of all requests of a connection.
 *
 * @param encrypted whether nobody on the way can read along
 * @param local whether the connection does not leave the machine
 * @param users whether the server has users, so that requests are somebody's
 */
public record HttpSite(boolean encrypted, boolean local, boolean users) {
    /** Whether passwords, tokens and sessions may be sent. */
    boolean confidential() {
        return encrypted || local;
    }
}
