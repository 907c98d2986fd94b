package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Which call a request is: here a method is added. */
final class HttpCalls {
    private HttpCalls() {}

    /** @throws HttpRefusal a field of it is not well-formed */
    static HttpCall of(HttpHead head, HttpSite site) {
        if (ForeignOrigin.forbids(head) || head.link() == null && countsOnCookieOnly(head, site)) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.FORBIDDEN,
                    ErrorCode.DENIED,
                    "A page of another site may change nothing here.");
        }
        if (head.link() != null) {
            return head.field("If") == null ? LinkCalls.of(head) : noLocks(head);
        }
        try {
            IfField.of(head);
        } catch (HttpRefusal e) {
            return LocalCall.refused(head, e.status(), e.code(), e.getMessage());
        }
        if (SessionCalls.areAbout(head)) {
            return SessionCalls.of(head, site);
        }
        if (ArchiveCalls.areMeant(head)) {
            return ArchiveCalls.of(head);
        }
        if (TusCalls.concerns(head)) {
            return TusCalls.of(head);
        }
        return switch (head.method()) {
            case "GET", "HEAD" -> reading(head);
            case "OPTIONS" -> options(head);
            case "PUT" -> put(head);
            case "DELETE" -> new DeleteCall(head);
            case "PROPFIND", "PROPPATCH", "MKCOL", "MOVE", "COPY", "LOCK", "UNLOCK" -> DavCalls.of(head);
            case "PATCH", "TRACE", "CONNECT" -> LocalCall.notAllowed(head, AllowedMethods.of(head));
            default ->
                LocalCall.refused(
                        head,
                        HttpResponseStatus.NOT_IMPLEMENTED,
                        ErrorCode.UNSUPPORTED,
                        "This method is not known here.");
        };
    }

    /** A condition that is not looked at must not be taken for one that holds. */
    private static HttpCall noLocks(HttpHead head) {
        return LocalCall.refused(
                head,
                HttpResponseStatus.PRECONDITION_FAILED,
                ErrorCode.VERSION_MISMATCH,
                "By a link no lock is held; versions are compared by If-Match.");
    }

    /** Whether it would change something, and only a cookie says whose it is, which a page of another site may have sent. */
    private static boolean countsOnCookieOnly(HttpHead head, HttpSite site) {
        return ForeignOrigin.mayChange(head)
                && !ArchiveCalls.areMeant(head) // that only reads, and its Origin was looked at
                && head.field(HttpHeaderNames.AUTHORIZATION) == null
                && SessionCookie.of(head, site) != null
                && !SessionCookie.comesFromPage(head);
    }

    private static HttpCall reading(HttpHead head) {
        if (PageCall.wants(head)) {
            return new PageCall(head);
        }
        PageAssets.Asset asset = head.name().startsWith(PageAssets.PREFIX) ? PageAssets.find(head.name()) : null;
        if (asset != null) {
            return LocalCall.of(head, out -> PageDocument.file(head, asset, out));
        }
        if (head.isHead()) {
            return new HeadCall(head);
        }
        return head.directory() ? new ListCall(head) : new GetCall(head);
    }

    private static HttpCall put(HttpHead head) {
        if (head.directory()) {
            return LocalCall.notAllowed(head, AllowedMethods.OF_DIRECTORIES);
        }
        return PutCall.of(head);
    }

    private static HttpCall options(HttpHead head) {
        return LocalCall.of(head, out -> {
            out.status(HttpResponseStatus.NO_CONTENT)
                    .field("Allow", AllowedMethods.of(head))
                    .field("DAV", "1, 2")
                    .field("MS-Author-Via", "DAV");
            TusCalls.describe(out);
            out.bare();
        });
    }
}
