package io.filetransfer.codec.http;

/** A request whose body, a document of XML, says what is asked. */
abstract class XmlCall extends BodyCall {
    XmlCall(HttpHead head) {
        super(head);
    }

    @Override
    final Object asked(byte[] body) {
        return asked(body.length == 0 ? null : XmlElement.parse(body));
    }

    /**
     * @param document null without a body
     * @throws HttpRefusal it does not say what is asked
     */
    abstract Object asked(XmlElement document);
}
