package io.filetransfer.client.cli;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.tree.Glob;
import java.util.Locale;

/**
 * A file or directory on a server, as it is written on the command line: {@code HOST[:PORT]/PATH} with the path taken
 * literally, or {@code ft://HOST[:PORT]/PATH} with percent escapes, decoded exactly once; {@code fts://} says besides that
 * all is encrypted.
 *
 * @param host name or address, an IPv6 address without its brackets
 * @param settings how the server is known, and who the user is there
 * @param path on the server, without the slash that parts it from the host; empty for the server's root
 * @param text as it was written
 */
record RemoteName(String host, int port, ServerSettings settings, String path, String text) {
    private static final String SCHEME = "ft://";
    private static final String TLS_SCHEME = "fts://";
    /** What may mean more than itself in a pattern or in one of its sets. */
    private static final String MARKS = "*?[]\\!^-";

    static RemoteName parse(String text) throws UsageException {
        if (startsWith(text, TLS_SCHEME)) {
            return parse(text, TLS_SCHEME.length(), true).encrypted();
        }
        if (startsWith(text, SCHEME)) {
            return parse(text, SCHEME.length(), true);
        }
        int colon = text.indexOf("://");
        if (colon >= 0 && colon < indexOrEnd(text, '/', 0)) {
            throw new UsageException("'" + text + "': URLs of this program begin with ft:// or fts://");
        }
        return parse(text, 0, false);
    }

    /** Whether the text can only be meant as a remote name. */
    static boolean isUrl(String text) {
        return startsWith(text, SCHEME) || startsWith(text, TLS_SCHEME);
    }

    /** The part before the path, as it was written: {@code host:50001} of {@code host:50001/notes.txt}. */
    static String authority(String text) {
        return text.substring(0, indexOrEnd(text, '/', isUrl(text) ? text.indexOf("://") + 3 : 0));
    }

    /** Host and port as lists of servers have them: {@code host:50000}, {@code [::1]:50000}. */
    String server() {
        String name = host.toLowerCase(Locale.ROOT);
        return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
    }

    /** Whether it is asked for on encrypted connections only. */
    boolean tls() {
        return settings.encrypts();
    }

    /**
     * The same server as far as the words tell: two names of one machine count as two, and so do one that is encrypted and
     * one that is not, or those of two profiles.
     */
    boolean sameServer(RemoteName other) {
        return settings.equals(other.settings) && port == other.port && host.equalsIgnoreCase(other.host);
    }

    /** The same on encrypted connections only. */
    RemoteName encrypted() {
        return with(settings.encrypted());
    }

    /** The same, reached so. */
    RemoteName with(ServerSettings other) {
        return new RemoteName(host, port, other, path, text);
    }

    /** Whether the name says that it is a directory: it ends in a slash, or is the root. */
    boolean endsAsDirectory() {
        return path.isEmpty() || path.endsWith("/");
    }

    /** The last component of the path; empty if the path ends in a slash. */
    String lastComponent() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The directory that it is in. */
    RemoteName directory() {
        return new RemoteName(
                host,
                port,
                settings,
                path.substring(0, path.lastIndexOf('/') + 1),
                text.substring(0, text.lastIndexOf('/') + 1));
    }

    /**
     * The last component as a {@link Glob}'s pattern, or null if it is none. In a URL what is escaped stands for itself.
     */
    String pattern() {
        String last = lastComponent();
        if (isUrl(text)) {
            last = text.substring(text.lastIndexOf('/') + 1);
            if (!Glob.isPattern(last)) {
                return null;
            }
            last = decodedOrNull(withBackslashes(last));
        }
        return last != null && Glob.isPattern(last) && isWellFormed(last) ? last : null;
    }

    private static boolean isWellFormed(String pattern) {
        try {
            Glob.parse(pattern);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The same with one before each escape of a character that a pattern would not take as itself. */
    private static String withBackslashes(String escaped) {
        StringBuilder out = new StringBuilder(escaped.length() + 8);
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%' && i + 2 < escaped.length()) {
                int value =
                        Character.digit(escaped.charAt(i + 1), 16) * 16 + Character.digit(escaped.charAt(i + 2), 16);
                out.append(MARKS.indexOf(value) >= 0 ? "\\" : "");
            }
            out.append(c);
        }
        return out.toString();
    }

    private static String decodedOrNull(String part) {
        try {
            return decoded(part, part);
        } catch (UsageException e) {
            return null;
        }
    }

    /** A name in this directory. */
    RemoteName child(String name) {
        String slash = endsAsDirectory() ? "" : "/";
        boolean bare = path.isEmpty() && !text.endsWith("/");
        return new RemoteName(host, port, settings, path + slash + name, text + (bare ? "/" : slash) + name);
    }

    /** The name as the server takes it: without a slash at its end, and a slash alone for the root. */
    String request() {
        String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return name.isEmpty() ? "/" : name;
    }

    RemoteName requirePath() throws UsageException {
        if (request().equals("/")) {
            throw new UsageException(
                    "'" + text + "' names a server but no file: write HOST/PATH, for example localhost/notes.txt");
        }
        return this;
    }

    private static RemoteName parse(String text, int start, boolean url) throws UsageException {
        int slash = indexOrEnd(text, '/', start);
        String authority = text.substring(start, slash);
        String path = slash == text.length() ? "" : text.substring(slash + 1);
        if (authority.indexOf('@') >= 0) { // not repeated: what stands before it may be a token
            WrittenPassword.refuse(authority);
            throw new UsageException(
                    "a remote name has no user in it: say --user NAME, or keep the user in a profile; HOST/PATH is "
                            + "the name");
        }
        int portAt = authority.lastIndexOf(':');
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            if (end < 0) {
                throw notRemote(text, "the ']' after the address is missing");
            }
            portAt = end + 1 == authority.length() ? -1 : end + 1;
            if (portAt >= 0 && authority.charAt(portAt) != ':') {
                throw notRemote(text, "after ']' comes ':PORT' or '/PATH'");
            }
        } else if (portAt != authority.indexOf(':')) {
            throw notRemote(text, "an IPv6 address is written in brackets, [::1]/notes.txt");
        }
        String host = portAt < 0 ? authority : authority.substring(0, portAt);
        if (portAt >= 0 && !url && !mayBePort(authority.substring(portAt + 1))) {
            String after = text.substring(portAt + 1);
            throw new UsageException(
                    "'" + text + "': between host and path stands a slash, not a colon as for scp; write '" + host
                            + (after.startsWith("/") ? "" : "/") + after + "'");
        }
        int port = portAt < 0 ? ClientConfig.DEFAULT_PORT : port(text, authority.substring(portAt + 1));
        return new RemoteName(host(text, host, url), port, ServerSettings.NONE, url ? decoded(text, path) : path, text);
    }

    private static String host(String text, String host, boolean url) throws UsageException {
        if (host.isEmpty()) {
            throw notRemote(text, "the host is missing");
        }
        if (host.charAt(0) == '[') {
            String address = host.substring(1, host.length() - 1);
            return checkedAddress(text, url ? decoded(text, address) : address);
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean inner = c == '-' || c == '.' || c == '_';
            if (!(Character.isLetterOrDigit(c) || inner && i > 0)) {
                throw notRemote(text, "'" + host + "' is no host name");
            }
        }
        return host;
    }

    private static String checkedAddress(String text, String address) throws UsageException {
        int zone = indexOrEnd(address, '%', 0);
        boolean valid = zone >= 2 && zone <= 45 && address.indexOf(':') >= 0 && zone != address.length() - 1;
        for (int i = 0; i < address.length() && valid; i++) {
            char c = address.charAt(i);
            valid = i < zone
                    ? Character.digit(c, 16) >= 0 && c < 0x7f || c == ':' || c == '.'
                    : i == zone || c > 0x20 && c < 0x7f && c != '%' && c != '/';
        }
        if (!valid) {
            throw notRemote(text, "'" + address + "' is no IPv6 address");
        }
        return address;
    }

    /** Not the beginning of a path: only what begins with a digit was meant as a number. */
    private static boolean mayBePort(String text) {
        return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
    }

    private static int port(String text, String digits) throws UsageException {
        int port = 0;
        boolean valid = !digits.isEmpty() && digits.length() <= 5 && digits.charAt(0) != '0';
        for (int i = 0; i < digits.length() && valid; i++) {
            int digit = digits.charAt(i) - '0';
            valid = digit >= 0 && digit <= 9;
            port = port * 10 + digit;
        }
        if (!valid || port > 65535) {
            throw notRemote(text, "a port is a number from 1 to 65535, not '" + digits + "'");
        }
        return port;
    }

    private static String decoded(String text, String part) throws UsageException {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '?' || c == '#') {
                throw notRemote(text, "in a URL, '" + c + "' is written as " + (c == '?' ? "%3F" : "%23"));
            }
        }
        try {
            return PercentEscapes.decoded(part);
        } catch (UsageException e) {
            throw notRemote(text, (e.getMessage().startsWith("'%'") ? "in a URL, " : "") + e.getMessage());
        }
    }

    private static UsageException notRemote(String text, String why) {
        return new UsageException(
                "'" + text + "' is not a remote name, HOST[:PORT]/PATH or ft://HOST[:PORT]/PATH: " + why);
    }

    private static boolean startsWith(String text, String scheme) {
        return text.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static int indexOrEnd(String text, char c, int from) {
        int index = text.indexOf(c, from);
        return index < 0 ? text.length() : index;
    }
}
