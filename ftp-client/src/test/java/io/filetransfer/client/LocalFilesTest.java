package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.content.PartialFile;
import io.filetransfer.client.content.TargetName;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Request;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local files that cannot be read or written, or are something else. */
@Timeout(120)
class LocalFilesTest {
    private static final byte[] CONTENT = FileTransferClientTest.bytes(1000);

    @TempDir
    Path directory;

    private final MemoryFiles files = new MemoryFiles();
    private final ScriptedServer server = new ScriptedServer(files);
    private final FileTransferClient client =
            FileTransferClient.open(server.config().build());

    LocalFilesTest() {
        files.add("x", CONTENT);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    private FileTransferException.LocalFile getFails(Path target) {
        return assertThrows(
                FileTransferException.LocalFile.class,
                () -> client.get(GetRequest.of("x"), target).join());
    }

    private FileTransferException.LocalFile putFails(Path source) {
        return assertThrows(
                FileTransferException.LocalFile.class,
                () -> client.put(PutRequest.of("y"), source).join());
    }

    private Path fifo() throws IOException, InterruptedException {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        return fifo;
    }

    @Test
    void nothingIsSentForATargetThatCannotBe() throws Exception {
        assertEquals(directory + ": Is a directory", getFails(directory).getMessage());
        assertEquals("/: Is a directory", getFails(Path.of("/")).getMessage());
        assertEquals(": Is a directory", getFails(Path.of("")).getMessage());
        assertTrue(getFails(fifo()).getMessage().contains("not a regular file"));
        assertTrue(getFails(Path.of("/dev/null")).getMessage().contains("\"-\""));
        Path missing = directory.resolve("no");
        assertEquals(
                missing + ": No such directory", getFails(missing.resolve("x")).getMessage());
        assertEquals(0, server.connections());
    }

    @Test
    void nothingIsSentOfASourceThatIsNone() throws Exception {
        assertEquals(directory + ": Is a directory", putFails(directory).getMessage());
        assertTrue(putFails(fifo()).getMessage().contains("not a regular file"));
        assertTrue(putFails(Path.of("/dev/zero")).getMessage().contains("\"-\""));
        Path missing = directory.resolve("no");
        assertEquals(missing + ": No such file or directory", putFails(missing).getMessage());
        assertEquals(0, server.connections());
    }

    @Test
    void targetThatCannotBeCreated() {
        getFails(Path.of("/proc/self/x"));
        assertEquals(1000, client.stat("x").join().size());
    }

    @Test
    void targetWhoseNameIsTooLong() throws IOException {
        getFails(directory.resolve("n".repeat(256)));
        try (Stream<Path> paths = Files.list(directory)) {
            assertEquals(List.of(), paths.toList());
        }
        Path longest = directory.resolve("\u00fc".repeat(127));
        client.get(GetRequest.of("x"), longest).join();
        assertArrayEquals(CONTENT, Files.readAllBytes(longest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "aaaaaaaaaaaa", "\u00fc", "\u20ac", "\ud83d\ude00"})
    void temporaryNamesFit(String part) {
        for (int count : new int[] {1, 50, 120, 127, 255}) {
            String name = TargetName.temporary(part.repeat(count));
            assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 255, name);
            assertTrue(name.startsWith(".") && name.endsWith(".part"), name);
            assertFalse(name.contains("?"));
        }
        assertTrue(TargetName.temporary("name").matches("\\.name\\.[0-9a-f]{8}\\.part"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "aaaaaaaaaaaa", "\u00fc", "\u20ac", "\ud83d\ude00"})
    void partialNamesFitAndDiffer(String part) {
        String before = "";
        for (int count = 1; count <= 255; count++) {
            Path target = directory.resolve(part.repeat(count));
            String name = PartialFile.path(target).getFileName().toString();
            String journal = PartialFile.journalPath(target).getFileName().toString();
            assertEquals(name + ".journal", journal);
            assertTrue(journal.getBytes(StandardCharsets.UTF_8).length <= 255, journal);
            assertFalse(name.equals(before));
            before = name;
        }
        assertEquals(".name.ftpart", PartialFile.path(Path.of("name")).toString());
    }

    /** To close a file ends every lock of its process: a look into a journal that is in use must not. */
    @Test
    void aLookAtALeftoverTakesNoLock() throws IOException {
        Path target = directory.resolve("target");
        PartialFile held = PartialFile.lock(target);
        String inode = ":" + Files.getAttribute(PartialFile.journalPath(target), "unix:ino") + " ";
        assertTrue(Leftover.is(PartialFile.journalPath(target)));
        assertTrue(Files.readString(Path.of("/proc/locks")).contains(inode));
        held.keep();
        assertTrue(Leftover.is(PartialFile.journalPath(target)));
        try (FileChannel other = FileChannel.open(PartialFile.journalPath(target), StandardOpenOption.WRITE)) {
            other.truncate(0).write(StandardCharsets.UTF_8.encode("Dear diary"));
        }
        assertFalse(Leftover.is(PartialFile.journalPath(target)));
    }

    @Test
    void linksAreReplacedNotFollowed() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "other");
        Path link = Files.createSymbolicLink(directory.resolve("link"), other);
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
        for (Path target : List.of(link, dangling)) {
            client.get(GetRequest.of("x"), target).join();
            assertTrue(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS));
            assertArrayEquals(CONTENT, Files.readAllBytes(target));
        }
        assertEquals("other", Files.readString(other));
        assertTrue(Files.notExists(directory.resolve("nowhere")));
    }

    @Test
    void bitsAboveTheLowNineAreNotTakenOver() throws IOException {
        files.files.put("s", new MemoryFiles.Stored(CONTENT, MemoryFiles.MODIFIED, 07755));
        Path target = directory.resolve("s");
        client.get(GetRequest.of("s"), target).join();
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertEquals(0100755, (int) Files.getAttribute(target, "unix:mode"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1901-01-01T00:00:00Z", "2106-12-31T00:00:00.5Z", "9999-12-31T23:59:59Z"})
    void timesFarAway(String time) throws IOException {
        files.files.put("t", new MemoryFiles.Stored(CONTENT, Instant.parse(time), 0644));
        Path target = directory.resolve("t");
        client.get(GetRequest.of("t"), target).join();
        assertArrayEquals(CONTENT, Files.readAllBytes(target));
    }

    /** A server that lets the test do something while an upload is under way. */
    private void whileSent(Path source, int content, Runnable change) throws IOException {
        CompletableFuture<Boolean> whole = new CompletableFuture<>();
        CountDownLatch changed = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (ScriptedServer watching = new ScriptedServer(peer -> {
                    Request request = peer.request();
                    assertEquals(content, request.options().get(Option.SIZE, -1L));
                    peer.send(Frame.Go.GO);
                    ((Content) peer.next()).release();
                    begun.countDown();
                    changed.await();
                    whole.complete(peer.body() != null);
                    peer.send(new Failure(ErrorCode.CANCELLED, "Cancelled."));
                });
                FileTransferClient putting =
                        FileTransferClient.open(watching.config().build())) {
            Transfer<TransferResult> transfer = putting.put(PutRequest.of("y"), source);
            begun.await();
            change.run();
            changed.countDown();
            FileTransferException failure = assertThrows(FileTransferException.class, transfer::join);
            assertEquals(ErrorCode.CHANGED, failure.code());
            assertFalse(whole.join(), "the body ended in a cancel");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Change {
        void run() throws IOException;
    }

    private static Runnable unchecked(Change change) {
        return () -> {
            try {
                change.run();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
    }

    @Test
    void sourceThatShrinksWhileItIsSent() throws IOException {
        Path source = Files.write(directory.resolve("source"), new byte[60 << 20]);
        whileSent(source, 60 << 20, unchecked(() -> {
            try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
                file.truncate(50 << 20);
            }
        }));
    }

    @Test
    void sourceThatGrowsWhileItIsSent() throws IOException {
        Path source = Files.write(directory.resolve("source"), new byte[60 << 20]);
        whileSent(source, 60 << 20, unchecked(() -> Files.write(source, new byte[1], StandardOpenOption.APPEND)));
    }

    @Test
    void sourceThatIsWrittenWhileItIsSent() throws IOException {
        Path source = Files.write(directory.resolve("source"), new byte[60 << 20]);
        whileSent(source, 60 << 20, unchecked(() -> {
            try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
                file.write(java.nio.ByteBuffer.allocate(1), 30 << 20);
            }
            Files.setLastModifiedTime(
                    source, java.nio.file.attribute.FileTime.from(Instant.now().plusSeconds(1)));
        }));
    }

    @Test
    void failuresToldByTheServerAreNoLocalOnes() {
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.get(GetRequest.of("no"), directory.resolve("no")).join());
        assertInstanceOf(FileTransferException.NotFound.class, failure);
        assertTrue(Files.notExists(directory.resolve("no")));
    }
}
