package io.filetransfer.client.tree;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The local directories on the way to the present entry of a listing. Servers list a directory's content right after it,
 * so that each is made once and left once; from one that does otherwise all is got as well, but a directory that it comes
 * back to may not keep its time.
 */
final class LocalDirectories {
    /** @param failure why it is not there, or null */
    private record Level(String name, LocalDirectory directory, IOException failure) {}

    private final Path path;
    private final LocalDirectory root;
    private final boolean times;
    private final boolean mode;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * @param root a directory that is there
     * @param times whether directories get their times
     * @param mode whether directories get their permission bits
     */
    LocalDirectories(Path path, LocalDirectory root, boolean times, boolean mode) {
        this.path = path;
        this.root = root;
        this.times = times;
        this.mode = mode;
    }

    /**
     * A directory of the listing, with those on the way to it.
     *
     * @return whether it is new
     * @throws IOException if it cannot be made
     */
    boolean enter(RemoteFile directory) throws IOException {
        Path at = directory.resolveIn(path);
        LocalDirectory parent = enterParent(directory.name());
        return push(directory.name(), LocalDirectory.of(at, parent, directory, times, mode));
    }

    /**
     * The directory that an entry is in.
     *
     * @throws IOException if it is not there, and cannot be made
     */
    LocalDirectory enterParent(String entry) throws IOException {
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
            Path at = new RemoteFile(missing, Kind.DIRECTORY, 0, null, -1, null, null).resolveIn(path);
            push(missing, new LocalDirectory(at, present(), null, -1));
            start = missing.length() + 1;
        }
        return present();
    }

    void leaveAll() {
        while (!levels.isEmpty()) {
            leave();
        }
        root.release();
    }

    private LocalDirectory present() {
        Level level = levels.peek();
        return level == null ? root : level.directory;
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

    private boolean push(String name, LocalDirectory directory) throws IOException {
        Level below = levels.peek();
        IOException failure = below == null ? null : below.failure;
        boolean made = false;
        if (failure == null) {
            try {
                made = directory.make();
            } catch (IOException e) {
                failure = e;
            }
        }
        levels.push(new Level(name, directory, failure));
        if (failure != null) {
            throw failure;
        }
        return made;
    }

    private void leave() {
        Level level = levels.pop();
        level.directory.release();
    }
}
