/**
 * The server: in-process ({@link
 * io.filetransfer.server.FileTransferServer}), and as a program in the package {@code server.program}.
 *
 * <p>Two kinds of threads ({@code ServerThreads}). Event loops read and write sockets, decode, and keep the order of
 * exchanges; they never wait for a file. Disk threads, from one bounded pool, run everything that may; only passwords are
 * compared on threads of their own.
 *
 * <p>A connection is a pipeline ({@code ServerPipeline}) that ends in {@code ServerConnection}, which hands each frame to
 * whom it is for; how it ends is {@code Closing}. What answers requests is the package {@code server.exchange}, where files
 * are is {@code server.storage}, who is told of what happens is {@code server.event}, who a client is and what it may do is
 * {@code server.user}, how much of the disk a user may take is {@code server.quota}. Keys and sessions of TLS
 * are {@code server.tls}, files that are taken up when they change {@code server.watch}, ranges of addresses {@code
 * server.address}.
 */
package io.filetransfer.server;
