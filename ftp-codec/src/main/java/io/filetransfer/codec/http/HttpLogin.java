package io.filetransfer.codec.http;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ProtocolException;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Whose a request is, by its field {@code Authorization}: a password (RFC 7617) or a token (RFC 6750); or, without that, by
 * the cookie of a session.
 */
final class HttpLogin {
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    private HttpLogin() {}

    /**
     * @return null if the request does not say
     * @throws HttpRefusal it says it in no way that is known here
     */
    static Credentials of(HttpHead head, HttpSite site) {
        String field = head.field(HttpHeaderNames.AUTHORIZATION);
        if (field == null) {
            return SessionCookie.of(head, site);
        }
        if (field.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return checked(
                    Credentials.TOKEN, bytes(field.substring(BEARER.length()).strip()));
        }
        if (field.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return checked(
                    Credentials.PASSWORD,
                    password(field.substring(BASIC.length()).strip()));
        }
        throw HttpRefusal.bad("Who asks is told by Basic or Bearer.");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1); // as they came
    }

    /** The first colon is where the password begins, so a user's name has none. */
    private static byte[] password(String base64) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw HttpRefusal.bad("A user and a password are written in base64.");
        }
        int colon = 0;
        while (colon < secret.length && secret[colon] != ':') {
            if (secret[colon] == 0) {
                throw HttpRefusal.bad("A user's name has no NUL.");
            }
            colon++;
        }
        if (colon == secret.length) {
            throw HttpRefusal.bad("A colon is between a user and a password.");
        }
        secret[colon] = 0;
        return secret;
    }

    private static Credentials checked(int scheme, byte[] secret) {
        try {
            return Credentials.checked(scheme, secret);
        } catch (ProtocolException e) {
            throw HttpRefusal.bad(e.getMessage());
        }
    }
}
