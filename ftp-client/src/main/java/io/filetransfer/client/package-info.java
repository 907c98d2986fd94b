/**
 * The client library: files to and from a server, asynchronously, over a bounded pool of connections.
 *
 * <p>Start with {@link io.filetransfer.client.FileTransferClient}. Every call returns at once; every wait has a deadline;
 * nothing is kept in static state. No type of the network library shows in the API.
 */
package io.filetransfer.client;
