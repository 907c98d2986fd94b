package io.filetransfer.codec.http;

import io.filetransfer.codec.Append;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.UploadId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Which call a request of tus 1.0.0, the protocol of uploads that can be resumed, is. */
final class TusCalls {
    static final String VERSION = "1.0.0";
    private static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination,concatenation";
    private static final String CONTENT_TYPE = "application/offset+octet-stream";
    private static final String METHODS = "HEAD, PATCH, DELETE, OPTIONS, POST";
    private static final SecureRandom RANDOM = new SecureRandom();

    private TusCalls() {}

    /** Whether it is about an upload, or begins one. */
    static boolean concerns(HttpHead head) {
        boolean about = UploadUrl.of(head.name()) != null && !head.method().equals("OPTIONS");
        return about || head.method().equals("POST");
    }

    /** What OPTIONS says of it. */
    static void describe(AnswerWriter out) {
        out.field(TusFields.RESUMABLE, VERSION)
                .field("Tus-Version", VERSION)
                .field("Tus-Extension", EXTENSIONS)
                .field("Tus-Max-Size", Long.toString(Long.MAX_VALUE))
                .field(
                        "Tus-Checksum-Algorithm",
                        Arrays.stream(Append.Algorithm.values())
                                .map(Append.Algorithm::key)
                                .collect(Collectors.joining(",")));
    }

    /** @throws HttpRefusal a field is not well-formed */
    static HttpCall of(HttpHead head) {
        if (!VERSION.equals(head.field(TusFields.RESUMABLE))) {
            return otherVersion(head);
        }
        UploadUrl url = UploadUrl.of(head.name());
        String method = method(head);
        if (url == null) {
            return method.equals("POST") ? creating(head) : LocalCall.notAllowed(head, AllowedMethods.of(head));
        }
        return switch (method) {
            case "HEAD" -> new TusHeadCall(head, url);
            case "DELETE" -> new TusDeleteCall(head, url);
            case "PATCH" -> appending(head, url);
            default -> LocalCall.notAllowed(head, METHODS);
        };
    }

    /** A client that can only send POST says what it means. */
    private static String method(HttpHead head) {
        String meant = head.field("X-HTTP-Method-Override");
        return meant != null && head.method().equals("POST") ? meant : head.method();
    }

    private static HttpCall otherVersion(HttpHead head) {
        Failure failure = new Failure(
                ErrorCode.UNSUPPORTED_VERSION, "Uploads are taken by tus " + VERSION + ", Tus-Resumable says.");
        HttpResponseStatus status = HttpResponseStatus.PRECONDITION_FAILED;
        return LocalCall.refused(head, failure, out -> {
            out.status(status).field(TusFields.RESUMABLE, VERSION).field("Tus-Version", VERSION);
            Problem.write(out, status, failure);
        });
    }

    private static HttpCall creating(HttpHead head) {
        String concat = head.field(TusFields.CONCAT);
        boolean joins = concat != null && concat.startsWith(TusJoinCall.FINAL);
        boolean partial = "partial".equals(concat);
        if (concat != null && !joins && !partial) {
            throw HttpRefusal.bad("Upload-Concat is neither partial nor final.");
        }
        if (!joins && head.bodyLength() != 0 && !isContent(head)) {
            return otherContent(head);
        }
        UploadId id = UploadId.random(RANDOM);
        String metadata = TusFields.metadata(head);
        UploadUrl url = UploadUrl.of(id, target(head, metadata, partial ? id + ".partial" : null), joins);
        return joins ? new TusJoinCall(head, url) : new TusCreateCall(head, url, new TusNote(metadata, partial));
    }

    /** The name that the file gets: that of the request, or one in that directory. */
    private static String target(HttpHead head, String metadata, String otherwise) {
        if (!head.directory()) {
            return head.name();
        }
        String told = TusFields.fileName(metadata, "filename", "name");
        String name = told == null ? otherwise : told;
        if (name == null) {
            throw HttpRefusal.bad("The file has no name: it is that of the URL, or filename of Upload-Metadata.");
        }
        return head.name().isEmpty() ? name : head.name() + "/" + name;
    }

    private static HttpCall appending(HttpHead head, UploadUrl url) {
        if (!isContent(head)) {
            return otherContent(head);
        }
        if (url.joined()) {
            return LocalCall.refused(
                    head, HttpResponseStatus.FORBIDDEN, ErrorCode.DENIED, "Nothing is appended to what was joined.");
        }
        long offset = TusFields.bytes(head, TusFields.OFFSET);
        if (offset < 0) {
            throw HttpRefusal.bad("Where the content goes on is not said: Upload-Offset.");
        }
        return new TusAppendCall(head, url, offset);
    }

    private static boolean isContent(HttpHead head) {
        return CONTENT_TYPE.equalsIgnoreCase(head.field(HttpHeaderNames.CONTENT_TYPE));
    }

    private static HttpCall otherContent(HttpHead head) {
        return LocalCall.refused(
                head,
                HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                ErrorCode.UNSUPPORTED,
                "Content of an upload is of the type " + CONTENT_TYPE + ".");
    }
}
