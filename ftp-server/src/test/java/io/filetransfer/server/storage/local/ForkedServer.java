package io.filetransfer.server.storage.local;

import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Opens a storage with an upload under way, prints {@code open} or why not, and waits until it is killed. */
final class ForkedServer {
    private ForkedServer() {}

    public static void main(String[] arguments) throws IOException {
        try (LocalStorage storage = LocalStorage.open(Path.of(arguments[0]));
                Upload upload = storage.begin(Destination.of(SafePath.parse("f")), -1)) {
            upload.append(ByteBuffer.allocate(1000));
            System.out.println("open");
            System.in.read();
        } catch (StorageException e) {
            System.out.println(e.code() + " " + e.getMessage());
        }
    }
}
