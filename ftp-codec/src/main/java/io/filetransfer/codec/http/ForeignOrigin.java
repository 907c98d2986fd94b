package io.filetransfer.codec.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Locale;
import java.util.Set;

/**
 * Tells requests that a page of another site made a browser send. The scheme is not compared: a proxy in front may speak
 * another one than this side sees, and one host and port are one server.
 */
final class ForeignOrigin {
    /** A host that is none. */
    private static final String NOBODYS = " ";

    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "SEARCH");

    private ForeignOrigin() {}

    /** Whether it would change something, and comes from somewhere else. */
    static boolean forbids(HttpHead head) {
        return mayChange(head) && isForeign(head);
    }

    static boolean mayChange(HttpHead head) {
        return !SAFE.contains(head.method());
    }

    private static boolean isForeign(HttpHead head) {
        String site = head.field("Sec-Fetch-Site");
        if (site != null && !OWN_SITES.contains(site.toLowerCase(Locale.ROOT))) {
            return true;
        }
        String origin = head.field(HttpHeaderNames.ORIGIN);
        return origin != null && !authority(origin).equals(plain(head.headers().get(HttpHeaderNames.HOST, "")));
    }

    /** Empty for none, such as the origin {@code null}; no host is that. */
    private static String authority(String origin) {
        int scheme = origin.indexOf("://");
        String authority = scheme < 0 ? "" : plain(origin.substring(scheme + 3));
        return authority.isEmpty() ? NOBODYS : authority;
    }

    /** In one spelling. */
    static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        for (String standard : new String[] {":80", ":443"}) {
            if (lower.endsWith(standard)) {
                return lower.substring(0, lower.length() - standard.length());
            }
        }
        return lower;
    }
}
