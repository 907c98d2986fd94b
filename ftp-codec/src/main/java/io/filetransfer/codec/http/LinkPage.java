package io.filetransfer.codec.http;

import io.filetransfer.codec.Failure;
import io.filetransfer.codec.LinkAddress;
import io.filetransfer.codec.LinkInfo;
import io.filetransfer.codec.LinkKind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;

/** What a browser shows of a link itself: what it is of, where its password goes, or that there is none. */
final class LinkPage {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private LinkPage() {}

    /** A file or a folder to put files into. */
    static void show(HttpHead head, LinkInfo link, AnswerWriter out) {
        if (link.kind() == LinkKind.UPLOAD) {
            write(out, HttpResponseStatus.OK, "Send files", drop(head));
        } else {
            write(out, HttpResponseStatus.OK, link.name(), file(head, link));
        }
    }

    private static String file(HttpHead head, LinkInfo link) {
        String address = text(head.base() + TargetPath.escape(link.name()));
        return "<p>" + text(NameText.shown(link.name())) + "</p>\n<p><a class=\"button main\" href=\"" + address
                + "\" download>Download</a></p>\n" + until(link);
    }

    private static String until(LinkInfo link) {
        String uses = link.uses() == 0 ? "" : ", and at most " + (link.uses() - link.used()) + " more times";
        return "<p class=\"soft\">Open until " + link.expires() + uses + ".</p>\n";
    }

    private static String drop(HttpHead head) {
        return "<script type=\"module\" src=\"" + PageAssets.address("link-drop.js") + "\"></script>\n"
                + "<form id=\"drop\" data-to=\"" + text(head.base()) + "\">\n"
                + "<p>Files that you choose or drop here are sent. Nobody sees by this link what was sent before.</p>\n"
                + "<p><label class=\"button main\">Choose files<input type=\"file\" id=\"files\" multiple"
                + " class=\"unseen\"></label></p>\n"
                + "<ul id=\"sent\" aria-live=\"polite\"></ul>\n</form>\n"
                + "<noscript><p>This page needs a script; <code>curl -T FILE</code> with this address, and a slash behind"
                + " it, does not.</p></noscript>\n";
    }

    /** Its form is sent to the link itself. With no-referrer a browser would not say that the form is of this site. */
    static void password(HttpHead head, boolean wrong, AnswerWriter out) {
        String form = "<meta name=\"referrer\" content=\"same-origin\">\n<form method=\"post\" action=\""
                + text(LinkAddress.of(head.link())) + "\">\n"
                + (wrong ? "<p role=\"alert\" class=\"danger\">The password is wrong.</p>\n" : "")
                + "<p><label>This link has a password <input type=\"password\" name=\"password\" required autofocus"
                + " autocomplete=\"off\"></label></p>\n<p><button class=\"main\">Go on</button></p>\n</form>\n";
        write(out, HttpResponseStatus.FORBIDDEN, "Password", form);
    }

    static void failed(Failure failure, AnswerWriter out) {
        write(
                out,
                ErrorStatus.of(failure.code()),
                "Not available",
                "<p>" + text(Printable.of(failure.sentence())) + "</p>\n");
    }

    private static void write(AnswerWriter out, HttpResponseStatus status, String title, String body) {
        String shown = text(NameText.shown(title));
        out.status(status)
                .field("Content-Security-Policy", POLICY)
                .field("Cache-Control", "no-store")
                .text(
                        "text/html; charset=utf-8",
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                                + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + shown + "</title>\n"
                                + "<link rel=\"stylesheet\" href=\"" + PageAssets.address("link.css") + "\">\n"
                                + "<main>\n<h1>" + shown + "</h1>\n" + body + "</main>\n</html>\n");
    }

    private static String text(String text) {
        return XmlText.append(new StringBuilder(), text).toString();
    }
}
