/**
 * Locks that clients hold on files and directories: the table of them, and the storage as a client with some of them, or with
 * none, may change it. They live in memory: a restart drops them, and whoever names one that is gone changes nothing.
 */
package io.filetransfer.server.lock;
