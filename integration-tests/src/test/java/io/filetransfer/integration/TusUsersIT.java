package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads by tus of users of a real server. */
@Timeout(120)
class TusUsersIT extends UsersServed {
    private static final byte[] PIECE = Trees.bytes(7, 1000);

    private TusConnection tus(String user) throws Exception {
        return new TusConnection(server.port(), user);
    }

    @Test
    void anUploadIsItsUsersOwn() throws Exception {
        user("add", "bob", "--allow", "all");
        user("add", "carol", "--allow", "all");
        serve();
        try (TusConnection bob = tus("bob");
                TusConnection carol = tus("carol");
                TusConnection nobody = tus(null)) {
            String url = bob.create("/f", 2000).url();
            assertEquals(204, bob.patch(url, 0, PIECE).status());
            assertEquals(404, carol.ask("HEAD", url).status());
            assertEquals(404, carol.patch(url, 1000, PIECE).status());
            assertEquals(404, carol.ask("DELETE", url).status());
            assertEquals(401, nobody.ask("HEAD", url).status());
            assertEquals(1000, bob.offset(url));
            String piece = bob.create("/", 1000, "Upload-Concat: partial").url();
            assertEquals(204, bob.patch(piece, 0, PIECE).status());
            assertEquals(
                    404,
                    carol.ask("POST", "/g", "Upload-Concat: final;" + piece).status());
            assertEquals(
                    201, bob.ask("POST", "/g", "Upload-Concat: final;" + piece).status());
            assertEquals(204, bob.patch(url, 1000, PIECE).status());
        }
        assertEquals(2000, Files.size(root.resolve("f")));
        assertEquals(1000, Files.size(root.resolve("g")));
    }

    @Test
    void permissionsAreThoseOfOtherUploads() throws Exception {
        Files.write(root.resolve("old"), PIECE);
        serve();
        try (TusConnection reader = tus("reader");
                TusConnection creator = tus("creator");
                TusConnection writer = tus("writer");
                TusConnection elsewhere = tus("elsewhere")) {
            assertEquals(403, reader.create("/f", 1000).status());
            assertEquals(404, elsewhere.create("/f", 1000).status());
            assertEquals(412, creator.create("/old", 1000).status());
            // What is there when all has come is not replaced by who may only create, either.
            String url = creator.create("/new", 1000).url();
            Files.write(root.resolve("new"), new byte[3]);
            assertEquals(412, creator.patch(url, 0, PIECE).status());
            assertEquals(412, creator.ask("HEAD", url).status());
            assertEquals(3, Files.size(root.resolve("new")));
            assertEquals(204, creator.ask("DELETE", url).status());
            String replaced = writer.create("/new", 1000).url();
            assertEquals(204, writer.patch(replaced, 0, PIECE).status());
            assertEquals(1000, Files.size(root.resolve("new")));
        }
    }

    @Test
    void quotas() throws Exception {
        user("add", "dave", "--allow", "all", "--root", "/home/%u", "--quota", "5000");
        serve();
        try (TusConnection dave = tus("dave")) {
            assertEquals(507, dave.create("/f", 6000).status());
            String url = dave.create("/f", 3000).url();
            assertEquals(507, dave.create("/g", 3000).status());
            assertEquals(204, dave.ask("DELETE", url).status());
            String growing = dave.create("/g", -1).url();
            for (int i = 0; i < 5; i++) {
                assertEquals(204, dave.patch(growing, 1000L * i, PIECE).status());
            }
            assertEquals(507, dave.patch(growing, 5000, PIECE).status());
            assertEquals(5000, dave.offset(growing));
            assertFalse(Files.exists(root.resolve("home/dave/g")));
            assertEquals(
                    204,
                    dave.patch(growing, 5000, new byte[0], "Upload-Length: 5000")
                            .status());
            assertEquals(507, dave.create("/h", 1).status());
        }
        assertEquals(5000, Files.size(root.resolve("home/dave/g")));
    }
}
