package io.filetransfer.client;

/**
 * Hears of one transfer. Calls come on the client's callback executor, one at a time and in order; what they throw, errors
 * too, is logged as a warning and otherwise without effect.
 */
public interface TransferListener {
    TransferListener NONE = new TransferListener() {};

    /** Bytes have moved since the last call; at most ten times a second. */
    default void progressed(Progress progress) {}

    /** An attempt failed and another one follows. */
    default void retrying(Retry retry) {}

    /** The transfer ended well; the last call. */
    default void completed(TransferResult result) {}

    /** The transfer ended otherwise; the last call. */
    default void failed(Throwable cause) {}
}
