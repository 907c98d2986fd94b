/**
 * Where connections come from: the network of an address, which limits count by, and the header in which a proxy says for
 * whom it connects.
 *
 * <p>Internal.
 */
package io.filetransfer.server.address;
