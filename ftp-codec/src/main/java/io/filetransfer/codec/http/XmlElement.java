package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of the body of a WebDAV request. There are no document types, so there are no entities but the five of XML
 * itself, and nothing outside of the body is ever looked at.
 *
 * @param attributes in their order; the language is {@code xml:lang}
 * @param scope the namespace of each prefix, also of those that were declared above it
 * @param language as {@code xml:lang} has it, here or above; null if nothing says it
 * @param content elements and texts, in their order; comments and instructions are left out
 */
record XmlElement(
        QName name, Map<QName, String> attributes, Map<String, String> scope, String language, List<Object> content) {
    static final String DAV = "DAV:";
    static final QName LANGUAGE = new QName(XMLConstants.XML_NS_URI, "lang", XMLConstants.XML_NS_PREFIX);

    private static final int MAX_DEPTH = 32;
    private static final int MAX_ELEMENTS = 256;
    private static final int MAX_NAME = 512;
    /** That are declared at one place, or above it. */
    private static final int MAX_SCOPE = 32;

    /** @throws HttpRefusal it is not well-formed, or more than is taken */
    static XmlElement parse(byte[] document) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            try {
                return root(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException e) {
            throw e instanceof HttpRefusal refusal ? refusal : HttpRefusal.bad("The body is not well-formed XML.");
        }
    }

    /**
     * What a client has kept here: by the native protocol, or by the disk, it can be any text.
     *
     * @param name that the element has, as {@link QName#toString} has it
     * @return null for what is no such element
     */
    static XmlElement kept(String name, String value) {
        try {
            XmlElement element = parse(value.getBytes(StandardCharsets.UTF_8));
            return element.name.toString().equals(name) ? element : null;
        } catch (HttpRefusal e) {
            return null;
        }
    }

    private static XmlElement root(XMLStreamReader reader) throws XMLStreamException {
        List<XmlElement> open = new ArrayList<>();
        XmlElement root = null;
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++elements > MAX_ELEMENTS || open.size() == MAX_DEPTH) {
                        throw tooMuch();
                    }
                    XmlElement above = open.isEmpty() ? null : open.get(open.size() - 1);
                    XmlElement element = of(reader, above);
                    if (above == null) {
                        root = element;
                    } else {
                        above.content.add(element);
                    }
                    open.add(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.remove(open.size() - 1);
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!open.isEmpty()) {
                        open.get(open.size() - 1).content.add(reader.getText());
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw HttpRefusal.bad("A body with a document type or entities is not taken.");
                default -> {} // comments, instructions, and the end
            }
        }
        return root;
    }

    /** The one that begins. */
    private static XmlElement of(XMLStreamReader reader, XmlElement above) {
        Map<String, String> scope = above == null ? Map.of() : above.scope;
        if (reader.getNamespaceCount() > 0) {
            scope = new TreeMap<>(scope);
            for (int i = 0; i < reader.getNamespaceCount(); i++) {
                scope.put(text(reader.getNamespacePrefix(i)), text(reader.getNamespaceURI(i)));
            }
        }
        Map<QName, String> attributes = new LinkedHashMap<>();
        String language = above == null ? null : above.language;
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            QName attribute = named(reader.getAttributeName(i));
            attributes.put(attribute, reader.getAttributeValue(i));
            if (attribute.equals(LANGUAGE)) {
                language = reader.getAttributeValue(i);
            }
        }
        if (scope.size() > MAX_SCOPE || scope.values().stream().anyMatch(uri -> uri.length() > MAX_NAME)) {
            throw tooMuch();
        }
        return new XmlElement(named(reader.getName()), attributes, scope, language, new ArrayList<>());
    }

    private static String text(String text) {
        return text == null ? XMLConstants.DEFAULT_NS_PREFIX : text;
    }

    private static QName named(QName name) {
        if (name.getLocalPart().length() > MAX_NAME || name.getNamespaceURI().length() > MAX_NAME) {
            throw tooMuch();
        }
        return name;
    }

    private static HttpRefusal tooMuch() {
        return new HttpRefusal(
                HttpResponseStatus.BAD_REQUEST,
                ErrorCode.BAD_REQUEST,
                "The body has more elements, or longer names, than are taken.");
    }

    boolean is(String davName) {
        return name.getNamespaceURI().equals(DAV) && name.getLocalPart().equals(davName);
    }

    /** The elements in it. */
    List<XmlElement> children() {
        List<XmlElement> children = new ArrayList<>();
        for (Object each : content) {
            if (each instanceof XmlElement child) {
                children.add(child);
            }
        }
        return children;
    }

    /** The first one of the DAV namespace with this name; null if there is none. */
    XmlElement child(String davName) {
        for (XmlElement child : children()) {
            if (child.is(davName)) {
                return child;
            }
        }
        return null;
    }

    /** The text in it, without that of its elements. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Object each : content) {
            if (each instanceof String part) {
                text.append(part);
            }
        }
        return text.toString().strip();
    }
}
