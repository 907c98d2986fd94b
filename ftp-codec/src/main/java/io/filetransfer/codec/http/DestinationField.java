package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;

/** Where COPY and MOVE go (RFC 4918, 10.3): a name on this server, written as a path or as a whole URL. */
final class DestinationField {
    private DestinationField() {}

    /** @throws HttpRefusal it is none, or on another host */
    static String name(HttpHead head) {
        String field = head.field("Destination");
        if (field == null) {
            throw HttpRefusal.bad("Where it goes is not said.");
        }
        return TargetPath.name(path(head, field));
    }

    /**
     * The path of a URL of this server, which may be one already.
     *
     * @throws HttpRefusal it is none, or on another host
     */
    static String path(HttpHead head, String url) {
        String path = url.startsWith("/") ? url : local(head, url);
        if (path.indexOf('?') >= 0) {
            throw HttpRefusal.bad("A destination with a query is no name.");
        }
        return path;
    }

    /** The path of a URL of this server. */
    static String local(HttpHead head, String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        int scheme = lower.startsWith("http://") || lower.startsWith("https://") ? lower.indexOf("://") : -1;
        if (scheme < 0) {
            throw HttpRefusal.bad("The destination is no URL of HTTP.");
        }
        int authority = scheme + 3;
        int slash = url.indexOf('/', authority);
        String host = url.substring(authority, slash < 0 ? url.length() : slash);
        String own = head.headers().get(HttpHeaderNames.HOST, "");
        if (!ForeignOrigin.plain(host).equals(ForeignOrigin.plain(own))) {
            throw new HttpRefusal(
                    HttpResponseStatus.BAD_GATEWAY, ErrorCode.UNSUPPORTED, "The destination is on another server.");
        }
        return slash < 0 ? "/" : url.substring(slash);
    }
}
