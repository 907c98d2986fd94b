package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Temporary directories in memory where the system has a place for them: for tests that make very many files. */
final class MemoryDisk implements TempDirFactory {
    private static final Path SHARED = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        if (Files.isWritable(SHARED)) {
            Path made = Files.createTempDirectory(SHARED, "junit");
            // In older kernels, files in memory carry no attributes, and so no digests.
            if (Files.getFileStore(made).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
                return made;
            }
            Files.delete(made);
        }
        return Files.createTempDirectory("junit");
    }
}
