package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A test that has a {@link ClientTalk}. After each nothing of the client may be left: no disk work, file or descriptor. */
abstract class TalkTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    Path directory;

    ClientTalk talk;

    final ClientTalk talk() {
        return talk(config -> {});
    }

    /** A client; the one before it has ended by then. */
    final ClientTalk talk(Consumer<ClientConfig.Builder> adjust) {
        if (talk != null) {
            talk.end();
        }
        talk = new ClientTalk(directory.resolve("state"), adjust);
        return talk;
    }

    @AfterEach
    final void end() throws IOException {
        talk.end();
        assertEquals(
                List.of(), hidden().filter(name -> !name.contains(".ftpart")).toList(), "left");
        assertEquals(List.of(), open(), "open");
    }

    private Stream<String> hidden() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            return left
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** What is there of gets that ended early, for another one to resume from. */
    final List<String> partialFiles() throws IOException {
        return hidden().filter(name -> name.contains(".ftpart")).toList();
    }

    /** What is there of puts that ended early. */
    final int states() throws IOException {
        Path states = directory.resolve("state");
        if (!Files.exists(states)) {
            return 0;
        }
        try (Stream<Path> kept = Files.list(states)) {
            return (int) kept.count();
        }
    }

    private List<Path> open() throws IOException {
        if (!Files.exists(DESCRIPTORS)) {
            return List.of();
        }
        Path mine = directory.toRealPath();
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.map(TalkTest::target)
                    .filter(path -> path.startsWith(mine))
                    .toList();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor; // closed meanwhile
        }
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static <T> T result(Transfer<T> transfer) {
        assertTrue(transfer.future().isDone(), "It has not ended yet");
        return transfer.future().join();
    }

    static <T> FileTransferException failure(Transfer<T> transfer) {
        assertTrue(transfer.future().isCompletedExceptionally(), "It has not failed yet");
        CompletionException thrown =
                assertThrows(CompletionException.class, () -> transfer.future().join());
        return assertInstanceOf(FileTransferException.class, thrown.getCause());
    }

    static void assertCancelled(Transfer<?> transfer) {
        assertTrue(transfer.future().isDone(), "It has not ended yet");
        assertThrows(CancellationException.class, () -> transfer.future().join());
    }
}
