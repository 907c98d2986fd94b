package io.filetransfer.client;

/**
 * Hears of what a client tries again, whatever the request. Calls come on the client's callback executor, and may come
 * from several threads if that has them; an exception is logged and otherwise without effect.
 */
public interface RetryListener {
    RetryListener NONE = new RetryListener() {};

    /** An attempt failed and another one follows. */
    default void retrying(Retry retry) {}

    /** The server answers again, after {@link #retrying} without a name. */
    default void recovered() {}
}
