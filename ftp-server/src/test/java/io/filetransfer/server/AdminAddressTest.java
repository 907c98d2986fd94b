package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"unix:/run/a.sock", "unix-group:/run/a.sock", "127.0.0.1:9464", "[0:0:0:0:0:0:0:1]:0"})
    void whatIsReadIsShown(String text) {
        AdminAddress address = AdminAddress.parse(text);
        assertEquals(text, address.toString());
        assertTrue(address.isLocal());
    }

    @Test
    void localhostIsNotLookedUp() {
        assertEquals("127.0.0.1:1", AdminAddress.parse("localhost:1").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "9464", "unix:", "unix:run/a", "host:1", "127.0.0.1", "127.0.0.1:65536", "1.2.3.4.5:1", ":1"
            })
    void whatIsNoneIsRefused(String text) {
        String refusal = assertThrows(IllegalArgumentException.class, () -> AdminAddress.parse(text))
                .getMessage();
        assertTrue(refusal.startsWith("an administration address is like"), refusal);
    }

    /** Never beyond this machine without a word of it. */
    @Test
    void beyondThisMachineOnlyWhereItIsMeant() {
        AdminAddress everywhere = AdminAddress.parse("0.0.0.0:9464");
        assertFalse(everywhere.isLocal());
        ServerConfig.Builder config = ServerConfig.builder().admin(List.of(everywhere));
        assertThrows(IllegalArgumentException.class, config::build);
        assertThrows(IllegalArgumentException.class, () -> config.insecure(true).build());
        assertEquals(List.of(everywhere), config.adminAnywhere(true).build().admin());
    }
}
