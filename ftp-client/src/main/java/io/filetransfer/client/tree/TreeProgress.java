package io.filetransfer.client.tree;

import java.time.Duration;
import java.util.List;

/**
 * How far a tree is.
 *
 * @param files that have ended, well or not
 * @param filesFound so far; all of them once {@code scanning} is false. A put counts ahead of what it sends from the first
 *     time on that its progress is asked for
 * @param listed entries of both trees that a sync has seen so far; 0 for others
 * @param bytes of content moved
 * @param bytesFound of all files found so far
 * @param scanning whether more may be found
 * @param current paths of some entries that are under way, those that began first before others
 * @param elapsed since the start
 */
public record TreeProgress(
        long files,
        long filesFound,
        long listed,
        long bytes,
        long bytesFound,
        boolean scanning,
        List<String> current,
        Duration elapsed) {}
