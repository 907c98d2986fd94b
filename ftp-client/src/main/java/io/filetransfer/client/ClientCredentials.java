package io.filetransfer.client;

import io.filetransfer.codec.Credentials;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Who a client is. Sent with the first request of each connection, so that no round trip is spent on it, and only where
 * the connection is encrypted or goes to this machine. Immutable; never printed.
 */
public final class ClientCredentials {
    private final Credentials encoded;

    private ClientCredentials(Credentials encoded) {
        this.encoded = encoded;
    }

    /**
     * @param token as {@code ftp-server user token} shows it
     * @throws IllegalArgumentException if it cannot be one
     */
    public static ClientCredentials token(String token) {
        check(!token.isEmpty() && token.indexOf('\0') < 0, "a token is text");
        return of(Credentials.TOKEN, token.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param password copied; the caller may overwrite it afterwards
     * @throws IllegalArgumentException if user or password is empty, too long or has a NUL
     */
    public static ClientCredentials password(String user, char[] password) {
        check(!user.isEmpty() && user.indexOf('\0') < 0, "a user has a name");
        check(password.length > 0 && new String(password).indexOf('\0') < 0, "a password is not empty");
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        ByteBuffer secret = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] both = Arrays.copyOf(name, name.length + 1 + secret.remaining());
        secret.get(both, name.length + 1, secret.remaining());
        return of(Credentials.PASSWORD, both);
    }

    private static ClientCredentials of(int scheme, byte[] secret) {
        check(secret.length <= Credentials.MAX_LENGTH, "credentials have at most " + Credentials.MAX_LENGTH + " bytes");
        return new ClientCredentials(new Credentials(scheme, secret));
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** As they are sent; for this library. */
    public Credentials encoded() {
        return encoded;
    }

    @Override
    public String toString() {
        return "ClientCredentials[hidden]";
    }
}
