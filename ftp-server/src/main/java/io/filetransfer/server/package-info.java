/**
 * The server: as a program ({@link io.filetransfer.server.Main}) and in-process ({@link
 * io.filetransfer.server.FileTransferServer}).
 *
 * <p>Two kinds of threads. Event loops read and write sockets, decode, and keep the order of exchanges; they never touch a
 * file. Disk threads, from one bounded pool, run everything that may wait for storage; each connection's work runs in
 * order on one of them at a time. An {@link io.filetransfer.server.ServerExchange} crosses between the two only through {@link
 * io.filetransfer.server.ServerExchange#answer} and tasks on its lane.
 */
package io.filetransfer.server;
