package io.filetransfer.client.cli;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The local directories on the way to the present entry of a listing. Servers list a directory's content right after it,
 * so that each is made once and left once; from one that does otherwise all is got as well, but a directory that it comes
 * back to may not keep its time.
 */
final class LocalDirectories {
    /** @param failure why it is not there, or null */
    private record Level(String name, LocalDirectory directory, IOException failure) {}

    private final Path root;
    private final Consumer<LocalDirectory> whenLeft;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * @param root a directory that is there
     * @param whenLeft takes each directory when the listing has gone on to what is not in it
     */
    LocalDirectories(Path root, Consumer<LocalDirectory> whenLeft) {
        this.root = root;
        this.whenLeft = whenLeft;
    }

    /**
     * A directory of the listing, with those on the way to it.
     *
     * @throws IOException if it cannot be made
     */
    void enter(RemoteFile directory) throws IOException {
        Path path = directory.resolveIn(root);
        enterParent(directory.name());
        push(directory.name(), new LocalDirectory(path, directory));
    }

    /**
     * The directory that an entry is in.
     *
     * @throws IOException if it is not there, and cannot be made
     */
    void enterParent(String entry) throws IOException {
        int slash = entry.lastIndexOf('/');
        String name = slash < 0 ? "" : entry.substring(0, slash);
        leaveUntil(name);
        Level level = levels.peek();
        int start = level == null ? 0 : level.name.length() + 1;
        if (level != null && level.failure != null) {
            throw level.failure;
        }
        while (start < name.length()) {
            int next = name.indexOf('/', start);
            String missing = next < 0 ? name : name.substring(0, next);
            push(missing, new LocalDirectory(unknown(missing).resolveIn(root), null));
            start = missing.length() + 1;
        }
    }

    void leaveAll() {
        while (!levels.isEmpty()) {
            leave();
        }
    }

    private void leaveUntil(String name) {
        while (!levels.isEmpty() && !isOnTheWay(levels.peek().name, name)) {
            leave();
        }
    }

    private static boolean isOnTheWay(String directory, String name) {
        return name.startsWith(directory)
                && (name.length() == directory.length() || name.charAt(directory.length()) == '/');
    }

    private void push(String name, LocalDirectory directory) throws IOException {
        Level below = levels.peek();
        IOException failure = below == null ? null : below.failure;
        if (failure == null) {
            try {
                directory.make();
            } catch (IOException e) {
                failure = e;
            }
        }
        levels.push(new Level(name, directory, failure));
        if (failure != null) {
            throw failure;
        }
    }

    private void leave() {
        Level level = levels.pop();
        if (level.failure == null) {
            whenLeft.accept(level.directory);
        }
    }

    private static RemoteFile unknown(String name) {
        return new RemoteFile(name, Kind.DIRECTORY, 0, null, -1, null, null);
    }
}
