package io.filetransfer.client.cli;

/**
 * How far a command is.
 *
 * @param name of the file that is waited for
 * @param filesDone of {@code files}
 * @param bytes moved
 * @param totalBytes of all, or -1 if that is not known
 * @param scanning whether {@code files} and {@code totalBytes} are only what was found so far
 */
record ProgressState(String name, long filesDone, long files, long bytes, long totalBytes, boolean scanning) {}
