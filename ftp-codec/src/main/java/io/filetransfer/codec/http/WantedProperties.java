package io.filetransfer.codec.http;

import io.filetransfer.codec.Also;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Properties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.QName;

/**
 * Which properties PROPFIND asks for.
 *
 * @param namesOnly without what they are
 * @param named those that are asked for by name; null for all
 */
record WantedProperties(boolean namesOnly, List<QName> named) {
    private static final WantedProperties ALL = new WantedProperties(false, null);

    /** The answer names them for each file and directory, so they are few. */
    private static final int MAX_NAMED = 64;

    /** Of all names and name spaces together, in characters. */
    private static final int MAX_LENGTH = 2048;

    /**
     * @param document null for none, which asks for all
     * @throws HttpRefusal it asks for something else
     */
    static WantedProperties of(XmlElement document) {
        if (document == null) {
            return ALL;
        }
        if (!document.is("propfind")) {
            throw HttpRefusal.bad("The body is not a propfind element.");
        }
        if (document.child("propname") != null) {
            return new WantedProperties(true, null);
        }
        XmlElement prop = document.child("prop");
        if (prop != null) {
            return new WantedProperties(false, names(prop));
        }
        if (document.child("allprop") == null) {
            throw HttpRefusal.bad("The propfind element does not say what is asked for.");
        }
        return ALL;
    }

    private static List<QName> names(XmlElement prop) {
        List<QName> names = prop.children().stream().map(XmlElement::name).toList();
        int length = names.stream()
                .mapToInt(name ->
                        name.getLocalPart().length() + name.getNamespaceURI().length())
                .sum();
        if (names.size() > MAX_NAMED || length > MAX_LENGTH) {
            throw HttpRefusal.bad("More properties are asked for than " + MAX_NAMED + ", or their names are too long.");
        }
        return names;
    }

    /** What of it the server is to look for beside the attributes. */
    Also also() {
        if (named == null) {
            return new Also(true, !namesOnly);
        }
        boolean kept = named.stream().anyMatch(name -> LiveProperty.of(name) == null);
        return new Also(kept, named.stream().anyMatch(name -> LiveProperty.of(name) == LiveProperty.LOCKDISCOVERY));
    }

    /** Appends what is found and what is not, of one file or directory. */
    void write(String name, Options has, StringBuilder out) {
        Map<String, String> kept = has.get(Option.PROPERTIES, Properties.NONE).values();
        List<QName> missing = new ArrayList<>();
        StringBuilder found = new StringBuilder();
        if (named == null) {
            for (LiveProperty property : LiveProperty.values()) {
                property.of(name, has).ifPresent(value -> element(property, namesOnly ? "" : value, found));
            }
            kept.forEach((property, value) -> kept(XmlElement.kept(property, value), found));
        } else {
            for (QName wanted : named) {
                LiveProperty property = LiveProperty.of(wanted);
                String value = kept.get(wanted.toString());
                XmlElement element = value == null ? null : XmlElement.kept(wanted.toString(), value);
                if (element != null) {
                    kept(element, found);
                    continue;
                }
                Optional<String> known = property == null ? Optional.empty() : property.of(name, has);
                known.ifPresentOrElse(present -> element(property, present, found), () -> missing.add(wanted));
            }
        }
        if (found.length() > 0 || missing.isEmpty()) {
            MultiStatus.properties(out, found, "200 OK");
        }
        if (!missing.isEmpty()) {
            StringBuilder names = new StringBuilder();
            missing.forEach(property -> XmlText.empty(names, property));
            MultiStatus.properties(out, names, "404 Not Found");
        }
    }

    /** @param element null for what is none */
    private void kept(XmlElement element, StringBuilder out) {
        if (element != null && namesOnly) {
            XmlText.empty(out, element.name());
        } else if (element != null) {
            XmlText.whole(out, element);
        }
    }

    private static void element(LiveProperty property, String value, StringBuilder out) {
        out.append("<D:").append(property.tag());
        if (value.isEmpty()) {
            out.append("/>");
        } else {
            out.append('>').append(value).append("</D:").append(property.tag()).append('>');
        }
    }
}
