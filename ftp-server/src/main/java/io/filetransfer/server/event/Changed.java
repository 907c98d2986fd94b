package io.filetransfer.server.event;

import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;

/**
 * A change that the storage has made.
 *
 * @param user for whom; empty where there are no users
 * @param request what asked for it
 * @param version of what has the name now; null for what is no file, or not there any more
 * @param bytes of content that has the name now; 0 for what is no file
 */
public record Changed(Peer peer, String user, Request request, Version version, long bytes) {}
