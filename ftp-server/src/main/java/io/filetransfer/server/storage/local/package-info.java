/**
 * The storage that is a directory of this machine: names looked up below held directories, content staged, synced and
 * renamed into place, uploads in parts that survive a crash, stored digests.
 *
 * <p>Internal. Every method may wait for a disk.
 */
package io.filetransfer.server.storage.local;
