package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The file {@code version} of a data directory: a decimal number and a line feed. */
final class DataFormat {
    private static final Path VERSION = Path.of("version");
    private static final String FORMAT = "1\n";

    private DataFormat() {}

    /** Refuses a data directory of another format, and makes the file where there is none. */
    static void check(Directory directory, Staging staging) throws IOException {
        if (requireKnown(directory)) {
            return;
        }
        Path name = Staging.newName();
        try (FileChannel file = staging.newFile(name)) {
            directory.disk().writeAll(file, ByteBuffer.wrap(FORMAT.getBytes(StandardCharsets.US_ASCII)), 0);
            directory.disk().sync(file);
        }
        staging.directory().move(name, directory, VERSION);
    }

    /**
     * Refuses a data directory of another format.
     *
     * @return false for one that says nothing, being new
     */
    static boolean requireKnown(Directory directory) throws IOException {
        if (directory.lookOrNull(VERSION) == null) {
            return false;
        }
        if (!read(directory).equals(FORMAT)) {
            throw DiskFailures.atStart(
                    VERSION.toString(),
                    new StorageException(
                            ErrorCode.STORAGE_FAILED,
                            "It is not of format " + FORMAT.strip() + ", the only one known here."),
                    "Start the version of the server that wrote it. If it is damaged, move it away.");
        }
        return true;
    }

    private static String read(Directory directory) throws IOException {
        if (directory.look(VERSION).kind() != Kind.FILE) {
            return "";
        }
        ByteBuffer content = ByteBuffer.allocate(32);
        try (FileChannel file = directory.openFile(VERSION)) {
            directory.disk().read(file, content, 0);
        }
        return new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
    }
}
