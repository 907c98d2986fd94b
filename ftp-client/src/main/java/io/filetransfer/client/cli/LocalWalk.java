package io.filetransfer.client.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Files and directories below a local directory, each directory before what is in it, found as they are asked for: only
 * the directories on the way to the present one are open. What is neither is skipped with a notice, what cannot be read is
 * a failure of its own; either way the walk goes on.
 */
final class LocalWalk implements Closeable {
    /**
     * A directory on the way down; {@code prefix} goes before its entries' names.
     *
     * @param real without links on the way to it; null when links are not followed
     */
    private record Level(Path path, String prefix, Path real, DirectoryStream<Path> stream, Iterator<Path> entries) {}

    private final Filter filter;
    private final Report report;
    private final Path realRoot;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * @param follow links that lead to somewhere below the root, too
     * @throws IOException if the root cannot be read
     */
    LocalWalk(Path root, Filter filter, boolean follow, Report report) throws IOException {
        this.filter = filter;
        this.report = report;
        this.realRoot = follow ? root.toRealPath() : null;
        enter(root, "", realRoot);
    }

    /** @return null after the last */
    LocalEntry next() {
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            Path entry;
            try {
                entry = level.entries.hasNext() ? level.entries.next() : null;
            } catch (DirectoryIteratorException e) {
                report.failed(level.path.toString(), e.getCause());
                entry = null;
            }
            if (entry == null) {
                leave();
                continue;
            }
            LocalEntry found = look(level, entry);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private LocalEntry look(Level level, Path path) {
        String component = path.getFileName().toString();
        // Bytes that are not UTF-8 read as U+FFFD, and that spelling is another name.
        if (component.indexOf('\uFFFD') >= 0 && !path.resolveSibling(component).equals(path)) {
            report.failed(path.toString(), new IOException("the name is not UTF-8, as names on a server are"));
            return null;
        }
        String name = level.prefix + component;
        Path real = realRoot == null ? null : level.real.resolve(component);
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isSymbolicLink()) {
                if (!filter.takes(name, false)) {
                    return null;
                }
                real = targetOrNull(path);
                if (real == null) {
                    return null;
                }
                found = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            }
            return take(path, name, real, found);
        } catch (NoSuchFileException vanished) {
            return null;
        } catch (IOException e) {
            report.failed(path.toString(), e);
            return null;
        }
    }

    private LocalEntry take(Path path, String name, Path real, BasicFileAttributes found) throws IOException {
        if (!filter.takes(name, found.isDirectory())) {
            return null;
        }
        int depth = levels.size() - 1;
        if (found.isDirectory()) {
            enter(path, name + "/", real);
        } else if (!found.isRegularFile()) {
            report.skipped(path.toString(), "neither a file nor a directory");
            return null;
        }
        return new LocalEntry(path, name, depth, found.isDirectory(), found.isRegularFile() ? found.size() : 0);
    }

    /** Where a link leads, or null, with a notice, when it is not followed. */
    private Path targetOrNull(Path link) {
        if (realRoot == null) {
            report.skipped(link.toString(), "a symbolic link");
            return null;
        }
        Path target;
        try {
            target = link.toRealPath();
        } catch (IOException e) {
            report.skipped(link.toString(), "a symbolic link that leads nowhere");
            return null;
        }
        if (!target.startsWith(realRoot)) {
            report.skipped(link.toString(), "a symbolic link that leads out of the tree");
            return null;
        }
        for (Level level : levels) {
            if (level.real.equals(target)) {
                report.skipped(link.toString(), "a symbolic link to a directory that it is in");
                return null;
            }
        }
        return target;
    }

    private void enter(Path directory, String prefix, Path real) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        levels.push(new Level(directory, prefix, real, stream, stream.iterator()));
    }

    private void leave() {
        try {
            levels.pop().stream.close();
        } catch (IOException e) {
            // It was only read.
        }
    }

    @Override
    public void close() {
        while (!levels.isEmpty()) {
            leave();
        }
    }
}
