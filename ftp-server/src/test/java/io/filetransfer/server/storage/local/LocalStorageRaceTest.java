package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.Together;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another program swaps a directory for links, files and pipes, all the time. */
@ExtendWith(DescriptorGate.class)
class LocalStorageRaceTest extends StorageTestBase {
    private static final long NANOS = 1_000_000_000L;
    private static final long LONGEST_NANOS = 30 * NANOS;
    private static final String SECRET = "secret";

    @TempDir
    Path temporary;

    private final AtomicInteger wentWell = new AtomicInteger();
    private Path directory;
    private Path outside;

    @Override
    protected Storage create() throws Exception {
        directory = Files.createDirectory(temporary.resolve("root"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createDirectories(outside.resolve("a/b"));
        for (String name : List.of("f", "g", "a/f", "a/b/f")) {
            Files.writeString(outside.resolve(name), SECRET);
        }
        return LocalStorage.open(directory);
    }

    @Test
    @Timeout(60)
    void nothingOutsideIsTouchedOrReadWhileParentsAreSwapped() throws Exception {
        TreeMap<String, String> before = tree();
        long end = System.nanoTime() + NANOS;
        List<Callable<Void>> calls = new ArrayList<>();
        calls.add(() -> {
            while (goesOn(end)) {
                swap();
            }
            return null;
        });
        calls.add(until(end, () -> assertTrue(Set.of("inside", "").contains(get("p/f")))));
        calls.add(until(
                end,
                () -> assertNotEquals(
                        SECRET.length(), storage.stat(path("p/a/f")).size())));
        calls.add(until(end, () -> assertEquals("inside", get("leaf"))));
        calls.add(until(end, () -> {
            Set<String> seen = list("p", true);
            assertTrue(Set.of("f", "own", "a", "a/b", "moved", "made").containsAll(seen), seen::toString);
        }));
        calls.add(until(end, () -> put("p/own", "inside", null, RELAXED)));
        calls.add(until(end, () -> storage.makeDirectory(path("p/made"), true, RELAXED)));
        calls.add(until(end, () -> storage.move(path("p/own"), Destination.of(path("p/moved")), RELAXED)));
        calls.add(until(end, () -> storage.delete(path("p/g"), false, Expectation.ANY, RELAXED)));
        calls.add(until(end, () -> storage.delete(path("p/a"), true, Expectation.ANY, RELAXED)));
        calls.add(until(end, () -> storage.delete(path("p"), true, Expectation.ANY, RELAXED)));
        Together.run(calls);
        assertEquals(before, tree());
        assertTrue(wentWell.get() > 0, "not one call went well");
    }

    /** Four renames a round and nothing else, so that many swaps fall between a look and the opening after it. */
    @ParameterizedTest
    @ValueSource(strings = {"link", "file", "pipe"})
    @Timeout(60)
    void nothingOutsideIsReachedWhileADirectoryIsSwappedFast(String other) throws Exception {
        Files.createDirectories(directory.resolve("p/a/b"));
        Files.writeString(directory.resolve("p/f"), "inside");
        Files.createSymbolicLink(directory.resolve("link"), outside);
        Files.writeString(directory.resolve("file"), "inside");
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", directory.resolve("pipe").toString())
                        .start()
                        .waitFor());
        TreeMap<String, String> before = tree();
        long end = System.nanoTime() + NANOS;
        List<Callable<Void>> calls = new ArrayList<>();
        calls.add(() -> {
            flip(Path.of("p"), Path.of(other), end);
            return null;
        });
        calls.add(until(end, () -> assertEquals("inside", get("p/f"))));
        calls.add(until(end, () -> {
            Set<String> seen = list("p", true);
            assertTrue(Set.of("f", "own", "a", "a/b", "moved", "made").containsAll(seen), seen::toString);
        }));
        calls.add(until(end, () -> {
            try (Upload upload = begin("p/own", false, Expectation.ANY)) {
                upload.append(utf8("inside"));
                upload.commit(new Commit(Digest.NONE, null, null, RELAXED));
            }
        }));
        calls.add(until(end, () -> {
            storage.makeDirectory(path("p/made"), false, RELAXED);
            storage.move(path("p/own"), Destination.of(path("p/moved")), RELAXED);
        }));
        calls.add(until(end, () -> storage.delete(path("p/g"), false, Expectation.ANY, RELAXED)));
        calls.add(until(end, () -> {
            storage.delete(path("p/made"), true, Expectation.ANY, RELAXED);
            storage.delete(path("p/a"), true, Expectation.ANY, RELAXED);
        }));
        Together.run(calls);
        assertEquals(before, tree());
        assertTrue(wentWell.get() > 0, "not one call went well");
    }

    @Test
    @Timeout(60)
    void aFileThatIsSwappedForALinkIsNeverReadThroughTheLink() throws Exception {
        Files.writeString(directory.resolve("f"), "inside");
        Files.createSymbolicLink(directory.resolve("link"), outside.resolve("f"));
        long end = System.nanoTime() + NANOS;
        List<Callable<Void>> calls = new ArrayList<>();
        calls.add(() -> {
            flip(Path.of("f"), Path.of("link"), end);
            return null;
        });
        calls.add(until(end, () -> assertEquals("inside", get("f"))));
        Together.run(calls);
        assertTrue(wentWell.get() > 0, "not one call went well");
    }

    /** Gives one's name to the other, and back, until the end. */
    private void flip(Path one, Path other, long end) throws IOException {
        Path aside = Path.of("aside");
        try (SecureDirectoryStream<Path> root = (SecureDirectoryStream<Path>) Files.newDirectoryStream(directory)) {
            while (goesOn(end)) {
                root.move(one, root, aside);
                root.move(other, root, one);
                root.move(one, root, other);
                root.move(aside, root, one);
            }
        }
    }

    /** On a machine that is busy with other things it takes longer until a call falls where nothing is swapped. */
    private boolean goesOn(long end) {
        long now = System.nanoTime();
        return now < end || wentWell.get() == 0 && now < end + LONGEST_NANOS;
    }

    /** Runs a call again and again; a refusal is fine, another failure is not. */
    private Callable<Void> until(long end, Call call) {
        Set<ErrorCode> refusals = EnumSet.of(
                ErrorCode.NOT_FOUND,
                ErrorCode.NOT_A_DIRECTORY,
                ErrorCode.NOT_A_FILE,
                ErrorCode.NOT_EMPTY,
                ErrorCode.EXISTS);
        return () -> {
            while (goesOn(end)) {
                try {
                    call.run();
                    wentWell.incrementAndGet();
                } catch (StorageException e) {
                    if (!refusals.contains(e.code())) {
                        throw e;
                    }
                }
            }
            return null;
        };
    }

    private int round;

    private void swap() throws Exception {
        Path p = directory.resolve("p");
        Path trash = temporary.resolve("trash" + round++);
        tolerant(() -> Files.move(p, trash));
        switch (round % 4) {
            case 0 -> tolerant(() -> Files.createSymbolicLink(p, outside));
            case 1 -> tolerant(() -> Files.writeString(p, "inside"));
            case 2 ->
                tolerant(
                        () -> new ProcessBuilder("mkfifo", p.toString()).start().waitFor());
            default -> tolerant(() -> Files.createSymbolicLink(p, Path.of("p")));
        }
        tolerant(() -> Files.deleteIfExists(p));
        tolerant(() -> {
            Files.createDirectories(p.resolve("a/b"));
            Files.writeString(p.resolve("f"), "inside");
        });
        Path leaf = directory.resolve("leaf");
        tolerant(() -> {
            Files.deleteIfExists(leaf);
            Files.createSymbolicLink(leaf, outside.resolve("f"));
            Files.delete(leaf);
            Path made = temporary.resolve("made" + round);
            Files.writeString(made, "inside");
            Files.move(made, leaf);
        });
    }

    private static void tolerant(Call call) throws Exception {
        try {
            call.run();
        } catch (IOException itWasSwappedOrRemovedByACall) {
            // The next round begins anew.
        }
    }

    private TreeMap<String, String> tree() throws IOException {
        TreeMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(outside)) {
            for (Path path : paths.toList()) {
                boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                Object state = Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
                tree.put(path.toString(), state + " " + (file ? Files.readString(path) : ""));
            }
        }
        return tree;
    }
}
