package io.filetransfer.server.storage;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Version;
import java.time.Instant;

/**
 * What is known of a file or directory.
 *
 * @param size length of the content in bytes; 0 for anything but a file
 * @param mode permission bits, the low twelve of POSIX
 * @param version of the content, taken from the same look at the file as the others; null for anything but a file
 */
public record Attributes(Kind kind, long size, Instant modified, int mode, Version version) {}
