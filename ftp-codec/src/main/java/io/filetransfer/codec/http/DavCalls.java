package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Which call a request of WebDAV is (RFC 4918). */
final class DavCalls {
    private DavCalls() {}

    /** What cannot be meant is answered, and the connection goes on. */
    static HttpCall of(HttpHead head) {
        try {
            return switch (head.method()) {
                case "PROPFIND" -> new PropfindCall(head);
                case "PROPPATCH" -> new ProppatchCall(head);
                case "LOCK" -> new LockCall(head);
                case "UNLOCK" -> new UnlockCall(head);
                case "MKCOL" -> makeCollection(head);
                case "MOVE" -> new NewNameCall(head, Choice.MOVE);
                case "COPY" -> new NewNameCall(head, Choice.COPY);
                default -> throw new IllegalArgumentException(head.method());
            };
        } catch (HttpRefusal e) {
            return LocalCall.refused(head, e.status(), e.code(), e.getMessage());
        }
    }

    private static HttpCall makeCollection(HttpHead head) {
        if (head.bodyLength() != 0) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    ErrorCode.UNSUPPORTED,
                    "A directory is made without a body.");
        }
        return head.name().isEmpty() ? LocalCall.notAllowed(head, AllowedMethods.OF_DIRECTORIES) : new MkcolCall(head);
    }
}
