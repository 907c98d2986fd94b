package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import java.util.Comparator;
import java.util.List;

/** What is not allowed by the rule that is about the longest part of a name is forbidden. Immutable. */
final class Rules {
    static final Rules NONE = new Rules(List.of());
    static final Rules EVERYTHING = new Rules(List.of(new Rule(SafePath.ROOT, Permission.ALL)));

    private final List<Rule> longestFirst;

    Rules(List<Rule> rules) {
        this.longestFirst = rules.stream()
                .sorted(Comparator.comparingInt(
                        (Rule rule) -> -rule.path().components().size()))
                .toList();
    }

    boolean allow(Permission permission, SafePath path) {
        for (Rule rule : longestFirst) {
            if (path.startsWith(rule.path())) {
                return rule.allowed().contains(permission);
            }
        }
        return false;
    }

    /** Whether that is allowed with the name and with everything that may be below it. */
    boolean allowBelow(Permission permission, SafePath path) {
        return allow(permission, path)
                && longestFirst.stream()
                        .filter(rule -> rule.path().startsWith(path))
                        .allMatch(rule -> rule.allowed().contains(permission));
    }
}
