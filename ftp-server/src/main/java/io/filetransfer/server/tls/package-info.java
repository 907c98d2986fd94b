/**
 * How a server proves who it is, and how connections are encrypted: certificate and key from files, taken up again when
 * these change, and the handler of one connection.
 *
 * <p>Internal. Files are read on disk threads; handlers live on event loops.
 */
package io.filetransfer.server.tls;
