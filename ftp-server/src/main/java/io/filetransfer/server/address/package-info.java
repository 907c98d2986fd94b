/**
 * Where connections come from.
 *
 * <p>Internal.
 */
package io.filetransfer.server.address;
