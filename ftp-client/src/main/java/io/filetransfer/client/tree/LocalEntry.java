package io.filetransfer.client.tree;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * A file or directory below a local one.
 *
 * @param name path below that, with {@code /} between its components
 * @param depth number of directories on the way to it; 0 for what is in that directory itself
 * @param size of a file's content
 * @param mode its nine permission bits, or -1 where there are none
 */
record LocalEntry(Path path, String name, int depth, boolean directory, long size, FileTime modified, int mode) {}
