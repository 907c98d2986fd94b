package io.filetransfer.codec.http;

import io.netty.handler.codec.http.HttpHeaderNames;

/** What a request tells of a browser, and of the page in it. */
final class Browser {
    /** The field that the page puts into each request: no page of another site can without leave. */
    static final String MARK = "X-Requested-With";

    /** Asks for the listing that needs no script. */
    private static final String PLAIN = "plain";

    private Browser() {}

    /** Whether a browser is to show what comes, and has script for it. */
    static boolean shows(HttpHead head) {
        return !head.query().equals(PLAIN)
                && head.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/html");
    }

    /** Whether who asks has the page's own form for a login, so that the browser need not open a dialog. */
    static boolean hasForm(HttpHead head) {
        boolean browser = head.field("Sec-Fetch-Mode") != null || head.field(MARK) != null || shows(head);
        return browser && !head.query().equals(PLAIN);
    }
}
