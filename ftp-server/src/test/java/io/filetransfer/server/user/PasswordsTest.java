package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static boolean matches(String password, String hash) {
        return Passwords.matches(password.getBytes(StandardCharsets.UTF_8), hash);
    }

    /** No length is cut in silence, as bcrypt does at 72 bytes. */
    @Test
    void onlyTheSamePasswordMatches() {
        String longest = "p".repeat(Passwords.MAX_BYTES);
        for (String password : List.of("p", "p".repeat(72), "p".repeat(73), "pässwörd \uD83D\uDD11", longest)) {
            String hash = Passwords.hash(password);
            assertTrue(Passwords.isHash(hash), hash);
            assertTrue(matches(password, hash));
            assertFalse(matches(password + "p", hash));
            assertFalse(matches(password.substring(0, password.length() - 1), hash));
            assertNotEquals(hash, Passwords.hash(password));
        }
        assertFalse(matches("", Passwords.OF_NOBODY));
    }

    @Test
    void whatIsNoPasswordIsRefused() {
        for (String password : List.of("", "a\0b", "p".repeat(Passwords.MAX_BYTES + 1))) {
            assertThrows(IllegalArgumentException.class, () -> Passwords.hash(password));
        }
    }

    /** The same as the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1. */
    @Test
    void hashesOfOthersAreUnderstood() {
        String hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertTrue(Passwords.isHash(hash));
        assertTrue(matches("password", hash));
        assertFalse(matches("Password", hash));
    }

    @Test
    void aHashThatWouldCostTooMuchIsNone() {
        String good = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertTrue(Passwords.isHash(good));
        for (String other : List.of(
                "m=262145,t=2,p=1",
                "m=19456,t=17,p=1",
                "m=19456,t=2,p=9",
                "m=7,t=2,p=1",
                "m=19456,t=0,p=1",
                "m=19456,t=2,p=0")) {
            assertFalse(Passwords.isHash(good.replace("m=19456,t=2,p=1", other)), other);
        }
        for (String salt : List.of("c29tZXNhbHQab", "c29tZXNhbHQabcdef")) { // of no number of bytes
            assertFalse(Passwords.isHash(good.replace("c29tZXNhbHQ", salt)), salt);
        }
        for (String other :
                List.of("", "secret", good + "$", good.replace("argon2id", "argon2i"), good.replace("v=19", "v=16"))) {
            assertFalse(Passwords.isHash(other), other);
        }
    }
}
