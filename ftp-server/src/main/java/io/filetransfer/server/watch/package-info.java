/**
 * Files that a server has for itself: that they may be replaced while it runs, and that it does not serve them.
 *
 * <p>Internal. They are read on disk threads.
 */
package io.filetransfer.server.watch;
