/**
 * Many requests at once, a bounded number of them in flight: for the trees of the library and for the command line.
 *
 * <p>Internal: for these two.
 */
package io.filetransfer.client.work;
