package io.filetransfer.codec.http;

import io.filetransfer.codec.LinkAddress;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * The head of a request, checked.
 *
 * @param path as it was written, without the query, behind that of a link; an asterisk for all the server
 * @param query what stands behind the question mark; empty if there is none
 * @param link the secret of the link by which it is asked; null: it is asked by whoever says so
 * @param name of the file or directory, as {@link TargetPath} has it, within what the link is of; empty for the root
 * @param directory whether the path ends in a slash
 * @param version1 whether the client speaks HTTP/1.0
 * @param bodyLength in bytes; -1 if they come in chunks, 0 without a body
 */
record HttpHead(
        String method,
        String path,
        String query,
        String link,
        String name,
        boolean directory,
        HttpHeaders headers,
        boolean version1,
        boolean keepAlive,
        long bodyLength) {
    private static final int MAX_DIGITS = 18;
    private static final String HOST_CHARACTERS = "-._~!$&'()*+,;=:[]%";

    /** @throws HttpRefusal it cannot be told what is asked for */
    static HttpHead of(HttpRequest request) {
        boolean version1 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        checkHost(request.headers(), version1);
        String target = request.uri();
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String method = request.method().name();
        boolean everything = path.equals("*") && method.equals("OPTIONS");
        String link = LinkAddress.secret(path);
        String inLink = link == null ? path : LinkAddress.rest(path);
        return new HttpHead(
                method,
                inLink,
                question < 0 ? "" : target.substring(question + 1),
                link,
                everything || inLink.isEmpty() ? "" : TargetPath.name(inLink),
                inLink.endsWith("/"),
                request.headers(),
                version1,
                HttpUtil.isKeepAlive(request),
                bodyLength(request.headers(), version1));
    }

    /** What any reader on the way could understand in another way is none. */
    private static long bodyLength(HttpHeaders headers, boolean version1) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (!codings.isEmpty()) {
            boolean chunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
            if (!chunked || version1 || !lengths.isEmpty()) {
                throw HttpRefusal.bad("A body comes with its length, or in chunks and nothing else.");
            }
            return -1;
        }
        if (lengths.isEmpty()) {
            return 0;
        }
        String length = lengths.get(0);
        boolean digits = !length.isEmpty()
                && length.length() <= MAX_DIGITS
                && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (lengths.size() > 1 || !digits) {
            throw HttpRefusal.bad("The length of a body is one number.");
        }
        return Long.parseLong(length);
    }

    private static void checkHost(HttpHeaders headers, boolean version1) {
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && !version1) {
            throw HttpRefusal.bad("A request names its host once.");
        }
        String host = headers.get(HttpHeaderNames.HOST, "");
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && HOST_CHARACTERS.indexOf(c) < 0) {
                throw HttpRefusal.bad("The host's name has a character that is none of one.");
            }
        }
    }

    /** The value of a field; null if it is not there. Of several, all with commas between. */
    String field(CharSequence field) {
        List<String> values = headers.getAll(field);
        return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : String.join(", ", values);
    }

    /** The same about another name. */
    HttpHead named(String other) {
        return new HttpHead(method, path, query, link, other, directory, headers, version1, keepAlive, bodyLength);
    }

    /** In front of the names of files in addresses. */
    String base() {
        return link == null ? "/" : LinkAddress.of(link) + "/";
    }

    /** Whether a person looks at the answer. */
    boolean isForBrowser() {
        return headers.get(HttpHeaderNames.ACCEPT, "").contains("text/html");
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether the client waits for leave to send the body. */
    boolean waitsForGo() {
        return !version1 && "100-continue".equalsIgnoreCase(headers.get(HttpHeaderNames.EXPECT));
    }
}
