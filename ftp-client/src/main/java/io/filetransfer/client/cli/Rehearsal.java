package io.filetransfer.client.cli;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * Loads what commands usually need, for the launcher's archive of loaded classes: the virtual machine writes down the
 * classes that this run has used, and later starts find them there.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] args) {
        run("--help");
        run("get", "--help");
        // Nobody listens on the discard port of a usual machine; the network library is loaded all the same.
        run("get", "-v", "127.0.0.1:9/notes.txt", "-o", "/dev/null");
        run("ls", "-l", "127.0.0.1:9");
        System.exit(0);
    }

    private static void run(String... args) {
        Terminal nowhere = Terminal.of(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        new Program(nowhere).run(args);
    }
}
