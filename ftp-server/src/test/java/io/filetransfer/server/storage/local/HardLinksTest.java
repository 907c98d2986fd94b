package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two names of one file, between which the kernel's rename does nothing. */
@ExtendWith(DescriptorGate.class)
class HardLinksTest extends StorageTestBase {
    @TempDir
    Path directory;

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory);
    }

    @ParameterizedTest
    @CsvSource({"f, g", "f, d/f", "d/f, f", "d/f, d/g"})
    void ofWhichOneIsMovedOntoTheOther(String from, String to) throws Exception {
        makeDirectory("d", false);
        Attributes before = put(from, "content");
        Files.createLink(directory.resolve(to), directory.resolve(from));
        Attributes moved = storage.move(path(from), Destination.of(path(to)), SYNCED);
        refused(ErrorCode.NOT_FOUND, () -> storage.stat(path(from)));
        assertEquals("content", get(to));
        assertEquals(storage.stat(path(to)), moved);
        assertEquals(before.modified(), moved.modified());
        assertEquals(Set.of("d", to), list("/", true));
    }

    @Test
    void thatWereExpectedToBeOne() throws Exception {
        put("f", "content");
        Files.createLink(directory.resolve("g"), directory.resolve("f"));
        refused(
                ErrorCode.EXISTS,
                () -> storage.move(path("f"), new Destination(path("g"), false, Expectation.ABSENT), SYNCED));
        assertEquals(Set.of("f", "g"), list("/", true));
    }

    @Test
    void aNameMovedOntoItself() throws Exception {
        put("f", "content");
        Files.createLink(directory.resolve("g"), directory.resolve("f"));
        move("f", "f");
        assertEquals(Set.of("f", "g"), list("/", true));
    }

    /** Two spellings of one entry are not two links. */
    @Test
    void aFileSystemThatDoesNotTellUpperFromLowerCase() throws Exception {
        put("f", "content");
        storage.close();
        storage = LocalStorage.open(directory, false, new Disk() {
            private Path entry(Path name) {
                return name.toString().equals("F") ? Path.of("f") : name;
            }

            @Override
            PosixFileAttributes look(Directory in, Path name) throws IOException {
                return super.look(in, entry(name));
            }

            @Override
            void move(Directory from, Path name, Directory to, Path newName) throws IOException {
                super.move(from, entry(name), to, newName);
            }
        });
        storage.move(path("f"), Destination.of(path("F")), RELAXED);
        assertTrue(Files.exists(directory.resolve("F")));
        assertEquals("content", Files.readString(directory.resolve("F")));
    }
}
