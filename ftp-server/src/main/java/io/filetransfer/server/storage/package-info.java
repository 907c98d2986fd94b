/**
 * Where files are, as the server sees it: a blocking interface that fits a local directory and an object store alike, and
 * the names that are safe to use in it.
 *
 * <p>Nothing here knows of requests, frames or event loops. Every method of a storage may wait for a disk or a network;
 * callers keep them off event loops. The local directory is {@code storage.local}.
 *
 * <p>A program that embeds the server may implement {@link io.filetransfer.server.storage.Storage} and hand it over; what
 * it has to do for that may change from version to version.
 */
package io.filetransfer.server.storage;
