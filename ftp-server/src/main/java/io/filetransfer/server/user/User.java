package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A user as the file has it.
 *
 * @param name a component of a path that means nothing but itself
 * @param password as {@link Passwords} writes it; null: none
 * @param certificate subject of the client certificates that stand for the user; null: none
 * @param home directory that the user's names begin in, a component {@value #NAME} of it stands for the name
 * @param ownRules in the user's own names
 * @param groups whose rules count too, by their names
 * @param quota of what may lie below the user's root
 */
record User(
        String name,
        boolean disabled,
        String password,
        String certificate,
        SafePath home,
        List<Rule> ownRules,
        List<Token> tokens,
        List<String> groups,
        Quota quota) {
    /** In a home: the user's name. */
    static final String NAME = "%u";

    User {
        if (!AccountName.isOne(name)) {
            throw new IllegalArgumentException(
                    "a user's name has 1 to 64 letters, digits, '_', '.', '@' or '-', and begins with neither of the last three");
        }
        for (String part : home.components()) {
            if (part.contains(NAME) && !part.equals(NAME)) { // such users would share one directory
                throw new IllegalArgumentException("the root of user " + name + ": " + NAME
                        + " stands for the name only as a whole part, as in home/" + NAME + ", not in " + part);
            }
        }
        if (certificate != null) {
            CertificateSubject.canonical(certificate);
        }
        ownRules = List.copyOf(ownRules);
        tokens = List.copyOf(tokens);
        groups = List.copyOf(groups);
    }

    /** The directory that the user's names begin in, as the storage walks it. */
    SafePath root() {
        try {
            SafePath root = SafePath.ROOT;
            for (String component : home.components()) {
                root = root.resolve(component.equals(NAME) ? name : component);
            }
            return root;
        } catch (StorageException e) {
            throw new IllegalArgumentException("the root of user " + name + " is too long", e);
        }
    }

    /**
     * The user's own and those of groups as one list. For one path they add up, but of one owner's the first counts, as it
     * always did.
     */
    Rules rules(Collection<Group> groups) {
        Map<SafePath, Set<Permission>> allowed = new LinkedHashMap<>();
        add(ownRules, allowed);
        groups.forEach(group -> add(group.rules(), allowed));
        List<Rule> rules = new ArrayList<>();
        allowed.forEach((path, words) -> rules.add(new Rule(path, words)));
        return new Rules(rules);
    }

    private void add(List<Rule> rules, Map<SafePath, Set<Permission>> allowed) {
        Set<SafePath> seen = new HashSet<>();
        for (Rule rule : rules) {
            if (seen.add(rule.path())) {
                allowed.computeIfAbsent(own(rule.path()), path -> EnumSet.noneOf(Permission.class))
                        .addAll(rule.allowed());
            }
        }
    }

    TokenScope scope(Token token) {
        return new TokenScope(token.allowed(), own(token.path()));
    }

    /** A path in the user's own names as the storage walks it. */
    SafePath whole(SafePath path) {
        return own(path);
    }

    private SafePath own(SafePath path) {
        try {
            return path.below(root());
        } catch (StorageException e) {
            throw new IllegalArgumentException("a path of user " + name + " is too long", e);
        }
    }

    User withHome(SafePath home) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens, groups, quota);
    }

    /** @param certificate null for none */
    User withCertificate(String certificate) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens, groups, quota);
    }

    User with(String password) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens, groups, quota);
    }

    User with(boolean disabled) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens, groups, quota);
    }

    User withRules(List<Rule> ownRules) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens, groups, quota);
    }

    User with(Quota quota) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens, groups, quota);
    }

    User withGroups(List<String> groups) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens, groups, quota);
    }

    User with(List<Token> tokens) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens, groups, quota);
    }
}
