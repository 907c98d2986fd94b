package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

class CipherStartTest {
    /** Otherwise it is read in the handshake, and nobody notices but by a slower start. */
    @Test
    void theJdkStillKeepsItsAuthoritiesThere() throws ClassNotFoundException {
        assertNotNull(Class.forName(CipherStart.ANCHORS, false, null));
    }
}
