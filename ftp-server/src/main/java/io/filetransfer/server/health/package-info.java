/**
 * Whether a server can do its work: what was tried now and then, with a deadline, and what that says.
 *
 * <p>Internal. Nothing here waits on the thread that asks.
 */
package io.filetransfer.server.health;
