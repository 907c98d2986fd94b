package io.filetransfer.codec.http;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.xml.namespace.QName;

/** Properties that the server knows of a file or directory (RFC 4918, 15), as they stand between their tags. */
enum LiveProperty {
    RESOURCETYPE((name, has) -> Optional.of(isDirectory(has) ? "<D:collection/>" : "")),
    DISPLAYNAME((name, has) -> Optional.of(escaped(NameText.approximate(name.substring(name.lastIndexOf('/') + 1))))),
    GETCONTENTLENGTH((name, has) -> has.find(Option.SIZE).map(String::valueOf)),
    GETCONTENTTYPE((name, has) -> isDirectory(has) ? Optional.empty() : Optional.of(escaped(ContentTypes.of(name)))),
    GETETAG((name, has) -> has.find(Option.VERSION).map(version -> escaped(EntityTags.of(version)))),
    GETLASTMODIFIED((name, has) -> has.find(Option.MODIFIED).map(HttpConditions::date)),
    SUPPORTEDLOCK((name, has) -> Optional.of(ActiveLocks.SUPPORTED)),
    LOCKDISCOVERY((name, has) -> Optional.of(ActiveLocks.of(has.get(Option.LOCKS, List.of()), name)));

    private final BiFunction<String, Options, Optional<String>> value;

    LiveProperty(BiFunction<String, Options, Optional<String>> value) {
        this.value = value;
    }

    private static boolean isDirectory(Options has) {
        return has.get(Option.KIND, Kind.OTHER) == Kind.DIRECTORY;
    }

    private static String escaped(String text) {
        return XmlText.append(new StringBuilder(text.length() + 16), text).toString();
    }

    /** The local part; the namespace is DAV. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What it is of a file or directory; empty if that has no such thing.
     *
     * @param name from the root of what the user sees
     */
    Optional<String> of(String name, Options has) {
        return value.apply(name, has);
    }

    /** Null if it is none of these. */
    static LiveProperty of(QName name) {
        if (name.getNamespaceURI().equals(XmlElement.DAV)) {
            for (LiveProperty property : values()) {
                if (property.tag().equals(name.getLocalPart())) {
                    return property;
                }
            }
        }
        return null;
    }
}
