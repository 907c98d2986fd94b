package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;

/** An answer that names the condition of WebDAV that does not hold (RFC 4918, 16). */
final class DavError {
    private static final String BEGINNING = XmlText.BEGINNING + "<D:error xmlns:D=\"DAV:\">";
    private static final String ENDING = "</D:error>\n";

    private DavError() {}

    /**
     * Writes the whole answer.
     *
     * @param condition its element
     */
    static void write(AnswerWriter out, HttpResponseStatus status, String condition) {
        out.status(status).field("Cache-Control", "no-store").text(XmlText.TYPE, BEGINNING + condition + ENDING);
    }

    /**
     * Goes on with an answer whose status is written. What is told to be locked is what the client asked for: where the lock
     * lies may not be for it to know.
     */
    static void locked(AnswerWriter out, Failure failure) {
        HttpHead head = out.answered();
        String condition = head.method().equals("LOCK") ? "no-conflicting-lock" : "lock-token-submitted";
        StringBuilder text =
                new StringBuilder(BEGINNING).append("<D:").append(condition).append("><D:href>");
        XmlText.append(text, "/" + TargetPath.escape(head.name())).append("</D:href></D:");
        text.append(condition).append("><code xmlns=\"urn:filetransfer\">").append(ErrorCode.LOCKED.name());
        XmlText.append(text.append("</code><detail xmlns=\"urn:filetransfer\">"), Printable.of(failure.sentence()));
        out.field("Cache-Control", "no-store")
                .text(XmlText.TYPE, text.append("</detail>").append(ENDING));
    }
}
