/**
 * The listener for operators and monitoring: HTTP on a Unix socket or a port of its own, apart from the clients'. It knows
 * pages and who may see them; what is on them is handed to it.
 *
 * <p>Internal. All of it runs on one event loop of its own; pages that need others answer later.
 */
package io.filetransfer.server.admin;
