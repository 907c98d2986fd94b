package io.filetransfer.codec;

/**
 * The event that tells that the request before it was the connection's last: the peer asked for that, or was told so. What
 * was asked for is answered, a body that is on its way is taken, then the connection ends.
 */
public enum LastRequest {
    EVENT
}
