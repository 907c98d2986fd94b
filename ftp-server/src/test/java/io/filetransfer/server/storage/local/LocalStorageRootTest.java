package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StorageTestBase;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The ground goes from under a running server: it never looks like emptiness. */
@ExtendWith(DescriptorGate.class)
@Timeout(60)
class LocalStorageRootTest extends StorageTestBase {
    @TempDir
    Path temporary;

    private Path root;
    private Path aside;

    @Override
    protected Storage create() throws Exception {
        root = Files.createDirectory(temporary.resolve("root"));
        aside = temporary.resolve("aside");
        return LocalStorage.open(root);
    }

    private void fill() throws StorageException {
        put("f", "content");
        put("d/g", "content");
    }

    private void assertServed() throws Exception {
        storage.check();
        assertEquals(Set.of("f", "d", "d/g"), list("/", true));
        assertEquals("content", get("f"));
        put("new", "x");
        delete("new");
        assertNotNull(storage.parts());
    }

    private void assertRefused() {
        gone(() -> storage.check());
        gone(() -> storage.stat(SafePath.ROOT));
        gone(() -> storage.stat(path("f")));
        gone(() -> storage.stat(path("missing")));
        gone(() -> list("/", false));
        gone(() -> list("d", true));
        gone(() -> list("missing", true));
        gone(() -> storage.open(path("f")));
        gone(() -> storage.open(path("d/g")));
        gone(() -> begin("f", false, Expectation.ANY));
        gone(() -> storage.begin(new Destination(path("small"), true, Expectation.ANY), 1));
        gone(() -> makeDirectory("made", false));
        gone(() -> makeDirectory("made/deep", true));
        gone(() -> move("f", "moved"));
        gone(() -> delete("f"));
        gone(() -> storage.delete(path("d"), true, Expectation.ANY, RELAXED));
        gone(() -> storage.parts());
    }

    private static void gone(Call call) {
        StorageException e = refused(ErrorCode.ROOT_GONE, call);
        assertTrue(e.getMessage().contains("not in its place"), e.getMessage());
    }

    @Test
    void removed() throws Exception {
        fill();
        run("rm", "-rf", root.toString());
        assertRefused();
        Files.createDirectory(root); // another one, even if it should get the same number
        assertRefused();
    }

    @Test
    void movedAwayAndBack() throws Exception {
        fill();
        assertServed();
        Files.move(root, aside);
        assertRefused();
        Files.createFile(root);
        assertRefused();
        Files.delete(root);
        Files.move(aside, root);
        assertServed();
    }

    @Test
    void replacedByItsCopy() throws Exception {
        fill();
        Files.move(root, aside);
        run("cp", "-a", aside.toString(), root.toString());
        assertRefused();
        run("rm", "-rf", aside.toString());
        assertRefused();
    }

    @Test
    void aLinkThatLeadsElsewhere() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("current"), root);
        storage.close();
        storage = LocalStorage.open(link);
        fill();
        Files.delete(link);
        assertRefused();
        Files.createSymbolicLink(link, Files.createDirectory(aside));
        assertRefused();
        Files.delete(link);
        Files.createSymbolicLink(link, root);
        assertServed();
    }

    @Test
    void forAReaderToo() throws Exception {
        fill();
        try (LocalStorage reader = LocalStorage.open(root, true)) {
            Files.move(root, aside);
            gone(() -> reader.list(SafePath.ROOT, true));
            gone(() -> reader.stat(path("f")));
            gone(() -> reader.open(path("missing")));
            Files.move(aside, root);
            reader.open(path("f")).close();
        }
    }

    @Test
    void mountedOver() throws Exception {
        fill();
        try (Mount mount = Mount.tmpfs(root, "size=1m")) {
            assumeTrue(mount.isThere(), "mounting is not permitted here");
            assertRefused();
        }
        assertServed();
    }

    @Test
    void unmounted() throws Exception {
        storage.close();
        try (Mount mount = Mount.tmpfs(aside, "size=1m")) {
            assumeTrue(mount.isThere(), "mounting is not permitted here");
            storage = LocalStorage.open(aside);
            fill();
            mount.detach();
            assertRefused();
        }
    }

    /** What the kernel does to a file system that it finds damaged. */
    @Test
    void readOnlyFromNowOn() throws Exception {
        storage.close();
        FaultyDisk disk = new FaultyDisk();
        storage = LocalStorage.open(root, false, disk);
        fill();
        disk.fail(FaultyDisk.Step.WRITE, 0, "Read-only file system");
        StorageException e = refused(ErrorCode.READ_ONLY, () -> put("f", "new"));
        assertNotNull(e.getCause(), "for the log");
        assertServed();
    }

    @Test
    void aListingIsNotWholeWhenTheRootGoesMeanwhile() throws Exception {
        fill();
        try (Listing listing = storage.list(SafePath.ROOT, true)) {
            assertNotNull(listing.next());
            run("rm", "-rf", root.toString());
            gone(() -> {
                while (listing.next() != null) {
                    // what was read before may still come
                }
            });
        }
    }

    @Test
    void anUploadThatIsUnderWayIsNotAcknowledged() throws Exception {
        try (Upload upload = begin("f", true, Expectation.ANY)) {
            upload.append(utf8("content"));
            Files.move(root, aside);
            gone(() -> upload.commit(new Commit(Digest.NONE, null, null, SYNCED)));
        }
        Files.move(aside, root);
        refused(ErrorCode.NOT_FOUND, () -> storage.stat(path("f")));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
