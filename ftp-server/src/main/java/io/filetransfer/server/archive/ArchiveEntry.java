package io.filetransfer.server.archive;

import java.time.Instant;

/**
 * A file or directory in an archive.
 *
 * @param name relative, with {@code /} between its components and none at its end; none of them is {@code .} or {@code ..}
 * @param size of a file's content, which follows; 0 for a directory
 * @param mode permission bits, the low twelve of POSIX
 */
public record ArchiveEntry(String name, boolean directory, long size, Instant modified, int mode) {}
