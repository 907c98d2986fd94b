package io.filetransfer.codec.http;

import io.filetransfer.codec.Entry;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Rights;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A listing as one JSON object, an entry a line. A name that is not UTF-8 has its escaped bytes in a second field, which is
 * what a URL takes.
 */
final class ListingJson implements ListingFormat {
    static final String TYPE = "application/json";

    private final String directory;
    private boolean first = true;

    ListingJson(String directory) {
        this.directory = directory;
    }

    @Override
    public CharSequence beginning(Options listed) {
        String slash = directory.isEmpty() ? "" : "/";
        StringBuilder out = new StringBuilder("{");
        name("path", "/" + directory + slash, out);
        listed.find(Option.RIGHTS)
                .ifPresent(
                        rights -> out.append(",\"may\":[").append(words(rights)).append(']'));
        return out.append(",\"entries\":[");
    }

    private static String words(Rights rights) {
        return rights.held().stream()
                .sorted()
                .map(right -> '"' + right.name().toLowerCase(Locale.ROOT) + '"')
                .collect(Collectors.joining(","));
    }

    private static void name(String field, String name, StringBuilder out) {
        JsonText.append(out.append('"').append(field).append("\":"), NameText.approximate(name));
        if (!NameText.isText(name)) {
            JsonText.append(out.append(",\"").append(field).append("Escaped\":"), TargetPath.escape(name));
        }
    }

    @Override
    public void entry(Entry entry, StringBuilder out) {
        Options options = entry.options();
        Kind kind = options.get(Option.KIND, Kind.OTHER);
        out.append(first ? "\n{" : ",\n{");
        first = false;
        name("name", entry.name(), out);
        out.append(",\"kind\":\"").append(kind.name().toLowerCase(Locale.ROOT)).append('"');
        options.find(Option.SIZE).ifPresent(size -> out.append(",\"size\":").append(size));
        options.find(Option.MODIFIED)
                .ifPresent(time -> out.append(",\"modified\":\"").append(time).append('"'));
        options.find(Option.VERSION)
                .ifPresent(
                        version -> out.append(",\"version\":\"").append(version).append('"'));
        options.find(Option.MODE)
                .ifPresent(
                        mode -> out.append(",\"mode\":\"").append(octal(mode)).append('"'));
        out.append('}');
    }

    private static String octal(int mode) {
        String digits = Integer.toOctalString(mode);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    @Override
    public CharSequence ending() {
        return "\n]}\n";
    }
}
