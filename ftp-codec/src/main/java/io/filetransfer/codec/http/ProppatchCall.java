package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.namespace.QName;

/** PROPPATCH: properties of clients' own change, and the time of a file; all of them, or none. */
final class ProppatchCall extends XmlCall {
    /** In seconds since 1970, as some clients set the time of a file. */
    private static final QName SECONDS = new QName(XmlElement.DAV, "lastmodified");

    private final List<PropertyChanges.Change> changes = new ArrayList<>();
    private final Set<QName> named = new LinkedHashSet<>();
    private final Set<QName> refused = new LinkedHashSet<>();
    private Instant modified;

    ProppatchCall(HttpHead head) {
        super(head);
    }

    @Override
    Object asked(XmlElement document) {
        if (document == null || !document.is("propertyupdate")) {
            throw HttpRefusal.bad("The body is not a propertyupdate element.");
        }
        for (XmlElement instruction : document.children()) {
            XmlElement prop = instruction.child("prop");
            boolean sets = instruction.is("set");
            if (prop != null && (sets || instruction.is("remove"))) {
                prop.children().forEach(property -> change(property, sets));
            }
        }
        if (named.isEmpty()) {
            throw HttpRefusal.bad("The propertyupdate element changes nothing.");
        }
        Options options = Options.NONE
                .with(Option.PROPERTY_CHANGES, new PropertyChanges(changes))
                .withPresent(Option.MODIFIED, modified);
        // What is refused here is looked up all the same: what is not there, or not for this user, has no properties at
        // all.
        return refused.isEmpty()
                ? new Request(head.name(), Choice.ANNOTATE, options)
                : new Request(
                        head.name(), Choice.ANNOTATE, Options.NONE.with(Option.PROPERTY_CHANGES, PropertyChanges.NONE));
    }

    private void change(XmlElement property, boolean sets) {
        QName name = property.name();
        named.add(name);
        boolean time = name.equals(SECONDS) || LiveProperty.of(name) == LiveProperty.GETLASTMODIFIED;
        if (time && sets) {
            modified = time(property);
        } else if (time || LiveProperty.of(name) != null) {
            refused.add(name);
        } else {
            String value = sets ? XmlText.whole(new StringBuilder(), property).toString() : null;
            changes.add(new PropertyChanges.Change(name.toString(), value));
        }
    }

    private static Instant time(XmlElement property) {
        String text = property.text();
        try {
            if (property.name().equals(SECONDS)) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            Date date = DateFormatter.parseHttpDate(text);
            if (date != null) {
                return date.toInstant();
            }
        } catch (NumberFormatException | DateTimeException none) {
            // Said below.
        }
        throw HttpRefusal.bad("The time of the file is none.");
    }

    @Override
    void answered(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure && failure.code() == ErrorCode.INSUFFICIENT_STORAGE) {
            all("507 Insufficient Storage", out);
        } else if (frame instanceof Failure failure) {
            Problem.write(out, failure);
        } else if (frame instanceof Reply && refused.isEmpty()) {
            all("200 OK", out);
        } else if (frame instanceof Reply) {
            StringBuilder text = beginning();
            MultiStatus.refused(text, names(refused), "403 Forbidden", "<D:cannot-modify-protected-property/>");
            Set<QName> others = new LinkedHashSet<>(named);
            others.removeAll(refused);
            if (!others.isEmpty()) {
                MultiStatus.properties(text, names(others), "424 Failed Dependency");
            }
            write(text, out);
        }
    }

    private void all(String status, AnswerWriter out) {
        StringBuilder text = beginning();
        MultiStatus.properties(text, names(named), status);
        write(text, out);
    }

    private StringBuilder beginning() {
        StringBuilder text = new StringBuilder(MultiStatus.BEGINNING);
        MultiStatus.begin(text, head.name(), head.directory());
        return text;
    }

    private static StringBuilder names(Set<QName> of) {
        StringBuilder names = new StringBuilder();
        of.forEach(name -> XmlText.empty(names, name));
        return names;
    }

    private static void write(StringBuilder text, AnswerWriter out) {
        MultiStatus.end(text);
        out.status(HttpResponseStatus.MULTI_STATUS)
                .field("Cache-Control", "no-store")
                .text(XmlText.TYPE, text.append(MultiStatus.ENDING));
    }
}
