/**
 * Where content comes from and goes to on this side: local files with what is kept of them when a transfer ends early,
 * and the caller's channels, publishers, subscribers and bytes.
 *
 * <p>Internal. What reads, writes or waits is called on the executor that a source or target was made with, one task at a
 * time; nothing here knows a connection or a transfer.
 */
package io.filetransfer.client.content;
