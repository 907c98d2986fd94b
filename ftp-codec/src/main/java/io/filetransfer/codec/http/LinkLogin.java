package io.filetransfer.codec.http;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.LinkAddress;
import io.filetransfer.codec.ProtocolException;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * That a request comes by a link, and the password of that: from the field {@code Authorization} with any user's name, or what
 * stands for it in a cookie, which a browser keeps for that link alone.
 */
final class LinkLogin {
    private static final String COOKIE = "ftlink";
    private static final int MAX_COOKIE = 128;

    private LinkLogin() {}

    /** @throws HttpRefusal it says it in no way that is known here */
    static Credentials of(HttpHead head, HttpSite site) {
        boolean says = head.field(HttpHeaderNames.AUTHORIZATION) != null;
        Credentials given = says ? HttpLogin.of(head, site) : null;
        if (given != null && given.scheme() == Credentials.PASSWORD) {
            byte[] secret = given.secret();
            int nul = 0;
            while (secret[nul] != 0) {
                nul++;
            }
            return credentials(
                    Credentials.LINK,
                    head.link(),
                    new String(secret, nul + 1, secret.length - nul - 1, StandardCharsets.UTF_8));
        }
        String session = cookie(head.headers().getAll(HttpHeaderNames.COOKIE));
        return session == null
                ? credentials(Credentials.LINK, head.link(), "")
                : credentials(Credentials.LINK_SESSION, head.link(), session);
    }

    static Credentials withPassword(HttpHead head, String password) {
        return credentials(Credentials.LINK, head.link(), password);
    }

    private static Credentials credentials(int scheme, String secret, String rest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(secret.getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        bytes.writeBytes(rest.getBytes(StandardCharsets.UTF_8));
        try {
            return Credentials.checked(scheme, bytes.toByteArray());
        } catch (ProtocolException e) {
            throw HttpRefusal.bad(e.getMessage());
        }
    }

    /** Null if it is not there, or not one that was set here. */
    private static String cookie(Iterable<String> fields) {
        for (String field : fields) {
            for (String pair : field.split(";", -1)) {
                String cookie = pair.strip();
                if (cookie.startsWith(COOKIE + "=") && cookie.length() <= MAX_COOKIE) {
                    String value = cookie.substring(COOKIE.length() + 1);
                    return value.chars().allMatch(c -> c > ' ' && c < 0x7f) && !value.isEmpty() ? value : null;
                }
            }
        }
        return null;
    }

    /** The field that has a browser keep what stands for the password. */
    static String setCookie(HttpHead head, String session, long seconds) {
        return COOKIE + "=" + session + "; Path=" + LinkAddress.of(head.link()) + "; Max-Age=" + seconds
                + "; HttpOnly; Secure; SameSite=Lax";
    }
}
