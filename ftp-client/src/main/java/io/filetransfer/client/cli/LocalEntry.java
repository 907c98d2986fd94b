package io.filetransfer.client.cli;

import java.nio.file.Path;

/**
 * A file or directory below a local one.
 *
 * @param name path below that, with {@code /} between its components
 * @param depth number of directories on the way to it; 0 for what is in that directory itself
 * @param size of a file's content
 */
record LocalEntry(Path path, String name, int depth, boolean directory, long size) {}
