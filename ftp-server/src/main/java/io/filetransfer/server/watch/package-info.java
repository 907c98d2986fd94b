/**
 * Files that an operator may replace while a server runs.
 *
 * <p>Internal. They are read on disk threads.
 */
package io.filetransfer.server.watch;
