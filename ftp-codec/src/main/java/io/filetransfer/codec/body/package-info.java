/**
 * How content passes between a file and a socket: sources and sinks of bodies, inside the kernel where it can, the budget
 * for what is in memory on the way, and the native calls for it.
 *
 * <p>Internal: for the server and the client of this project. What reads and writes files here may wait for a disk and
 * belongs on a disk thread; what stands in a pipeline never waits.
 */
package io.filetransfer.codec.body;
