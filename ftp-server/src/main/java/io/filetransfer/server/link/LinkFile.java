package io.filetransfer.server.link;

import io.filetransfer.codec.LinkKind;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.watch.TextFile;
import io.filetransfer.server.watch.TomlText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** What is in the file of one link: TOML, written once. */
final class LinkFile {
    private static final int MAX_BYTES = 64 << 10;
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private LinkFile() {}

    /** @throws IOException with a sentence for the operator */
    static Link read(Path file) throws IOException {
        TomlParseResult toml = TomlText.parse(file, TextFile.read(file, "a link", MAX_BYTES));
        try {
            String hash = text(toml, "sha256");
            if (!SHA_256.matcher(hash).matches()) {
                throw new IllegalArgumentException("sha256 has 64 hexadecimal digits");
            }
            Long uses = value(toml, "uses", Long.class);
            return new Link(
                    hash,
                    text(toml, "user"),
                    SafePath.parse(text(toml, "path")),
                    LinkKind.valueOf(text(toml, "kind").toUpperCase(Locale.ROOT)),
                    needed(toml, "made", OffsetDateTime.class).toInstant(),
                    needed(toml, "expires", OffsetDateTime.class).toInstant(),
                    value(toml, "password", String.class),
                    uses == null ? Long.MAX_VALUE : uses);
        } catch (IllegalArgumentException | StorageException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String text(TomlParseResult toml, String key) {
        return needed(toml, key, String.class);
    }

    private static <T> T needed(TomlParseResult toml, String key, Class<T> type) {
        T value = value(toml, key, type);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private static <T> T value(TomlParseResult toml, String key, Class<T> type) {
        Object value = toml.get(key);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException(key + " is of another type");
        }
        return type.cast(value);
    }

    static String write(Link link) {
        StringBuilder out = new StringBuilder("# A link of ftp-server. It ends when this file is removed.\n");
        line(out, "user", quoted(link.user()));
        line(out, "path", quoted("/" + link.path()));
        line(out, "kind", quoted(link.kind().text()));
        line(out, "sha256", quoted(link.hash()));
        line(out, "made", link.made());
        line(out, "expires", link.expires());
        if (link.password() != null) {
            line(out, "password", quoted(link.password()));
        }
        if (link.hasLimit()) {
            line(out, "uses", link.uses());
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String key, Object value) {
        out.append(key).append(" = ").append(value).append('\n');
    }

    private static String quoted(String text) {
        return '"' + Toml.tomlEscape(text).toString() + '"';
    }
}
