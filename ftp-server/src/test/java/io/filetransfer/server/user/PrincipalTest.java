package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.SafePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrincipalTest {
    private static Principal principal(String name) {
        User user =
                new User(name, false, null, "CN=" + name, SafePath.ROOT, List.of(), List.of(), List.of(), Quota.NONE);
        return new Users(List.of(user), List.of()).byCertificate("CN=" + name).orElseThrow();
    }

    @Test
    void anUploadIsItsUsersOwn() {
        UploadId id = new UploadId(1, 2);
        assertEquals(principal("a").own(id), principal("a").own(id));
        assertNotEquals(principal("a").own(id), principal("b").own(id));
        assertNotEquals(principal("a").own(id), principal("a").own(new UploadId(1, 3)));
        assertNotEquals(id, principal("a").own(id));
        assertEquals(id, Principal.EVERYBODY.own(id));
        // What a later server has to find again after an upgrade.
        assertEquals(
                "be153952fb8d3e650daa8af5e2198a37", principal("alice").own(id).toString());
    }
}
