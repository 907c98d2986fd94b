package io.filetransfer.client;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Version;
import java.time.Instant;

/**
 * What the server says of a name.
 *
 * @param name as it was asked for; in a listing, the path below the listed directory
 * @param size length of the content in bytes; 0 for anything but a file
 * @param modified time of the last change, or null when the server does not tell
 * @param mode permission bits, the low twelve of POSIX, or -1 when the server does not tell
 * @param version of the content, or null for anything but a file
 * @param digest that is stored with the content, or null
 */
public record RemoteFile(
        String name, Kind kind, long size, Instant modified, int mode, Version version, Digest digest) {}
