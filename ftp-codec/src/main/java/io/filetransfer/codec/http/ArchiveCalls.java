package io.filetransfer.codec.http;

import io.filetransfer.codec.Archive;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A directory, or some of what is in it, as one file: {@code ?archive=zip} or {@code tar}, and a {@code name} for each that is
 * chosen, in the query or in a form.
 */
final class ArchiveCalls {
    private static final String KEY = "archive";
    private static final String NAME = "name";

    private ArchiveCalls() {}

    static boolean areMeant(HttpHead head) {
        return switch (head.method()) {
            case "GET", "HEAD" -> isAsked(head.query());
            case "POST" -> head.directory() && isAsked(head.query());
            default -> false;
        };
    }

    private static boolean isAsked(String query) {
        return query.startsWith(KEY + "=") || query.contains("&" + KEY + "=");
    }

    static HttpCall of(HttpHead head) {
        FormText query = FormText.of(head.query());
        Archive.Format format = format(query);
        if (!head.method().equals("POST")) {
            return new Got(head, archive(format, query.all(NAME)));
        }
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (!type.startsWith(FormText.TYPE)) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    ErrorCode.UNSUPPORTED,
                    "Names are chosen by a form: " + FormText.TYPE + ".");
        }
        return new Posted(head, format, query.all(NAME));
    }

    private static Archive.Format format(FormText query) {
        byte[] value = query.one(KEY);
        String format = NameText.of(value == null ? new byte[0] : value);
        return switch (format) {
            case "zip" -> Archive.Format.ZIP;
            case "tar" -> Archive.Format.TAR;
            default -> throw HttpRefusal.bad("An archive is a zip or a tar.");
        };
    }

    private static Archive archive(Archive.Format format, List<byte[]> chosen) {
        List<String> names = new ArrayList<>();
        for (byte[] name : chosen) {
            names.add(NameText.of(name));
        }
        Archive archive = new Archive(format, names);
        if (!archive.fits()) {
            throw HttpRefusal.bad("Names that are chosen have at most " + Archive.MAX_NAMES + " bytes together.");
        }
        return archive;
    }

    private static Request request(HttpHead head, Archive archive) {
        return new Request(head.name(), Choice.GET, Options.NONE.with(Option.ARCHIVE, archive));
    }

    private static void begin(HttpHead head, Archive.Format format, AnswerWriter out) {
        out.status(HttpResponseStatus.OK)
                .field("Content-Type", format == Archive.Format.ZIP ? "application/zip" : "application/x-tar")
                .field("Content-Disposition", disposition(head.name(), format))
                .field("Cache-Control", "no-store")
                .field("Cross-Origin-Resource-Policy", "same-origin");
        out.stream();
    }

    /** A name for each browser: of ASCII, and as it is (RFC 6266). */
    private static String disposition(String directory, Archive.Format format) {
        String last = directory.substring(directory.lastIndexOf('/') + 1);
        String end = "." + format.name().toLowerCase(Locale.ROOT);
        String name = (last.isEmpty() ? "files" : last) + end;
        StringBuilder plain = new StringBuilder();
        name.codePoints().forEach(c -> plain.append(c < ' ' || c > '~' || "\"\\%/".indexOf(c) >= 0 ? '_' : (char) c));
        String escaped = TargetPath.escape(name)
                .replace("'", "%27")
                .replace("(", "%28")
                .replace(")", "%29")
                .replace("*", "%2A")
                .replace(",", "%2C")
                .replace(";", "%3B")
                .replace("=", "%3D")
                .replace(":", "%3A")
                .replace("@", "%40")
                .replace("/", "%2F");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + escaped;
    }

    /** An archive that breaks off must not look whole, so the connection does too. */
    private static void more(Frame frame, AnswerWriter out) {
        if (frame instanceof Content content) {
            out.content(content.payload(), content.length());
        } else if (frame instanceof Failure) {
            out.cut();
        } else if (frame instanceof End) {
            out.end();
        }
    }

    private static final class Got extends ReadCall {
        private final Archive archive;

        Got(HttpHead head, Archive archive) {
            super(head);
            this.archive = archive;
        }

        @Override
        Object asked() {
            // Of a file it is the file that is looked for, to say that it is one, or where the directory is.
            boolean looks = head.isHead() || !head.directory();
            return looks ? new Request(head.name(), Choice.STAT, Options.NONE) : request(head, archive);
        }

        @Override
        void answer(Frame frame, AnswerWriter out) {
            if (out.hasBegun()) {
                more(frame, out);
            } else if (frame instanceof Failure failure) {
                failed(failure, out);
            } else if (frame instanceof Reply reply && (head.isHead() || !head.directory())) {
                found(reply.options(), out);
            } else if (frame instanceof Reply) {
                begin(head, archive.format(), out);
            }
        }

        private void found(Options found, AnswerWriter out) {
            if (found.get(Option.KIND, Kind.OTHER) != Kind.DIRECTORY) {
                Failure none = new Failure(ErrorCode.NOT_A_DIRECTORY, "Only a directory comes as an archive.");
                Problem.write(out, ErrorStatus.ofReading(none.code()), none);
            } else if (head.directory()) {
                begin(head, archive.format(), out);
                out.end();
            } else {
                toDirectory(out);
            }
        }
    }

    private static final class Posted extends BodyCall {
        private final Archive.Format format;

        /** Those whose names no form can say, as they are not UTF-8. */
        private final List<byte[]> inQuery;

        Posted(HttpHead head, Archive.Format format, List<byte[]> inQuery) {
            super(head);
            this.inQuery = inQuery;
            this.format = format;
        }

        @Override
        Object asked(byte[] body) {
            List<byte[]> chosen = new ArrayList<>(inQuery);
            chosen.addAll(FormText.of(body).all(NAME));
            return request(head, archive(format, chosen));
        }

        @Override
        void answered(Frame frame, AnswerWriter out) {
            if (out.hasBegun()) {
                more(frame, out);
            } else if (frame instanceof Failure failure) {
                Problem.write(out, ErrorStatus.ofReading(failure.code()), failure);
            } else if (frame instanceof Reply) {
                begin(head, format, out);
            }
        }
    }
}
