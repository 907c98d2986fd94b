/**
 * The client library: files to and from a server, asynchronously, over a bounded pool of connections.
 *
 * <p>Start with {@link io.filetransfer.client.FileTransferClient}. Every call returns at once; every wait has a deadline;
 * nothing is kept in static state, but for what belongs to the process: its memory budget, and which files its transfers have
 * locked. No type of the network library shows in the API.
 *
 * <h2>Which thread may do what</h2>
 *
 * <ul>
 *   <li><b>The event loop</b>, one for each client: all state of pool, connections and exchanges. It never waits: not for
 *       a disk, not for a lock that is held while something waits, not for the caller's code.
 *   <li><b>Disk threads</b>, four: open, read, write, rename and remove local files. Tasks of one
 *       transfer run one after the other.
 *   <li><b>User threads</b>, one for each transfer from or to the caller's channel, publisher, subscriber or consumer: run
 *       that code, which may wait there for as long as it likes. One more looks up hosts.
 *   <li><b>Callback threads</b>: run listeners and all that depends on a future, or hand that to the caller's executor, which
 *       may run it in place. Nothing else ever runs the caller's code, so that none of it can stop or interrupt another
 *       transfer.
 * </ul>
 *
 * All of these threads are daemons and end with {@code close()}. What passes between them: bytes
 * received, through a window that stops the reading from the connection; bytes to send, a few chunks ahead of the socket;
 * and the end of a transfer, which is decided once, by whoever comes first.
 *
 * <p>What all clients (and servers) of a process hold of content in direct memory has one budget, an eighth of the JVM's limit
 * ({@code -XX:MaxDirectMemorySize}); the more transfers share it, the smaller their windows and chunks are.
 */
package io.filetransfer.client;
