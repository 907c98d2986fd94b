package io.filetransfer.codec.http;

import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.Version;
import java.util.ArrayList;
import java.util.List;

/** Versions as entity tags: strong ones, of hexadecimal digits. A tag of others is a version that nothing has. */
final class EntityTags {
    private EntityTags() {}

    static String of(Version version) {
        return '"' + version.toString() + '"';
    }

    /**
     * The versions of a list of tags.
     *
     * @param weak whether weak tags are compared too; else they are equal to none
     * @return null if there is no list
     * @throws HttpRefusal it is none, or too long
     */
    static Conditions.Versions parse(String field, boolean weak) {
        if (field == null) {
            return null;
        }
        String rest = field.strip();
        if (rest.equals("*")) {
            return Conditions.Versions.ANY;
        }
        List<Version> versions = new ArrayList<>();
        int tags = 0;
        int at = 0;
        while (at < rest.length()) {
            boolean isWeak = rest.startsWith("W/", at);
            int open = isWeak ? at + 2 : at;
            int close = open < rest.length() && rest.charAt(open) == '"' ? rest.indexOf('"', open + 1) : -1;
            if (close < 0 || ++tags > Conditions.MAX_VERSIONS) {
                throw HttpRefusal.bad("A list of entity tags is none, or longer than " + Conditions.MAX_VERSIONS + ".");
            }
            Version version = version(rest.substring(open + 1, close));
            if (version != null && (weak || !isWeak)) {
                versions.add(version);
            }
            at = next(rest, close + 1);
        }
        return new Conditions.Versions(false, versions);
    }

    /**
     * The version that one tag stands for; null for one that nothing has, or that is weak.
     *
     * @throws HttpRefusal it is none
     */
    static Version one(String tag) {
        String text = tag.strip();
        Conditions.Versions versions = text.equals("*") ? null : parse(text, false);
        if (versions == null || versions.list().size() > 1) {
            throw HttpRefusal.bad("An entity tag is none.");
        }
        return versions.list().isEmpty() ? null : versions.list().get(0);
    }

    /** Behind the comma. */
    private static int next(String list, int at) {
        int next = at;
        boolean comma = false;
        while (next < list.length() && (isBlank(list.charAt(next)) || list.charAt(next) == ',')) {
            comma |= list.charAt(next) == ',';
            next++;
        }
        if (next < list.length() && !comma) {
            throw HttpRefusal.bad("A list of entity tags has something between them.");
        }
        return next;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static Version version(String tag) {
        try {
            return Version.parse(tag);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}
