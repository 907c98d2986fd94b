package io.filetransfer.codec.http;

import io.filetransfer.codec.Entry;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;

/** A listing as a plain page, without script or style. */
final class ListingPage implements ListingFormat {
    static final String TYPE = "text/html; charset=utf-8";

    private final String directory;

    ListingPage(String directory) {
        this.directory = directory;
    }

    @Override
    public CharSequence beginning(Options listed) {
        StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>");
        escape("/" + directory, out).append("</title>\n<h1>");
        escape("/" + directory, out).append("</h1>\n<ul>\n");
        return directory.isEmpty() ? out : out.append("<li><a href=\"../\">../</a>\n");
    }

    @Override
    public void entry(Entry entry, StringBuilder out) {
        Kind kind = entry.options().get(Option.KIND, Kind.OTHER);
        String slash = kind == Kind.DIRECTORY ? "/" : "";
        out.append("<li><a href=\"./");
        escape(TargetPath.escape(entry.name()), out).append(slash).append("\">");
        escape(entry.name(), out).append(slash).append("</a>");
        if (kind == Kind.FILE) {
            entry.options()
                    .find(Option.SIZE)
                    .ifPresent(size -> out.append(" &ndash; ").append(size).append(" bytes"));
        }
        out.append('\n');
    }

    private static StringBuilder escape(String name, StringBuilder out) {
        return XmlText.append(out, NameText.shown(name));
    }

    @Override
    public CharSequence ending() {
        return "</ul>\n</html>\n";
    }
}
