package io.filetransfer.client.cli;

import io.filetransfer.codec.KeyFingerprint;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Suggestion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * A server that the user has given a name, and how it is reached. Kept as a line of words: the address, then {@code tls} and
 * {@code KEY=VALUE}, where a value has percent escapes.
 *
 * @param address HOST:PORT
 */
record Profile(String address, ServerSettings settings) {
    static final String FORM =
            "NAME HOST[:PORT] [tls] [ca=FILE] [fingerprint=KEY] [certificate=FILE key=FILE] [user=NAME]"
                    + " [token-file=FILE]";

    private static final List<String> KEYS =
            List.of("tls", "ca", "fingerprint", "certificate", "key", "user", "token-file");

    /** @throws UsageException with the reason if the line has something that no profile has */
    static Profile parse(String line) throws UsageException {
        if (line.indexOf('\0') >= 0) {
            throw new UsageException("it has a NUL");
        }
        StringTokenizer words = new StringTokenizer(line);
        if (!words.hasMoreTokens()) {
            throw new UsageException("the address is missing: " + FORM);
        }
        String address = address(words.nextToken());
        Map<String, String> given = new HashMap<>();
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            checkKey(key, equals >= 0 && equals + 1 < word.length());
            if (given.put(key, PercentEscapes.decoded(word.substring(equals + 1))) != null) {
                throw new UsageException("'" + key + "' is there twice");
            }
        }
        if (given.containsKey("fingerprint") && !KeyFingerprint.isOne(given.get("fingerprint"))) {
            throw new UsageException("'fingerprint' is SHA256: and 43 letters of Base64");
        }
        ServerSettings settings = new ServerSettings(
                given.containsKey("tls"),
                file(given, "ca"),
                given.get("fingerprint"),
                file(given, "certificate"),
                file(given, "key"),
                given.get("user"),
                file(given, "token-file"));
        settings.check("");
        if (settings.user() != null && settings.tokenFile() != null) {
            throw new UsageException("user and token-file exclude each other");
        }
        return new Profile(address, settings);
    }

    /** @throws UsageException if the text is not the name of a server, and of nothing on it */
    static String address(String text) throws UsageException {
        RemoteName server = RemoteName.parse(text);
        if (RemoteName.isUrl(text) || text.indexOf('/') >= 0) {
            throw new UsageException("'" + text + "' is not the address of a server, HOST[:PORT]");
        }
        return server.server();
    }

    private static void checkKey(String key, boolean hasValue) throws UsageException {
        if (!KEYS.contains(key)) {
            String near = Suggestion.nearest(key, KEYS);
            throw new UsageException("there is no '" + key + "' in a profile"
                    + (near == null ? ": " + FORM : ", did you mean '" + near + "'?"));
        }
        if (key.equals("tls") == hasValue) {
            throw new UsageException(
                    hasValue ? "'tls' takes no value" : "'" + key + "' needs a value: " + key + "=...");
        }
    }

    private static Path file(Map<String, String> given, String key) throws UsageException {
        String value = given.get(key);
        if (value == null) {
            return null;
        }
        try {
            Path path = NameText.path(value);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new UsageException("'" + key + "': " + e.getMessage());
        }
        throw new UsageException("'" + key + "' is a path that begins with /");
    }

    /** What is set, in the order of the line; {@code tls} without a value. */
    Map<String, String> fields() {
        Map<String, String> all = new LinkedHashMap<>();
        if (settings.tls()) {
            all.put("tls", "");
        }
        put(all, "ca", text(settings.authorities()));
        put(all, "fingerprint", settings.fingerprint());
        put(all, "certificate", text(settings.certificate()));
        put(all, "key", text(settings.key()));
        put(all, "user", settings.user());
        put(all, "token-file", text(settings.tokenFile()));
        return all;
    }

    private static void put(Map<String, String> all, String key, String value) {
        if (value != null) {
            all.put(key, value);
        }
    }

    private static String text(Path path) {
        return path == null ? null : NameText.text(path);
    }

    String line() {
        StringBuilder line = new StringBuilder(address);
        fields().forEach((key, value) ->
                line.append(' ').append(key).append(value.isEmpty() ? "" : "=" + PercentEscapes.escaped(value)));
        return line.toString();
    }

    /** What is named so on this server. */
    RemoteName remote(String path, String text) throws UsageException {
        RemoteName server = RemoteName.parse(address);
        return new RemoteName(server.host(), server.port(), settings, path, text);
    }
}
