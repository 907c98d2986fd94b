package io.filetransfer.codec.http;

/** What several files and directories, or properties of one, have to be told (RFC 4918, 13). */
final class MultiStatus {
    static final String BEGINNING = XmlText.BEGINNING + "<D:multistatus xmlns:D=\"DAV:\">\n";
    static final String ENDING = "</D:multistatus>\n";

    private MultiStatus() {}

    /** @param name from the root of what the user sees */
    static void begin(StringBuilder out, String name, boolean directory) {
        String slash = directory && !name.isEmpty() ? "/" : "";
        out.append("<D:response><D:href>");
        XmlText.append(out, "/" + TargetPath.escape(name) + slash).append("</D:href>");
    }

    /** @param elements one for each property */
    static void properties(StringBuilder out, CharSequence elements, String status) {
        refused(out, elements, status, "");
    }

    /** @param condition an element that says why */
    static void refused(StringBuilder out, CharSequence elements, String status, String condition) {
        out.append("<D:propstat><D:prop>").append(elements).append("</D:prop><D:status>HTTP/1.1 ");
        out.append(status).append("</D:status>");
        out.append(condition.isEmpty() ? "" : "<D:error>" + condition + "</D:error>");
        out.append("</D:propstat>");
    }

    static void end(StringBuilder out) {
        out.append("</D:response>\n");
    }
}
