package io.filetransfer.server.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a server reads or writes for itself: clients must not get at them, whatever rules say of the root. */
public final class OwnFiles {
    private OwnFiles() {}

    /**
     * @param root what is served; null: not a directory of this machine
     * @param what the file is, at the beginning of a sentence
     * @param file may be missing; null: there is none
     * @throws IOException with a sentence for the operator if the name, or what it leads to, lies in the root
     */
    public static void requireOutside(Path root, String what, Path file) throws IOException {
        if (root == null || file == null) {
            return;
        }
        Path served = real(root);
        if (name(file).startsWith(served) || real(file).startsWith(served)) {
            throw new IOException(what + ", " + file + ", lies in the root, " + root
                    + ": clients could get it and write it. Move one of them elsewhere");
        }
    }

    /** Whether two names, each of which may be null, lead to one file. */
    public static boolean isSame(Path one, Path other) throws IOException {
        return one != null && other != null && real(one).equals(real(other));
    }

    /** With all links followed, as far as it is there. */
    private static Path real(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            return name(path);
        }
    }

    /** Its name in the directory where it really lies; it may be a link itself. */
    private static Path name(Path path) throws IOException {
        Path whole = path.toAbsolutePath();
        Path name = whole.getFileName();
        Path parent = whole.getParent();
        if (name == null || name.toString().equals("..") || name.toString().equals(".") || !Files.exists(parent)) {
            return whole.normalize();
        }
        return parent.toRealPath().resolve(name);
    }
}
