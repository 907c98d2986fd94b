/**
 * What went wrong, and what helps: the sentences that callers read, the one table of what is tried again, how often, and
 * after how long.
 *
 * <p>Internal. Nothing here moves a byte or knows a connection; what has state says of which thread it is.
 */
package io.filetransfer.client.failure;
