/**
 * Where files are: a blocking interface that fits a local directory and an object store alike, and the local directory.
 *
 * <p>Nothing here knows of requests, frames or event loops. Every method may wait for a disk; callers keep them off event
 * loops.
 */
package io.filetransfer.server.storage;
