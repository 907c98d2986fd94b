package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** Digests, versions, upload ids, credentials: what they take, and that nobody changes them afterwards. */
class ValuesTest {
    @Test
    void aDigestHasItsAlgorithmsLength() {
        assertThrows(IllegalArgumentException.class, () -> Digest.of(DigestAlgorithm.CRC32C, new byte[3]));
        assertThrows(IllegalArgumentException.class, () -> Digest.of(DigestAlgorithm.SHA256, new byte[33]));
        assertEquals(Digest.NONE, Digest.of(DigestAlgorithm.NONE, new byte[0]));
        assertEquals("none", Digest.NONE.toString());
    }

    @Test
    void aDigestDoesNotChange() {
        byte[] bytes = Wire.bytes("9a 71 bb 4c");
        Digest digest = Digest.of(DigestAlgorithm.CRC32C, bytes);
        bytes[0] = 0;
        digest.bytes()[1] = 0;
        assertEquals(Digest.crc32c(0x9a71bb4c), digest);
        assertEquals(Digest.crc32c(0x9a71bb4c).hashCode(), digest.hashCode());
        assertNotEquals(Digest.crc32c(0), digest);
    }

    @Test
    void aVersionHasOneToSixtyFourBytes() {
        assertThrows(IllegalArgumentException.class, () -> Version.of(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> Version.of(new byte[65]));
        assertThrows(IllegalArgumentException.class, () -> Version.parse("xy"));
        assertEquals(64, Version.of(new byte[64]).bytes().length);
        Version version = Version.parse("0a0b");
        version.bytes()[0] = 0;
        assertEquals("0a0b", version.toString());
        assertEquals(version, Version.parse(version.toString()));
    }

    @Test
    void uploadIdsAreNotRepeated() {
        SecureRandom random = new SecureRandom();
        assertNotEquals(UploadId.random(random), UploadId.random(random));
        assertEquals("0000000000000001ffffffffffffffff", new UploadId(1, -1).toString());
    }

    @Test
    void credentialsHaveALimit() {
        assertThrows(IllegalArgumentException.class, () -> new Credentials(257, new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> new Credentials(-1, new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> new Credentials(1, new byte[4097]));
        Credentials credentials = new Credentials(1, Wire.ascii("abc"));
        assertEquals(credentials, new Credentials(1, Wire.ascii("abc")));
        assertNotEquals(credentials, new Credentials(2, Wire.ascii("abc")));
        assertArrayEquals(Wire.ascii("abc"), credentials.secret());
    }

    @Test
    void aProtocolExceptionCostsNoStackTrace() {
        ProtocolException exception = new ProtocolException(ErrorCode.BAD_NAME, "No.");
        assertEquals(0, exception.getStackTrace().length);
        assertEquals("No.", exception.getMessage());
        assertTrue(exception.code() == ErrorCode.BAD_NAME);
    }
}
