package io.filetransfer.codec.http;

import io.filetransfer.codec.Credentials;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The cookie that a session of a browser is known by. Scripts do not see it, other sites' pages do not make it be sent, and
 * where the browser speaks TLS it is sent by that alone: then its name begins so that no other host can set it.
 */
final class SessionCookie {
    private static final String NAME = "ftp-session";
    private static final String SECURE_NAME = "__Host-" + NAME;
    private static final int MAX_LENGTH = 256;

    private SessionCookie() {}

    /** Whose a request is by its cookie; null if it has none that may count. */
    static Credentials of(HttpHead head, HttpSite site) {
        if (!site.users() || !site.confidential()) {
            return null;
        }
        String id = value(head, SECURE_NAME);
        if (id == null && !site.encrypted()) {
            id = value(head, NAME);
        }
        boolean possible = id != null && !id.isEmpty() && id.length() <= MAX_LENGTH;
        return possible ? new Credentials(Credentials.SESSION, id.getBytes(StandardCharsets.ISO_8859_1)) : null;
    }

    private static String value(HttpHead head, String name) {
        for (String field : head.headers().getAll(HttpHeaderNames.COOKIE)) {
            for (String cookie : field.split(";", -1)) {
                int sign = cookie.indexOf('=');
                if (sign > 0 && cookie.substring(0, sign).strip().equals(name)) {
                    return cookie.substring(sign + 1).strip();
                }
            }
        }
        return null;
    }

    /**
     * What a request that counts on a cookie has to have if it changes something: only a script of our page can do both, as
     * another site's would have to ask for leave first, which nobody gets.
     */
    static boolean comesFromPage(HttpHead head) {
        return head.field(Browser.MARK) != null && head.field(HttpHeaderNames.ORIGIN) != null;
    }

    /** The field that makes a browser keep it, until it is closed. */
    static String kept(String id, HttpHead head, HttpSite site) {
        return field(isSecure(head, site), id, "");
    }

    /** The fields that make a browser forget it. */
    static void forget(AnswerWriter out) {
        out.field("Set-Cookie", field(true, "", "; Max-Age=0"));
        out.field("Set-Cookie", field(false, "", "; Max-Age=0"));
    }

    /** Behind a proxy of this machine that ends TLS the connection here is plain, but the browser's is not. */
    private static boolean isSecure(HttpHead head, HttpSite site) {
        String origin = head.headers().get(HttpHeaderNames.ORIGIN, "");
        return site.encrypted() || origin.toLowerCase(Locale.ROOT).startsWith("https://");
    }

    private static String field(boolean secure, String id, String more) {
        return (secure ? SECURE_NAME : NAME) + "=" + id + "; Path=/; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "") + more;
    }
}
