package io.filetransfer.client.cli;

import io.filetransfer.codec.Suggestion;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The servers that the user has given names. What stands before {@code :/} is such a name, and never a host: no other
 * remote name has a slash there.
 */
final class Profiles {
    private static final int LONGEST_NAME = 64;

    private final ServerLines lines;

    /** @param file null where there is no place for one: there are none, and none can be stored */
    Profiles(Path file) {
        this.lines = new ServerLines(file, Profiles::fault);
    }

    static Profiles ofUser(Map<String, String> environment) {
        return new Profiles(ServerLines.ofUser("profiles", environment));
    }

    private static String fault(String name, String line) {
        if (!isName(name)) {
            return "has '" + name + "' for a name, which takes letters, digits, '.', '_' and '-'";
        }
        try {
            Profile.parse(line);
            return null;
        } catch (UsageException e) {
            return "is not a profile: " + e.getMessage();
        }
    }

    /**
     * All, by their names.
     *
     * @throws io.filetransfer.client.FileTransferException.LocalFile with file and line if it cannot be read
     */
    Map<String, Profile> all() throws UsageException {
        Map<String, Profile> all = new TreeMap<>();
        for (Map.Entry<String, String> line : lines.all().entrySet()) {
            all.put(line.getKey(), Profile.parse(line.getValue()));
        }
        return all;
    }

    /** @throws UsageException with the nearest name if there is none of this one */
    Profile require(String name) throws UsageException {
        checkName(name);
        Map<String, String> all = lines.all();
        String line = all.get(name.toLowerCase(Locale.ROOT));
        if (line == null) {
            throw unknown(name, all.keySet());
        }
        return Profile.parse(line);
    }

    /** @throws UsageException if there is one of that name already, or it is none */
    void add(String name, Profile profile) throws UsageException {
        checkName(name);
        if (!lines.add(name.toLowerCase(Locale.ROOT), profile.line())) {
            throw new UsageException(
                    "there is a profile '" + name + "' already; remove it first, with: profile remove " + name);
        }
    }

    /** @throws UsageException with the nearest name if there is none of this one */
    void remove(String name) throws UsageException {
        checkName(name);
        if (!lines.remove(name.toLowerCase(Locale.ROOT))) {
            throw unknown(name, lines.all().keySet());
        }
    }

    /**
     * What a name on the command line stands for.
     *
     * @throws UsageException if it is no remote name, or of a profile that there is not
     */
    RemoteName remote(String text) throws UsageException {
        int colon = endOfName(text);
        if (colon < 0) {
            return RemoteName.parse(text);
        }
        String path = colon + 1 == text.length() ? "" : text.substring(colon + 2);
        try {
            return require(text.substring(0, colon)).remote(path, text);
        } catch (UsageException e) {
            String what = e.getMessage();
            throw new UsageException("'" + text + "': " + what + (what.endsWith("?") ? " For" : "; for")
                    + " the host of that name write '" + text.substring(0, colon) + "/" + path + "'");
        }
    }

    /** Where the name of a profile ends in {@code NAME:/PATH} or {@code NAME:}; -1 if there is none. */
    private static int endOfName(String text) {
        int colon = text.indexOf(':');
        boolean isProfile = colon > 0
                && (colon + 1 == text.length() || text.charAt(colon + 1) == '/')
                && !text.startsWith("://", colon)
                && isName(text.substring(0, colon));
        return isProfile ? colon : -1;
    }

    private static boolean isName(String text) {
        boolean valid = !text.isEmpty() && text.length() <= LONGEST_NAME;
        for (int i = 0; i < text.length() && valid; i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            valid = letter || i > 0 && (c == '-' || c == '.' || c == '_');
        }
        return valid;
    }

    private static void checkName(String name) throws UsageException {
        if (!isName(name)) {
            throw new UsageException(
                    "'" + name
                            + "' is not the name of a profile: up to 64 letters, digits, '.', '_' and '-', the first a letter or digit");
        }
    }

    private static UsageException unknown(String name, Set<String> names) {
        String near = Suggestion.nearest(name.toLowerCase(Locale.ROOT), new TreeSet<>(names));
        return new UsageException("there is no profile '" + name + "'"
                + (near == null ? "; 'ftp-client profile list' shows them" : ", did you mean '" + near + "'?"));
    }
}
