package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ClientCredentialsTest {
    @Test
    void aSecretIsSentAndNotShown() {
        char[] typed = "pass wörd".toCharArray();
        ClientCredentials password = ClientCredentials.password("alice", typed);
        typed[0] = 'x'; // the caller's, to be overwritten
        assertEquals(Credentials.PASSWORD, password.encoded().scheme());
        assertArrayEquals(
                "alice\0pass wörd".getBytes(StandardCharsets.UTF_8),
                password.encoded().secret());
        for (ClientCredentials each : List.of(password, ClientCredentials.token("ftt_secret"))) {
            assertFalse(each.toString().matches(".*(pass|secret|alice).*"), each.toString());
        }
    }

    @Test
    void whatCannotBeSentIsRefused() {
        List<Executable> wrong = List.of(
                () -> ClientCredentials.token(""),
                () -> ClientCredentials.token("a\0b"),
                () -> ClientCredentials.token("a".repeat(Credentials.MAX_LENGTH + 1)),
                () -> ClientCredentials.password("", new char[] {'a'}),
                () -> ClientCredentials.password("a\0b", new char[] {'a'}),
                () -> ClientCredentials.password("a", new char[0]),
                () -> ClientCredentials.password("a", new char[] {'\0'}));
        wrong.forEach(call -> assertThrows(IllegalArgumentException.class, call));
    }
}
