package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.LiveUsers;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomesTest {
    @TempDir
    Path directory;

    private final List<String> asked = new ArrayList<>();
    private final Map<String, ErrorCode> refusals = new HashMap<>();
    private final Homes homes = new Homes(storage(), Durability.SYNCED);
    private LiveUsers accounts;

    @BeforeEach
    void users() throws Exception {
        Path users = directory.resolve("users.toml");
        Files.createFile(users, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(users, "[users.alice]\nroot = \"home/alice\"\n[users.bob]\nroot = \"home/bob\"\n");
        accounts = LiveUsers.read(users);
    }

    private Storage storage() {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, values) -> {
                    assertEquals("makeDirectory", method.getName());
                    String name = ((SafePath) values[0]).toString();
                    asked.add(name);
                    if (refusals.containsKey(name)) {
                        throw new StorageException(refusals.get(name), "As a test wants it.");
                    }
                    return null;
                });
    }

    /** How often each was asked for. */
    private List<String> make() {
        asked.clear();
        homes.make(accounts.users());
        asked.sort(null);
        return asked;
    }

    @Test
    void eachIsMadeOnce() {
        assertEquals(List.of("home/alice", "home/bob"), make());
        assertEquals(List.of(), make());
    }

    @Test
    void whatCannotBeMadeIsTriedAgainAndTheOthersAreMade() {
        refusals.put("home/alice", ErrorCode.INSUFFICIENT_STORAGE);
        assertEquals(List.of("home/alice", "home/bob"), make());
        assertEquals(List.of("home/alice", "home/bob"), make());
        refusals.clear();
        assertEquals(List.of("home/alice", "home/bob"), make());
        assertEquals(List.of(), make());
    }

    @Test
    void aServerThatTakesNoChangesMakesNone() {
        refusals.put("home/alice", ErrorCode.READ_ONLY);
        refusals.put("home/bob", ErrorCode.READ_ONLY);
        assertEquals(1, make().size());
        assertEquals(List.of(), make());
    }
}
