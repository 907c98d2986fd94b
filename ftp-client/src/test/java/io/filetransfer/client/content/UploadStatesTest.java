package io.filetransfer.client.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClientTest;
import io.filetransfer.client.ScriptedServer;
import io.filetransfer.client.content.UploadState.Origin;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of an upload, and by whom it is found again. */
class UploadStatesTest {
    private static final int CHUNK = 4 << 20;
    private static final int SIZE = 3 * CHUNK + 1000;

    @TempDir
    Path temporary;

    private Path directory;
    private UploadStates states;
    private byte[] content;
    private FileSource source;

    /** To be let go, as otherwise this process would hold them for ever. */
    private final List<UploadState> opened = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        directory = temporary.resolve("some").resolve("states");
        states = new UploadStates(directory);
        content = FileTransferClientTest.bytes(SIZE);
        source = new FileSource(Files.write(temporary.resolve("source"), content), Runnable::run);
        source.open(DigestAlgorithm.CRC32C, -1);
    }

    @AfterEach
    void close() {
        opened.forEach(UploadState::keep);
        source.close();
    }

    private UploadState open(UploadStates states, Origin origin) {
        UploadState state = states.open(origin);
        opened.add(state);
        return state;
    }

    private UploadState open(Origin origin) {
        return open(states, origin);
    }

    private static Origin origin(String identity) {
        return new Origin("host:1", "name", "/source", SIZE, identity);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private Extent held(int offset, int length) {
        byte[] part = java.util.Arrays.copyOfRange(content, offset, offset + length);
        return Extent.at(offset).plus(length, ScriptedServer.digest(part, DigestAlgorithm.CRC32C));
    }

    @Test
    void isFoundAgain() throws IOException {
        UploadState first = open(origin("a"));
        assertFalse(first.resumed());
        first.keep();
        UploadState second = open(new UploadStates(directory), origin("a"));
        assertTrue(second.resumed());
        assertEquals(first.id(), second.id());
        assertNull(second.outdated());
        second.remove();
        assertEquals(List.of(), files());
        assertFalse(open(origin("a")).resumed());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))));
    }

    @Test
    void anotherFileIsAnotherUpload() {
        UploadState first = open(origin("a"));
        first.keep();
        UploadState second = open(origin("b"));
        assertFalse(second.resumed());
        assertNotEquals(first.id(), second.id());
        assertEquals(first.id(), second.outdated());
        second.keep();
        assertTrue(open(origin("b")).resumed());
        assertFalse(open(new Origin("host:2", "name", "/source", SIZE, "b")).resumed());
    }

    @Test
    void oneAtATime() throws IOException {
        UploadState first = open(origin("a"));
        UploadState second = open(new UploadStates(directory), origin("a"));
        assertNotEquals(first.id(), second.id());
        second.remove();
        assertEquals(1, files().size());
        first.keep();
        assertEquals(first.id(), open(origin("a")).id());
    }

    @Test
    void oldOnesAreForgotten() throws IOException {
        UploadState first = open(origin("a"));
        first.keep();
        open(new Origin("other:1", "name", "/source", SIZE, "x")).keep();
        FileTime old = FileTime.from(Instant.now().minus(UploadStates.MAX_AGE).minusSeconds(60));
        for (Path file : files()) {
            Files.setLastModifiedTime(file, old);
        }
        UploadState second = open(origin("a"));
        assertFalse(second.resumed());
        second.remove();
        assertEquals(1, files().size());
        open(new UploadStates(directory), origin("a")).remove();
        assertEquals(List.of(), files());
    }

    @Test
    void chunksAreReadOnce() throws IOException {
        UploadState first = open(origin("a"));
        first.enter(held(0, CHUNK));
        first.enter(held(3 * CHUNK, 1000));
        first.enter(new Extent(CHUNK + 1, CHUNK, 7)); // none
        first.enter(new Extent(CHUNK, CHUNK - 1, 7)); // none
        first.keep();
        UploadState second = open(origin("a"));
        assertEquals(held(0, SIZE), second.content(new Range(0, SIZE), source));
        assertEquals(held(5, SIZE - 6), second.content(new Range(5, SIZE - 6), source));
        second.keep();
        // Now all of them are known.
        source.close();
        assertEquals(held(0, SIZE), open(origin("a")).content(new Range(0, SIZE), source));
    }

    @Test
    void tornAnywhere() throws IOException {
        UploadState first = open(origin("a"));
        UploadId id = first.id();
        for (int chunk = 0; chunk < 3; chunk++) {
            first.enter(held(chunk * CHUNK, CHUNK));
        }
        first.keep();
        Path file = files().get(0);
        byte[] all = Files.readAllBytes(file);
        for (int length = all.length; length >= 0; length -= 5) {
            Files.write(file, java.util.Arrays.copyOf(all, length));
            UploadState state = open(origin("a"));
            assertEquals(length >= all.length - 3 * 26, state.resumed());
            assertEquals(state.resumed(), state.id().equals(id));
            assertEquals(held(0, SIZE), state.content(new Range(0, SIZE), source));
            state.keep();
        }
    }

    @Test
    void nowhereToKeepIt() throws IOException {
        Path file = Files.write(temporary.resolve("file"), new byte[1]);
        for (Path impossible : new Path[] {null, file, file.resolve("state")}) {
            UploadState state = open(new UploadStates(impossible), origin("a"));
            assertFalse(state.resumed());
            state.enter(held(0, CHUNK));
            assertEquals(held(0, SIZE), state.content(new Range(0, SIZE), source));
            state.remove();
        }
    }
}
