package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.Upload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file system that is mounted in a directory below the root. */
@ExtendWith(DescriptorGate.class)
@Timeout(60)
class MountedStagingsTest extends StorageTestBase {
    private static final UploadId ID = new UploadId(1, 2);

    @TempDir
    Path temporary;

    private Path root;
    private Mount mount;

    @Override
    protected Storage create() throws Exception {
        root = Files.createDirectory(temporary.resolve("root"));
        return LocalStorage.open(root);
    }

    @BeforeEach
    void mount() throws Exception {
        mount = Mount.tmpfs(root.resolve("a/m"), "size=1m");
        assumeTrue(mount.isThere(), "mounting is not permitted here");
    }

    @AfterEach
    void unmount() throws Exception {
        storage.close(); // else it is busy
        mount.close();
    }

    @Test
    void whatWorksElsewhereWorksThere() throws Exception {
        put("a/m/f", "content");
        put("a/m/d/e/g", "content");
        put("a/m/f", "new");
        makeDirectory("a/m/made", false);
        makeDirectory("a/m/made/deep/er", true);
        move("a/m/f", "a/m/made/deep/f");
        assertEquals("new", get("a/m/made/deep/f"));
        assertTrue(Files.exists(mount.directory().resolve("d/e/g")));
        try (Upload upload = begin("a/m/thrown/away", true, Expectation.ANY)) {
            upload.append(utf8("content"));
        }
        storage.delete(path("a/m/d"), true, Expectation.ANY, SYNCED);
        assertEquals(Set.of("made", "made/deep", "made/deep/er", "made/deep/f"), list("a/m", true));
        assertEquals(List.of(), staged());
    }

    private List<String> staged() throws Exception {
        Path all = mount.directory().resolve(".filetransfer-staging");
        try (Stream<Path> files = Files.walk(all)) {
            return files.filter(path -> all.relativize(path).getNameCount() > 1)
                    .map(Path::toString)
                    .toList();
        }
    }

    /** What a server that was killed has left goes; what belongs to the server of another root stays. */
    @Test
    void stagingThereIsTheServersAlone() throws Exception {
        put("a/m/f", "content");
        storage.close();
        Path all = mount.directory().resolve(".filetransfer-staging");
        Path own;
        try (Stream<Path> servers = Files.list(all)) {
            own = servers.findFirst().orElseThrow();
        }
        Files.writeString(own.resolve("left"), "left");
        Path others = Files.createDirectory(all.resolve("others"));
        Files.writeString(others.resolve("under way"), "x");
        storage = LocalStorage.open(root);
        put("a/m/g", "content");
        assertFalse(Files.exists(own.resolve("left")));
        assertTrue(Files.exists(others.resolve("under way")));

        for (String name :
                List.of("a/m/.filetransfer-staging", "a/m/.FileTransfer-Staging/x", "x/.filetransfer-staging")) {
            refused(ErrorCode.BAD_NAME, () -> storage.stat(path(name)));
        }
        assertEquals(Set.of("f", "g"), list("a/m", true));
        assertEquals(Set.of("a", "a/m", "a/m/f", "a/m/g"), list("/", true));
        refused(ErrorCode.DENIED, () -> storage.delete(path("a/m"), true, Expectation.ANY, SYNCED));
        assertTrue(Files.exists(others.resolve("under way")));
    }

    @Test
    void aMoveFromOneToTheOtherIsRefusedBeforeAnythingIsMade() throws Exception {
        put("f", "content");
        put("a/m/g", "content");
        for (String[] pair : new String[][] {{"f", "a/m/f"}, {"a/m/g", "g"}, {"a/m/g", "new/g"}, {"f", "a/m/new/f"}}) {
            StorageException e = refused(
                    ErrorCode.OTHER_FILE_SYSTEM,
                    () -> storage.move(path(pair[0]), new Destination(path(pair[1]), true, Expectation.ANY), SYNCED));
            assertTrue(e.getMessage().contains("another file system"), e.getMessage());
        }
        assertEquals(Set.of("f", "a", "a/m", "a/m/g"), list("/", true));
    }

    @Test
    void roomIsThatOfTheFileSystem() throws Exception {
        refused(
                ErrorCode.INSUFFICIENT_STORAGE,
                () -> storage.begin(new Destination(path("a/m/f"), true, Expectation.ANY), 4 << 20));
        storage.begin(new Destination(path("f"), true, Expectation.ANY), 4 << 20)
                .close();
    }

    @Test
    void aWholeUploadWithAnIdGoesThere() throws Exception {
        try (Upload whole = storage.begin(ID, Destination.of(path("a/m/f")), 7)) {
            whole.append(utf8("content"));
            whole.commit(new Commit(Digest.NONE, null, null, SYNCED));
        }
        assertEquals("content", get("a/m/f"));
    }

    @Test
    void oneThatIsReadOnlyIsToldBeforeTheFirstByte() throws Exception {
        mount.makeReadOnly();
        StorageException e = refused(ErrorCode.READ_ONLY, () -> begin("a/m/f", true, Expectation.ANY));
        assertTrue(e.getMessage().contains("mounted there"), e.getMessage());
        refused(ErrorCode.READ_ONLY, () -> makeDirectory("a/m/d", false));
        put("a/f", "content");
    }

    /** Nothing there stays open for longer than it is used, but for a moment. */
    @Test
    void itCanBeUnmountedUnderTheServer() throws Exception {
        put("a/m/f", "content");
        storage.close();
        storage = LocalStorage.open(root);
        try (Upload upload = begin("a/m/g", false, Expectation.ANY)) {
            mount.detach();
            upload.append(utf8("content"));
            refused(ErrorCode.OTHER_FILE_SYSTEM, () -> upload.commit(new Commit(Digest.NONE, null, null, SYNCED)));
        }
        put("a/m/g", "content");
        assertEquals("content", Files.readString(root.resolve("a/m/g")));
    }
}
