package io.filetransfer.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} does when many want the same at once. To be run over each of them by a subclass. */
public abstract class StorageRacesContractTest extends StorageTestBase {
    @Test
    void ofManyThatWantANewNameExactlyOneGetsIt() throws Exception {
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String content = "content " + i;
            attempts.add(() -> {
                try (Upload upload = storage.begin(new Destination(path("p/f"), true, Expectation.ABSENT), -1)) {
                    upload.append(utf8(content));
                    upload.commit(new Commit(Digest.NONE, null, null, SYNCED));
                    assertEquals(content, get("p/f"));
                    return true;
                } catch (StorageException e) {
                    assertEquals(ErrorCode.EXISTS, e.code());
                    return false;
                }
            });
        }
        assertEquals(1, Together.run(attempts).stream().filter(won -> won).count());
        assertEquals(Set.of("p", "p/f"), list("/", true));
    }

    @Test
    void ofManyThatReplaceOneNameTheLastOneIsThereWhole() throws Exception {
        put("f", "before");
        List<Callable<Version>> attempts = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String content = ("content " + i + " ").repeat(1000);
            attempts.add(() -> put("f", content).version());
        }
        List<Callable<Version>> all = new ArrayList<>(attempts);
        for (int i = 0; i < 16; i++) {
            all.add(() -> {
                for (int k = 0; k < 50; k++) {
                    try (StoredFile file = storage.open(path("f"))) {
                        assertWhole(content(file));
                    }
                }
                return null;
            });
        }
        List<Version> versions = Together.run(all);
        assertWhole(get("f"));
        assertEquals(64, new java.util.HashSet<>(versions.subList(0, 64)).size());
        assertTrue(versions.contains(storage.stat(path("f")).version()));
    }

    private static void assertWhole(String content) {
        if (!content.equals("before")) {
            String part = content.substring(0, content.indexOf(' ', "content ".length()) + 1);
            assertEquals(part.repeat(1000), content);
        }
    }

    @Test
    void ofManyThatExpectTheSameVersionExactlyOneReplacesIt() throws Exception {
        Version first = put("f", "first").version();
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            attempts.add(() -> {
                try (Upload upload = storage.begin(new Destination(path("f"), false, new Expectation.Is(first)), -1)) {
                    upload.commit(new Commit(Digest.NONE, null, null, RELAXED));
                    return true;
                } catch (StorageException e) {
                    assertEquals(ErrorCode.VERSION_MISMATCH, e.code());
                    return false;
                }
            });
        }
        assertEquals(1, Together.run(attempts).stream().filter(won -> won).count());
    }

    @Test
    void movesCrossingEachOtherLoseNothing() throws Exception {
        put("a", "A");
        put("b", "B");
        makeDirectory("d", false);
        makeDirectory("e", false);
        List<Callable<Boolean>> moves = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String from = i % 2 == 0 ? "a" : "b";
            String to = i % 2 == 0 ? "b" : "a";
            moves.add(() -> moved(from, to, ErrorCode.NOT_FOUND, ErrorCode.EXISTS));
            moves.add(() -> moved("d", "e/d", ErrorCode.NOT_FOUND, ErrorCode.EXISTS, ErrorCode.BAD_NAME));
            moves.add(() -> moved("e", "d/e", ErrorCode.NOT_FOUND, ErrorCode.EXISTS, ErrorCode.BAD_NAME));
        }
        Together.run(moves);
        Set<String> left = list("/", true);
        assertTrue(left.contains("a") && left.contains("b"), left::toString);
        assertEquals(Set.of("A", "B"), Set.of(get("a"), get("b")));
        assertEquals(4, left.size(), left::toString);
    }

    private boolean moved(String from, String to, ErrorCode... allowed) throws StorageException {
        try {
            storage.move(path(from), new Destination(path(to), false, Expectation.ABSENT), RELAXED);
            return true;
        } catch (StorageException e) {
            assertTrue(List.of(allowed).contains(e.code()), () -> e.code() + " " + e.getMessage());
            return false;
        }
    }

    @Test
    void makingAndRemovingStormsEndWell() throws Exception {
        List<Callable<Void>> storm = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int me = i;
            storm.add(() -> {
                for (int k = 0; k < 100; k++) {
                    quietly(() -> storage.makeDirectory(path("s/t/u"), true, RELAXED));
                    quietly(() -> put("s/t/f" + me, "x"));
                    quietly(() -> storage.delete(path("s"), true, Expectation.ANY, RELAXED));
                }
                return null;
            });
        }
        Together.run(storm);
        put("s/t/f", "still works");
        storage.delete(path("s"), true, Expectation.ANY, SYNCED);
        assertEquals(Set.of(), list("/", true));
    }

    private static void quietly(Call call) throws Exception {
        try {
            call.run();
        } catch (StorageException e) {
            Set<ErrorCode> expected = Set.of(ErrorCode.NOT_FOUND, ErrorCode.NOT_EMPTY);
            if (!expected.contains(e.code())) {
                throw e;
            }
        }
    }
}
