/**
 * Holds users to their quotas: keeps account of what lies below their roots and of what is on its way there.
 *
 * <p>Internal. Safe for use by many threads.
 */
package io.filetransfer.server.quota;
