package io.filetransfer.client;

import java.time.Duration;

/**
 * An attempt that failed and that another one follows.
 *
 * @param name of the file or directory; null when no connection can be made, so that all requests wait for the server
 * @param attempt which one comes next: 2 for the first that is not the first
 * @param delay until it begins
 * @param cause why the last one failed
 */
public record Retry(String name, int attempt, Duration delay, FileTransferException cause) {}
