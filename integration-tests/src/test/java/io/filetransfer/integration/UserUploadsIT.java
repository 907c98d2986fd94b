package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Parts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads in parts of users of a real server. */
@Timeout(120)
class UserUploadsIT extends UsersServed {
    /** Both may store under the name, and both say the same id. */
    @Test
    void anUploadIsItsUsersOwn() throws Exception {
        user("add", "bob", "--allow", "all");
        user("add", "carol", "--allow", "all");
        serve();
        byte[] id = NativeConnection.option(0x8006, Trees.bytes(5, 16));
        byte[] content = Trees.bytes(6, 1000);
        byte[] size = NativeConnection.size(content.length);
        byte[] offset = NativeConnection.option(0x8001, new byte[8]);
        CRC32C crc = new CRC32C();
        crc.update(content);
        byte[] digest = NativeConnection.option(
                0x0008,
                ByteBuffer.allocate(5)
                        .put((byte) 1)
                        .putInt((int) crc.getValue())
                        .array());
        try (NativeConnection bob = new NativeConnection(server.port());
                NativeConnection carol = new NativeConnection(server.port())) {
            bob.request(Choice.PUT, "f", id, size, offset, credentials("bob"));
            bob.content(content).end(content).read(NativeConnection.REPLY);
            carol.request(Choice.STATUS, "f", id, credentials("carol"));
            carol.read(NativeConnection.ERROR);
            carol.request(Choice.COMMIT, "f", id, size, digest);
            carol.read(NativeConnection.ERROR);
            carol.request(Choice.ABORT, "f", id);
            carol.read(NativeConnection.REPLY); // there was nothing to forget
            bob.request(Choice.STATUS, "f", id);
            bob.read(NativeConnection.REPLY);
            bob.request(Choice.COMMIT, "f", id, size, digest);
            bob.read(NativeConnection.REPLY);
            carol.request(Choice.STATUS, "f", id);
            carol.read(NativeConnection.ERROR); // a commit is remembered for whoever made it
        }
        assertArrayEquals(content, Files.readAllBytes(root.resolve("f")));
    }

    /** Of an upload of which nothing more comes. */
    private static void beginPart(NativeConnection connection, int number, String user) throws IOException {
        byte[] id = NativeConnection.option(
                0x8006, ByteBuffer.allocate(16).putLong(number).putLong(0).array());
        byte[] offset = NativeConnection.option(0x8001, Trees.bigEndian(0));
        byte[] length = NativeConnection.option(0x8002, Trees.bigEndian(0));
        byte[] login = credentials(user);
        connection
                .request(Choice.PUT, "f" + number, id, NativeConnection.size(9), offset, length, login)
                .end();
    }

    @Test
    void nobodyTakesAllPlacesForUploadsThatWait() throws Exception {
        serve();
        int half = Parts.MAX_OPEN / 2;
        try (NativeConnection alice = new NativeConnection(server.port());
                NativeConnection creator = new NativeConnection(server.port())) {
            for (int i = 0; i < half; i++) {
                beginPart(alice, i, "alice");
                alice.read(NativeConnection.REPLY);
            }
            beginPart(alice, half, "alice");
            NativeConnection.Frame busy = alice.read();
            assertEquals(ErrorCode.BUSY, busy.code());
            assertTrue(busy.sentence().startsWith("This user has too many uploads in parts open"), busy.sentence());
            beginPart(alice, 7, "alice");
            alice.read(NativeConnection.REPLY);
            beginPart(creator, 7, "creator");
            creator.read(NativeConnection.REPLY);
        }
    }
}
