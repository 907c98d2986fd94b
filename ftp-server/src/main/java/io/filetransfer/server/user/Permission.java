package io.filetransfer.server.user;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a user may do with names. The lower-case names are in files and on command lines, and never change. */
public enum Permission {
    /** Get content, and what is known of a name. */
    READ,
    /** See what is in a directory. Without it, what may not be done looks as if nothing were there. */
    LIST,
    /** Store, and replace what is there. */
    WRITE,
    /** Store where nothing is yet, and make directories. */
    CREATE,
    /** Remove, and move away. */
    DELETE,
    /** Make links, by which people without an account get what the user may get, or put where the user may put. */
    LINK;

    public static final Set<Permission> ALL = Collections.unmodifiableSet(EnumSet.allOf(Permission.class));

    /** All but to let others in, which is said by its own word. */
    static final Set<Permission> ALL_OF_FILES = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(LINK)));

    static Optional<Permission> named(String text) {
        return ALL.stream().filter(permission -> permission.text().equals(text)).findAny();
    }

    /** As command lines have them. */
    static String words(Set<Permission> permissions) {
        return permissions.isEmpty()
                ? "none"
                : ALL.stream()
                        .filter(permissions::contains)
                        .map(Permission::text)
                        .collect(Collectors.joining(","));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
