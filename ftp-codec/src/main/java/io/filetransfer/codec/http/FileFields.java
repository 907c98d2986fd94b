package io.filetransfer.codec.http;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;

/** What the fields of an answer say of a file. */
final class FileFields {
    private FileFields() {}

    /** What a client keeps its copy by. */
    static void state(AnswerWriter out, Options file) {
        file.find(Option.VERSION).ifPresent(version -> out.field("ETag", EntityTags.of(version)));
        file.find(Option.MODIFIED).ifPresent(time -> out.field("Last-Modified", HttpConditions.date(time)));
        out.field("Cache-Control", "no-cache"); // kept, but asked about each time
    }

    /** What a client that has sent a file may keep of it. */
    static void stored(AnswerWriter out, Options file) {
        file.find(Option.VERSION).ifPresent(version -> out.field("ETag", EntityTags.of(version)));
        file.find(Option.MODIFIED).ifPresent(time -> out.field("Last-Modified", HttpConditions.date(time)));
        digest(out, file);
    }

    private static void digest(AnswerWriter out, Options file) {
        Digest digest = file.get(Option.DIGEST, Digest.NONE);
        if (digest.algorithm() != DigestAlgorithm.NONE) {
            out.field(DigestFields.REPR, DigestFields.write(digest));
        }
    }

    /** @param type the content type of the file itself, also when it comes in pieces */
    static void content(AnswerWriter out, Options file, String type) {
        state(out, file);
        out.field("Accept-Ranges", "bytes");
        digest(out, file);
        out.field("Cross-Origin-Resource-Policy", "same-origin");
        if (ContentTypes.isActive(type)) {
            out.field("Content-Disposition", "attachment");
            out.field("Content-Security-Policy", "sandbox; default-src 'none'");
        }
    }
}
