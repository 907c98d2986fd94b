/**
 * The server: as a program ({@link io.filetransfer.server.Main}) and in-process ({@link
 * io.filetransfer.server.FileTransferServer}).
 *
 * <p>Two kinds of threads. Event loops read and write sockets, decode, and keep the order of exchanges; they never wait for
 * a file. Disk threads, from one bounded pool, run everything that may. A connection is a pipeline ({@code ServerPipeline})
 * that ends in {@code ServerConnection}, which hands each frame to whom it is for; how it ends is {@code Closing}. What
 * answers requests is the package {@code server.exchange}, where files are is {@code server.storage}, who is told of what
 * happens is {@code server.event}.
 */
package io.filetransfer.server;
