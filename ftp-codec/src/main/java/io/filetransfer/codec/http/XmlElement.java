package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of the body of a WebDAV request. There are no document types, so there are no entities but the five of XML
 * itself, and nothing outside of the body is ever looked at.
 */
record XmlElement(QName name, List<XmlElement> children) {
    static final String DAV = "DAV:";

    private static final int MAX_DEPTH = 32;
    private static final int MAX_ELEMENTS = 256;
    private static final int MAX_NAME = 512;

    private XmlElement(QName name) {
        this(name, new ArrayList<>());
    }

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

    private static XmlElement root(XMLStreamReader reader) throws XMLStreamException {
        List<XmlElement> open = new ArrayList<>();
        XmlElement root = null;
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    XmlElement element = new XmlElement(name(reader.getName()));
                    if (++elements > MAX_ELEMENTS || open.size() == MAX_DEPTH) {
                        throw tooMuch();
                    }
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.get(open.size() - 1).children.add(element);
                    }
                    open.add(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.remove(open.size() - 1);
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw HttpRefusal.bad("A body with a document type or entities is not taken.");
                default -> {} // nothing that is asked is said by text; comments, instructions, and the end
            }
        }
        return root;
    }

    private static QName name(QName name) {
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

    /** The first one of the DAV namespace with this name; null if there is none. */
    XmlElement child(String davName) {
        for (XmlElement child : children) {
            if (child.is(davName)) {
                return child;
            }
        }
        return null;
    }
}
