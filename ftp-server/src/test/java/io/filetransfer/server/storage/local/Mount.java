package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Something that is mounted for the time of a test, where the system lets this process mount. */
final class Mount implements AutoCloseable {
    private final Path directory;
    private boolean there;

    private Mount(Path directory, List<String> command) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.there = run(command);
        if (!there) {
            System.out.println("Skipped, since this process may not mount: " + String.join(" ", command));
        }
    }

    static Mount tmpfs(Path directory, String options) throws IOException {
        return new Mount(directory, List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()));
    }

    /** In memory, without a limit: it does not tell how much room there is. */
    static Mount ramfs(Path directory) throws IOException {
        return new Mount(directory, List.of("mount", "-t", "ramfs", "ramfs", directory.toString()));
    }

    /** Shows a directory of the same file system at a second place. */
    static Mount bind(Path from, Path directory) throws IOException {
        return new Mount(directory, List.of("mount", "--bind", from.toString(), directory.toString()));
    }

    /** False when mounting is not permitted. */
    boolean isThere() {
        return there;
    }

    Path directory() {
        return directory;
    }

    /** Takes it away under those who have something open there. */
    void detach() throws IOException {
        if (!run(List.of("umount", "--lazy", directory.toString()))) {
            throw new IOException("umount --lazy " + directory);
        }
        there = false;
    }

    void makeReadOnly() throws IOException {
        if (!run(List.of("mount", "-o", "remount,ro", directory.toString()))) {
            throw new IOException("remount");
        }
    }

    private static boolean run(List<String> command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().join().exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (there && !run(List.of("umount", directory.toString()))) {
            throw new IOException("umount " + directory);
        }
    }
}
