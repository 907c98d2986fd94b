package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Tells the server of one root from those of others that have the same file system mounted: 36 characters, random, in the
 * file {@code id} of the data directory. Made when it is needed for the first time.
 */
final class ServerId {
    private static final Path NAME = Path.of("id");
    private static final int LENGTH = 36;
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{" + LENGTH + "}");

    private ServerId() {}

    static synchronized Path of(Directory data, Staging staging) throws IOException {
        String known = read(data);
        if (ID.matcher(known).matches()) {
            return Path.of(known);
        }
        Path id = Staging.newName();
        Path staged = Staging.newName();
        try (FileChannel file = staging.newFile(staged)) {
            data.disk().writeAll(file, StandardCharsets.US_ASCII.encode(id.toString()), 0);
            data.disk().sync(file);
        }
        staging.directory().move(staged, data, NAME);
        data.sync();
        return id;
    }

    private static String read(Directory data) throws IOException {
        Snapshot present = data.lookOrNull(NAME);
        if (present == null || present.kind() != Kind.FILE) {
            return "";
        }
        ByteBuffer content = ByteBuffer.allocate(LENGTH);
        try (FileChannel file = data.openFile(NAME)) {
            while (content.hasRemaining() && data.disk().read(file, content, content.position()) >= 0) {
                // until all is there, or no more comes
            }
        }
        return new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
    }
}
