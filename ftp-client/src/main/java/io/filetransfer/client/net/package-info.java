/**
 * Requests on their way to the server and back: connections, the pool of them, and the threads of a client.
 *
 * <p>Internal. State lives on the event loop, but for what a caller or a disk thread needs at once: the
 * room of the pool and whether a call has ended. A {@link io.filetransfer.client.net.Call} is what the pool has under way,
 * an {@link io.filetransfer.client.net.Exchange} one request and its answer; neither knows what it is good for: that is
 * its owner's, to whom it reports once.
 */
package io.filetransfer.client.net;
