package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A user as the file has it.
 *
 * @param name a component of a path that means nothing but itself
 * @param password as {@link Passwords} writes it; null: none
 * @param certificate subject of the client certificates that stand for the user; null: none
 * @param home directory that the user's names begin in, a component {@value #NAME} of it stands for the name
 * @param ownRules in the user's own names
 */
record User(
        String name,
        boolean disabled,
        String password,
        String certificate,
        SafePath home,
        List<Rule> ownRules,
        List<Token> tokens) {
    /** In a home: the user's name. */
    static final String NAME = "%u";

    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}");

    User {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "a user's name has 1 to 64 letters, digits, '_', '.', '@' or '-', and begins with neither of the last three");
        }
        ownRules = List.copyOf(ownRules);
        tokens = List.copyOf(tokens);
    }

    static boolean isName(String text) {
        return NAMES.matcher(text).matches();
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

    Rules rules() {
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : ownRules) {
            rules.add(new Rule(own(rule.path()), rule.allowed()));
        }
        return new Rules(rules);
    }

    TokenScope scope(Token token) {
        return new TokenScope(token.allowed(), own(token.path()));
    }

    private SafePath own(SafePath path) {
        try {
            return path.below(root());
        } catch (StorageException e) {
            throw new IllegalArgumentException("a path of user " + name + " is too long", e);
        }
    }

    User with(String password) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens);
    }

    User with(boolean disabled) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens);
    }

    User with(List<Token> tokens) {
        return new User(name, disabled, password, certificate, home, ownRules, tokens);
    }
}
