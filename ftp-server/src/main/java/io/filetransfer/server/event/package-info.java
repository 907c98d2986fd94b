/**
 * What happens on a server, as values, and those that are told: the log is one of them.
 *
 * <p>Internal. Observers are called on event loops and disk threads and wait for nothing, but for the word of a change, which
 * comes on a disk thread.
 */
package io.filetransfer.server.event;
