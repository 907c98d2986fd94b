package io.filetransfer.client;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * A call under way: a transfer, or a question. Safe for use by many threads.
 *
 * @param <T> what it ends in
 */
public interface Transfer<T> {
    /**
     * The end of the transfer, completed on the client's callback executor: a value, a {@link FileTransferException}, or a
     * {@link CancellationException} after {@link #cancel}. As with all futures of the JDK, its own {@code join} and {@code get}
     * throw the exception inside another one; {@link #join} throws it as it is. It is a copy: completing or cancelling it from outside does not
     * touch the transfer.
     */
    CompletableFuture<T> future();

    /**
     * Tells the end, as {@link #future} has it, on the thread that brings it, or on the caller's if it was there before. That
     * spares waking another thread for each of many small files, but connections and files wait meanwhile: {@code quick} is
     * to take note of the end and return. Never from there a call that waits.
     */
    default void whenEnded(BiConsumer<? super T, ? super Throwable> quick) {
        future().whenComplete(quick);
    }

    /** A snapshot, cheap enough for a display that asks several times a second. */
    Progress progress();

    /**
     * Ends the transfer early: both sides stop moving bytes, nothing is published, temporary files are removed, except
     * what a get or a put leaves for the next one to go on with ({@link GetRequest#resume}, {@link PutRequest#resume}). The
     * connection goes on to be used where that costs less than a new one.
     *
     * <p>A put whose last byte has left cannot be called back: it may be published although it ends in a {@link
     * CancellationException}. So it is with every put of up to 64 KiB once its turn has come.
     *
     * @return false if the transfer had come to an end already
     */
    boolean cancel();

    /**
     * Waits for the end.
     *
     * @throws FileTransferException as the future has it
     * @throws CancellationException if it was cancelled
     */
    T join();
}
