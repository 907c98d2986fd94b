package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that came together go by one another's looks at the directories on their way, and by none from before they came. */
class SharedLooksTest {
    @TempDir
    Path temporary;

    private final List<String> looks = new ArrayList<>();
    private Path directory;
    private LocalStorage storage;

    @BeforeEach
    void open() throws Exception {
        directory = Files.createDirectory(temporary.resolve("root"));
        Files.createDirectories(directory.resolve("a/b"));
        for (String name : List.of("f", "g")) {
            Files.writeString(directory.resolve("a/b").resolve(name), name);
        }
        storage = LocalStorage.open(directory, false, new Disk() {
            @Override
            PosixFileAttributes look(Directory in, Path name) throws IOException {
                looks.add(name.toString());
                return super.look(in, name);
            }

            @Override
            Object identity(Path path) throws IOException {
                looks.add("/");
                return super.identity(path);
            }
        });
        content("a/b/f", System.nanoTime()); // from now on its directories are held open
        looks.clear();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private String content(String name, long since) throws Exception {
        try (StoredFile file = storage.since(since).open(SafePath.parse(name))) {
            ByteBuffer content = ByteBuffer.allocate(100);
            file.read(content, 0);
            return StandardCharsets.UTF_8.decode(content.flip()).toString();
        }
    }

    private void put(String name, long since, long whole) throws Exception {
        Storage at = storage.since(since);
        try (Upload upload = at.begin(Destination.of(SafePath.parse(name)), 1)) {
            upload.append(ByteBuffer.wrap(new byte[] {'x'}));
            upload.commit(new Commit(Digest.NONE, null, null, Durability.RELAXED, null, whole));
        }
    }

    @Test
    void whatCameBeforeALookGoesByIt() throws Exception {
        // Tried again, as a look counts for a few milliseconds only, and the machine may be busy.
        for (int attempt = 0; ; attempt++) {
            long came = System.nanoTime();
            looks.clear();
            content("a/b/f", came);
            assertEquals(List.of("/", "a", "b", "f"), looks);
            looks.clear();
            content("a/b/g", came);
            if (looks.equals(List.of("g"))) {
                return;
            }
            assertTrue(attempt < 1000);
        }
    }

    @Test
    void whatCameLaterLooksForItself() throws Exception {
        content("a/b/f", System.nanoTime());
        looks.clear();
        content("a/b/g", System.nanoTime());
        assertEquals(List.of("/", "a", "b", "g"), looks);
    }

    @Test
    void aLookIsGoodForAMoment() throws Exception {
        long came = System.nanoTime();
        content("a/b/f", came);
        TimeUnit.MILLISECONDS.sleep(20);
        looks.clear();
        content("a/b/g", came);
        assertEquals(List.of("/", "a", "b", "g"), looks);
    }

    @Test
    void aDirectoryThatBecameALinkLeadsNowhere() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("f"), "secret");
        long came = System.nanoTime();
        content("a/b/f", came);
        Files.move(directory.resolve("a/b"), directory.resolve("a/was"));
        Files.createSymbolicLink(directory.resolve("a/b"), outside);
        try {
            assertEquals("f", content("a/b/f", came)); // as it was when the request came
        } catch (StorageException e) {
            assertEquals(ErrorCode.NOT_FOUND, e.code()); // if that was too long ago
        }
        StorageException now = assertThrows(StorageException.class, () -> content("a/b/f", System.nanoTime()));
        assertEquals(ErrorCode.NOT_FOUND, now.code());
        assertThrows(StorageException.class, () -> put("a/b/new", System.nanoTime(), System.nanoTime()));
        assertEquals(List.of("f"), List.of(outside.toFile().list()));
    }

    @Test
    void nothingIsMissingWhereADirectoryWasReplaced() throws Exception {
        long came = System.nanoTime();
        content("a/b/f", came);
        Files.move(directory.resolve("a/b"), directory.resolve("a/was"));
        Files.createDirectory(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/new"), "new");
        assertEquals("new", content("a/b/new", came));
    }

    @Test
    void anUploadWhoseDirectoryWasReplacedIsStored() throws Exception {
        long came = System.nanoTime();
        content("a/b/f", came);
        for (String gone : List.of("a/b/f", "a/b/g", "a/b")) {
            Files.delete(directory.resolve(gone));
        }
        Files.createDirectory(directory.resolve("a/b"));
        put("a/b/new", came, came);
        assertEquals("x", Files.readString(directory.resolve("a/b/new")));
    }
}
