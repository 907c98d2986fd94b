package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How often a request looks at the names on its way: once each, and never less. */
@ExtendWith(DescriptorGate.class)
class LooksTest extends StorageTestBase {
    @TempDir
    Path directory;

    private final List<String> looks = new ArrayList<>();

    private final Disk disk = new Disk() {
        @Override
        PosixFileAttributes look(Directory in, Path name) throws IOException {
            looks.add(name.toString());
            return super.look(in, name);
        }
    };

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory, false, disk);
    }

    private byte[] read(String name) throws StorageException {
        try (StoredFile file = storage.open(SafePath.parse(name))) {
            ByteBuffer content = ByteBuffer.allocate((int) file.attributes().size());
            file.read(content, 0);
            return content.array();
        }
    }

    @Test
    void eachNameOfAPathIsLookedAtOnce() throws Exception {
        Files.createDirectories(directory.resolve("a/b"));
        Files.write(directory.resolve("a/b/f"), new byte[] {1});
        read("a/b/f");
        looks.clear();
        read("a/b/f");
        assertEquals(List.of("a", "b", "f"), looks);
    }

    @Test
    void aDirectoryThatIsHeldIsNotTakenForTheOneThatHasItsNameNow() throws Exception {
        Files.createDirectories(directory.resolve("a/b"));
        Files.write(directory.resolve("a/b/f"), new byte[] {1});
        read("a/b/f");
        Files.move(directory.resolve("a/b"), directory.resolve("a/old"));
        assertThrows(StorageException.class, () -> read("a/b/f"));
        Files.createDirectory(directory.resolve("a/b"));
        Files.write(directory.resolve("a/b/f"), new byte[] {2});
        assertArrayEquals(new byte[] {2}, read("a/b/f"));
        assertArrayEquals(new byte[] {1}, read("a/old/f"));
        Files.delete(directory.resolve("a/b/f"));
        Files.delete(directory.resolve("a/b"));
        Files.createSymbolicLink(directory.resolve("a/b"), directory.resolve("a/old"));
        StorageException refused = assertThrows(StorageException.class, () -> read("a/b/f"));
        assertEquals(ErrorCode.NOT_FOUND, refused.code());
    }
}
