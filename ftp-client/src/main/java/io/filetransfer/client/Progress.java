package io.filetransfer.client;

import java.time.Duration;

/**
 * How far a transfer is.
 *
 * @param bytes of content moved so far
 * @param total bytes of content in all, or -1 while that is not known
 * @param elapsed since the call
 */
public record Progress(long bytes, long total, Duration elapsed) {}
