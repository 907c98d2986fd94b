/**
 * What happens on a server, counted, as Prometheus reads it: an observer beside the log.
 *
 * <p>Internal, and the only package that knows the metrics library; it is loaded only where there is an admin listener.
 * Counting costs a few additions a request: what is counted under which labels is found in arrays.
 */
package io.filetransfer.server.metrics;
