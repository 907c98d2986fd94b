package io.filetransfer.codec.http;

import java.util.Map;
import javax.xml.namespace.QName;

/** Texts in XML. */
final class XmlText {
    static final String TYPE = "application/xml; charset=utf-8";
    static final String BEGINNING = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

    private XmlText() {}

    /** Appends {@code text}, between tags or in an attribute. What XML has no way to say becomes a replacement character. */
    static StringBuilder append(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\t', '\n', '\r' -> out.append("&#").append((int) c).append(';');
                default -> out.append(isCharacter(text, i) ? c : '\uFFFD');
            }
        }
        return out;
    }

    private static boolean isCharacter(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c >= ' ' && c < 0xfffe && !Character.isISOControl(c);
    }

    /** Appends an element without content; the prefix D stands for the DAV namespace. */
    static StringBuilder empty(StringBuilder out, QName name) {
        if (name.getNamespaceURI().equals(XmlElement.DAV)) {
            return out.append("<D:").append(name.getLocalPart()).append("/>");
        }
        out.append('<').append(name.getLocalPart()).append(" xmlns=\"");
        return append(out, name.getNamespaceURI()).append("\"/>");
    }

    /**
     * Appends an element as it came, so that it means the same wherever it stands: with the prefixes that it had, what was
     * declared for it above, and its language.
     */
    static StringBuilder whole(StringBuilder out, XmlElement element) {
        return element(out, element, null);
    }

    private static StringBuilder element(StringBuilder out, XmlElement element, XmlElement above) {
        String tag = tag(element.name());
        out.append('<').append(tag);
        for (Map.Entry<String, String> declared : element.scope().entrySet()) {
            String prefix = declared.getKey();
            String before =
                    above == null ? prefix.isEmpty() ? "" : null : above.scope().get(prefix);
            if (!declared.getValue().equals(before == null && prefix.isEmpty() ? "" : before)) {
                out.append(prefix.isEmpty() ? " xmlns" : " xmlns:" + prefix);
                append(out.append("=\""), declared.getValue()).append('"');
            }
        }
        element.attributes().forEach((name, value) -> attribute(out, name, value));
        boolean says = element.attributes().containsKey(XmlElement.LANGUAGE);
        if (above == null && element.language() != null && !says) {
            attribute(out, XmlElement.LANGUAGE, element.language());
        }
        if (element.content().isEmpty()) {
            return out.append("/>");
        }
        out.append('>');
        for (Object each : element.content()) {
            if (each instanceof XmlElement child) {
                element(out, child, element);
            } else {
                append(out, (String) each);
            }
        }
        return out.append("</").append(tag).append('>');
    }

    private static void attribute(StringBuilder out, QName name, String value) {
        append(out.append(' ').append(tag(name)).append("=\""), value).append('"');
    }

    private static String tag(QName name) {
        return name.getPrefix().isEmpty() ? name.getLocalPart() : name.getPrefix() + ":" + name.getLocalPart();
    }
}
