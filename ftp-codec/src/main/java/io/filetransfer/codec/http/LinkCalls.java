package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.security.SecureRandom;

/** Which call a request by a link is. What a link does not offer is told apart from what it may not by the server alone. */
final class LinkCalls {
    private static final String METHODS = "GET, HEAD, PUT, OPTIONS";
    private static final String METHODS_OF_LINK = "GET, HEAD, POST, OPTIONS";
    private static final int LONGEST_ENDING = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private LinkCalls() {}

    static HttpCall of(HttpHead head) {
        boolean itself = head.path().isEmpty();
        return switch (head.method()) {
            case "GET", "HEAD" -> itself ? new LinkCall(head) : new LinkedCall(reading(head));
            case "PUT" -> head.name().isEmpty() ? notAllowed(head) : put(head);
            case "POST" -> itself ? new LinkPasswordCall(head) : notAllowed(head);
            case "OPTIONS" ->
                LocalCall.of(head, out -> {
                    out.status(HttpResponseStatus.NO_CONTENT).field("Allow", methods(head));
                    out.bare();
                });
            default -> notAllowed(head);
        };
    }

    private static String methods(HttpHead head) {
        return head.path().isEmpty() ? METHODS_OF_LINK : METHODS;
    }

    private static HttpCall notAllowed(HttpHead head) {
        return LocalCall.notAllowed(head, methods(head));
    }

    private static HttpCall reading(HttpHead head) {
        if (head.isHead()) {
            return new HeadCall(head);
        }
        return head.directory() ? new ListCall(head) : new GetCall(head);
    }

    /** A directory in the folder could be found by its being there. */
    private static HttpCall put(HttpHead head) {
        if (head.name().indexOf('/') >= 0) {
            return LocalCall.refused(
                    head, HttpResponseStatus.FORBIDDEN, ErrorCode.DENIED, "A file is put into the folder itself.");
        }
        HttpCall put = PutCall.of(head.named(unlikeOthers(head.name())));
        return put.takesBody() ? new LinkedCall(put) : put;
    }

    /** Each file gets a name that nobody has, so nobody learns which names are taken. */
    static String unlikeOthers(String name) {
        int dot = name.lastIndexOf('.');
        int ending = dot > 0 && name.length() - dot <= LONGEST_ENDING ? dot : name.length();
        String random = Long.toString(1L << 40 | RANDOM.nextLong(1L << 40), Character.MAX_RADIX);
        return name.substring(0, ending) + "-" + random + name.substring(ending);
    }
}
