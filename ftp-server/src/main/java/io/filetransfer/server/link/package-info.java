/**
 * Links: one file or directory for people without an account. What is kept of each, and how often it was used.
 *
 * <p>Internal. They are read and written on disk threads.
 */
package io.filetransfer.server.link;
