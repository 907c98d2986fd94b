package io.filetransfer.client.tree;

import io.filetransfer.client.FileMode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Files and directories below a local directory, each directory before what is in it, found as they are asked for: only
 * the directories on the way to the present one are open. What is neither is skipped with a notice, what cannot be read is
 * a failure of its own; either way the walk continues.
 */
final class LocalWalk implements Closeable {
    /**
     * A directory on the way down; {@code prefix} goes before its entries' names.
     *
     * @param real without links on the way to it; null when links are not followed
     */
    private record Level(Path path, String prefix, Path real, DirectoryStream<Path> stream, Iterator<Path> entries) {
        String directoryName() {
            return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
        }
    }

    /** Hears of what the walk does not give. */
    interface Notices {
        /** Nobody knows what is there, or below. */
        void unreadable(TreeEntry entry, IOException cause);

        void passedOver(TreeEntry entry, String reason);

        /** No content of the tree: not to be transferred, and not to be touched where it is. */
        void leftAlone(TreeEntry entry, NoContent what);

        /** The filter does not take it. */
        default void leftOut(String name) {}
    }

    private final TreeFilter filter;
    private final Notices notices;
    private final Class<? extends BasicFileAttributes> attributes;
    private final Path realRoot;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * @param follow links that lead to somewhere below the root, too
     * @throws IOException if the root cannot be read
     */
    LocalWalk(Path root, TreeFilter filter, boolean follow, Notices notices) throws IOException {
        this.filter = filter;
        this.notices = notices;
        this.attributes = FileMode.isKnownBy(root) ? PosixFileAttributes.class : BasicFileAttributes.class;
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
                failed(level.path, level.directoryName(), e.getCause());
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
        String name = level.prefix + NameText.of(path);
        Path real = realRoot == null ? null : level.real.resolve(path.getFileName());
        try {
            BasicFileAttributes found = Files.readAttributes(path, attributes, LinkOption.NOFOLLOW_LINKS);
            if (found.isSymbolicLink()) {
                if (!filter.takes(name, false)) {
                    notices.leftOut(name);
                    return null;
                }
                real = targetOrNull(path, name);
                if (real == null) {
                    return null;
                }
                found = Files.readAttributes(real, attributes, LinkOption.NOFOLLOW_LINKS);
            }
            return take(path, name, real, found);
        } catch (NoSuchFileException vanished) {
            return null;
        } catch (IOException e) {
            failed(path, name, e);
            return null;
        }
    }

    private LocalEntry take(Path path, String name, Path real, BasicFileAttributes found) throws IOException {
        if (!filter.takes(name, found.isDirectory())) {
            notices.leftOut(name);
            return null;
        }
        NoContent noContent = found.isDirectory()
                ? NoContent.ofDirectory(name)
                : found.isRegularFile() ? NoContent.ofFile(path) : null;
        if (noContent != null) {
            notices.leftAlone(new TreeEntry(name, Kind.OTHER, 0, path, null), noContent);
            return null;
        }
        int depth = levels.size() - 1;
        if (found.isDirectory()) {
            enter(path, name + "/", real);
        } else if (!found.isRegularFile()) {
            skipped(path, name, Kind.OTHER, "neither a file nor a directory");
            return null;
        }
        return new LocalEntry(
                path,
                name,
                depth,
                found.isDirectory(),
                found.isRegularFile() ? found.size() : 0,
                found.lastModifiedTime(),
                found instanceof PosixFileAttributes posix ? FileMode.bits(posix.permissions()) : -1);
    }

    private void failed(Path path, String name, IOException cause) {
        notices.unreadable(new TreeEntry(name, Kind.OTHER, 0, path, null), cause);
    }

    private void skipped(Path path, String name, Kind kind, String reason) {
        notices.passedOver(new TreeEntry(name, kind, 0, path, null), reason);
    }

    /** Where a link leads, or null, with a notice, when it is not followed. */
    private Path targetOrNull(Path link, String name) {
        if (realRoot == null) {
            skipped(link, name, Kind.LINK, "a symbolic link");
            return null;
        }
        Path target;
        try {
            target = link.toRealPath();
        } catch (IOException e) {
            skipped(link, name, Kind.LINK, "a symbolic link that leads nowhere");
            return null;
        }
        if (!target.startsWith(realRoot)) {
            skipped(link, name, Kind.LINK, "a symbolic link that leads out of the tree");
            return null;
        }
        for (Level level : levels) {
            if (level.real.equals(target)) {
                skipped(link, name, Kind.LINK, "a symbolic link to a directory that it is in");
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
