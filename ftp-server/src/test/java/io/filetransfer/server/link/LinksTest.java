package io.filetransfer.server.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.LinkKind;
import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
    @TempDir
    Path above;

    private Path directory;
    private Links links;

    @BeforeEach
    void open() throws Exception {
        directory = above.resolve("links");
        links = Links.open(directory);
    }

    private static LinkWish wish(long uses) throws Exception {
        return new LinkWish("alice", SafePath.parse("a \"b\"/c"), LinkKind.FILE, Duration.ofDays(7), "$hash", uses);
    }

    @Test
    void whatIsMadeIsThereAfterARestart() throws Exception {
        Links.Made made = links.make(wish(3));
        assertTrue(links.use(made.link().hash()));
        Links again = Links.open(directory);
        assertEquals(made.link(), again.bySecret(made.secret()));
        assertEquals(1, again.used(made.link()));
        assertEquals("rw-------", mode(made.link().id() + ".link"));
        assertEquals("rwx------", mode(""));
        assertFalse(
                Files.readString(directory.resolve(made.link().id() + ".link")).contains(made.secret()));
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
    }

    @Test
    void noMoreUsesThanAllowedHoweverManyComeAtOnce() throws Exception {
        Links.Made made = links.make(wish(10));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Boolean>> uses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            uses.add(threads.submit(() -> links.use(made.link().hash())));
        }
        int used = 0;
        for (Future<Boolean> use : uses) {
            used += use.get() ? 1 : 0;
        }
        threads.shutdown();
        assertEquals(10, used);
        assertFalse(links.isLeft(made.link()));
        links.giveBack(made.link().hash());
        assertTrue(links.isLeft(made.link()));
        assertEquals(9, Links.open(directory).used(made.link()));
    }

    @Test
    void whatAnotherProcessChangesIsTakenUp() throws Exception {
        Links other = Links.open(directory);
        Links.Made made = other.make(wish(Long.MAX_VALUE));
        assertNull(links.bySecret(made.secret()));
        links.refresh();
        assertEquals(made.link(), links.bySecret(made.secret()));
        assertTrue(other.revoke(made.link().id()));
        assertFalse(other.revoke(made.link().id()));
        links.refresh();
        assertNull(links.bySecret(made.secret()));
        assertFalse(links.use(made.link().hash()));
    }

    @Test
    void whatIsDamagedOpensNothing() throws Exception {
        Links.Made made = links.make(wish(2));
        Path file = directory.resolve(made.link().id() + ".link");
        String text = Files.readString(file);
        for (String damaged : List.of(
                "",
                "x",
                text.replace("uses = 2", "uses = \"2\""),
                text.replace("kind = \"file\"", "kind = \"all\""),
                text.replace("/a ", "/../"),
                text.replace("sha256 = \"", "sha256 = \"0"),
                text.replaceFirst("expires = .*\n", ""))) {
            Files.writeString(file, damaged);
            assertNull(Links.open(directory).bySecret(made.secret()), damaged);
        }
        Files.writeString(file, text);
        Files.delete(directory.resolve(made.link().id() + ".uses"));
        assertNull(Links.open(directory).bySecret(made.secret()));
    }

    @Test
    void whatEndedLongAgoIsRemoved() throws Exception {
        Links.Made made = links.make(wish(2));
        links.tidy(Instant.now().plus(Duration.ofDays(8)));
        assertEquals(made.link(), links.bySecret(made.secret()));
        links.tidy(Instant.now().plus(Duration.ofDays(15)));
        assertNull(links.bySecret(made.secret()));
        try (var files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void boundsOfAWish() {
        for (long uses : new long[] {0, -1, Link.MOST_USES + 1}) {
            assertThrows(IllegalArgumentException.class, () -> wish(uses));
        }
        for (Duration life : List.of(Duration.ZERO, Duration.ofDays(367))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new LinkWish("alice", SafePath.ROOT, LinkKind.FOLDER, life, null, 1));
        }
    }

    @Test
    void aUserHasABoundedNumber() throws Exception {
        for (int i = 0; i < Links.MOST_OF_A_USER; i++) {
            links.make(wish(Long.MAX_VALUE));
        }
        assertThrows(IllegalArgumentException.class, () -> links.make(wish(1)));
        String last = links.of("alice").get(998).id();
        assertEquals(1, links.after(last, "alice").size());
        assertEquals(List.of(), links.after("", "bob"));
    }

    @Test
    void aDirectoryThatIsOpenToOthersIsRefused() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThrows(IOException.class, () -> Links.open(directory));
    }
}
