package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Which call a request is: here a method is added. */
final class HttpCalls {
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private HttpCalls() {}

    /** @throws HttpRefusal a field of it is not well-formed */
    static HttpCall of(HttpHead head) {
        return switch (head.method()) {
            case "GET" -> head.directory() ? new ListCall(head) : new GetCall(head);
            case "HEAD" -> new HeadCall(head);
            case "OPTIONS" -> options(head);
            case "PUT", "DELETE", "POST", "PATCH", "TRACE", "CONNECT" -> LocalCall.notAllowed(head, METHODS);
            default ->
                LocalCall.refused(
                        head,
                        HttpResponseStatus.NOT_IMPLEMENTED,
                        ErrorCode.UNSUPPORTED,
                        "This method is not known here.");
        };
    }

    private static HttpCall options(HttpHead head) {
        return LocalCall.of(head, out -> {
            out.status(HttpResponseStatus.NO_CONTENT).field(HttpHeaderNames.ALLOW.toString(), METHODS);
            out.bare();
        });
    }
}
