package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links, pipes and names that only a file system can have. */
@ExtendWith(DescriptorGate.class)
class LocalStorageLinksTest extends StorageTestBase {
    private static final List<String> LINKS = List.of("outside", "inside", "itself", "dangling", "outsideFile");

    @TempDir
    Path temporary;

    private Path directory;
    private Path outside;

    @Override
    protected Storage create() throws Exception {
        directory = Files.createDirectory(temporary.resolve("root"));
        return LocalStorage.open(directory);
    }

    @BeforeEach
    void makeLinks() throws Exception {
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        put("real/f", "content");
        Files.createSymbolicLink(directory.resolve("outside"), outside);
        Files.createSymbolicLink(directory.resolve("inside"), Path.of("real"));
        Files.createSymbolicLink(directory.resolve("itself"), Path.of("itself"));
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(directory.resolve("outsideFile"), outside.resolve("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"outside", "inside", "itself", "dangling", "outsideFile"})
    void aLinkIsSeenAndRemovedAndNothingElse(String link) throws Exception {
        assertEquals(Kind.LINK, storage.stat(path(link)).kind());
        refused(ErrorCode.NOT_A_FILE, () -> storage.open(path(link)));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> storage.list(path(link), false));
        refused(ErrorCode.NOT_A_FILE, () -> begin(link, false, Expectation.ANY));
        refused(ErrorCode.EXISTS, () -> begin(link, false, Expectation.ABSENT));
        refused(ErrorCode.EXISTS, () -> makeDirectory(link, false));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> makeDirectory(link, true));
        refused(ErrorCode.NOT_A_FILE, () -> move(link, "moved"));
        refused(ErrorCode.NOT_A_FILE, () -> move("real/f", link));
        storage.delete(path(link), true, Expectation.ANY, SYNCED);
        assertFalse(Files.exists(directory.resolve(link), LinkOption.NOFOLLOW_LINKS));
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"outside", "inside", "itself", "dangling", "outsideFile"})
    void aLinkIsNoParent(String link) throws Exception {
        for (String below : List.of(link + "/f", link + "/secret", link + "/a/b")) {
            refused(ErrorCode.NOT_FOUND, () -> storage.stat(path(below)));
            refused(ErrorCode.NOT_FOUND, () -> storage.open(path(below)));
            refused(ErrorCode.NOT_FOUND, () -> storage.list(path(below), true));
            refused(ErrorCode.NOT_FOUND, () -> storage.delete(path(below), true, Expectation.ANY, SYNCED));
            refused(ErrorCode.NOT_FOUND, () -> move(below, "moved"));
            refused(ErrorCode.NOT_A_DIRECTORY, () -> begin(below, true, Expectation.ANY));
            refused(ErrorCode.NOT_A_DIRECTORY, () -> begin(below, false, Expectation.ANY));
            refused(ErrorCode.NOT_A_DIRECTORY, () -> makeDirectory(below, true));
            refused(ErrorCode.NOT_A_DIRECTORY, () -> move("real/f", below));
        }
        assertUntouched();
    }

    @Test
    void aLinkThatTookTheNameDuringAnUploadStays() throws Exception {
        try (Upload upload = begin("real/g", false, Expectation.ANY)) {
            upload.append(utf8("new"));
            Files.createSymbolicLink(directory.resolve("real/g"), outside.resolve("secret"));
            refused(
                    ErrorCode.NOT_A_FILE,
                    () -> upload.commit(new Commit(io.filetransfer.codec.Digest.NONE, null, null, SYNCED)));
        }
        assertUntouched();
    }

    @Test
    void listingsShowLinksAndDoNotFollowThem() throws Exception {
        Set<String> all = list("/", true);
        assertTrue(all.containsAll(LINKS));
        assertEquals(LINKS.size() + 2, all.size(), all::toString);
    }

    @Test
    void removingATreeRemovesTheLinksInItAndNotWhatTheyLeadTo() throws Exception {
        Files.createSymbolicLink(directory.resolve("real/out"), outside);
        storage.delete(path("real"), true, Expectation.ANY, SYNCED);
        refused(ErrorCode.NOT_FOUND, () -> storage.stat(path("real")));
        assertUntouched();
    }

    @Test
    @Timeout(10)
    void aPipeNeverBlocks() throws Exception {
        run("mkfifo", directory.resolve("pipe").toString());
        assertEquals(Kind.OTHER, storage.stat(path("pipe")).kind());
        refused(ErrorCode.NOT_A_FILE, () -> storage.open(path("pipe")));
        refused(ErrorCode.NOT_A_FILE, () -> begin("pipe", false, Expectation.ANY));
        StorageException taken = assertThrows(StorageException.class, () -> begin("pipe", false, Expectation.ANY));
        assertEquals("A pipe, device or socket has this name.", taken.getMessage());
        refused(ErrorCode.NOT_FOUND, () -> storage.open(path("pipe/f")));
        refused(ErrorCode.NOT_A_DIRECTORY, () -> storage.list(path("pipe"), true));
        assertTrue(list("/", true).contains("pipe"));
        storage.delete(path("pipe"), true, Expectation.ANY, SYNCED);
    }

    @Test
    void longAndForeignNamesWork() throws Exception {
        for (String name :
                List.of("a".repeat(255), "\u6587".repeat(85), "\ud83d\ude00 \u00e9 e\u0301", "\\%2e:", " ")) {
            put("names/" + name, name);
            assertEquals(name, get("names/" + name));
            assertTrue(list("names", false).contains(name));
        }
        put("nfc/\u00e9", "composed");
        put("nfc/e\u0301", "decomposed");
        assertEquals("composed", get("nfc/\u00e9"));
        assertEquals(2, list("nfc", false).size());
        String deep = "d/".repeat(254) + "f";
        put(deep, "deep");
        assertEquals("deep", get(deep));
        assertTrue(list("/", true).contains(deep));
        storage.delete(path("d"), true, Expectation.ANY, RELAXED);
        refused(ErrorCode.BAD_NAME, () -> put("\u6587".repeat(255), "x"));
    }

    @Test
    void namesAreAnyBytes() throws Exception {
        run(
                "bash",
                "-c",
                "printf x > \"$1\"/real/$'\\xff\\xfe\\t'; mkdir \"$1\"/$'\\xe9'",
                "bash",
                directory.toString());
        assertEquals(Set.of("f", "\udcff\udcfe\t"), list("real", true));
        assertEquals("x", get("real/\udcff\udcfe\t"));
        put("\udce9/a\nb", "new");
        move("real/\udcff\udcfe\t", "\udce9/\udcc3");
        run("bash", "-c", "[ \"$(cat \"$1\"/$'\\xe9/a\\nb')\" = new ]", "bash", directory.toString());
        run("bash", "-c", "[ \"$(cat \"$1\"/$'\\xe9/\\xc3')\" = x ]", "bash", directory.toString());
        assertEquals(Set.of("a\nb", "\udcc3"), list("\udce9", true));
        makeDirectory("\udce9/\udcff/\udcfe", true);
        assertTrue(list("/", true).containsAll(Set.of("\udce9", "\udce9/\udcff/\udcfe")));
        storage.delete(path("\udce9"), true, Expectation.ANY, SYNCED);
        run("bash", "-c", "[ ! -e \"$1\"/$'\\xe9' ]", "bash", directory.toString());
    }

    private void assertUntouched() throws IOException {
        assertEquals("secret", Files.readString(outside.resolve("secret")));
        try (java.util.stream.Stream<Path> files = Files.list(outside)) {
            assertEquals(List.of(outside.resolve("secret")), files.toList());
        }
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
