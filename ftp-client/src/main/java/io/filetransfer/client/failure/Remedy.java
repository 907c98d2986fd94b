package io.filetransfer.client.failure;

/** What is done about a request that failed. */
public enum Remedy {
    /** The same request again; content that was kept counts. */
    AGAIN,
    /** All content again: what is there does not fit any more, or is damaged. */
    REWIND,
    /** The server is asked what it has, and what is missing is sent. */
    ASK,
    /** Nothing: the caller hears of it. */
    OVER
}
