package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What may be done with a name and with all below it, unless another rule is about a longer part of the name. */
public record Rule(SafePath path, Set<Permission> allowed) {
    public Rule {
        allowed = Set.copyOf(allowed);
    }

    /** In the place of those for the same path, or behind all others. */
    List<Rule> putInto(List<Rule> rules) {
        List<Rule> changed = new ArrayList<>();
        for (Rule rule : rules) {
            if (!rule.path().equals(path)) {
                changed.add(rule);
            } else if (!changed.contains(this)) {
                changed.add(this);
            }
        }
        if (!changed.contains(this)) {
            changed.add(this);
        }
        return changed;
    }

    /** For people. */
    static String shown(List<Rule> rules) {
        StringBuilder text = new StringBuilder();
        for (Rule rule : rules) {
            text.append("  /").append(rule.path()).append(' ').append(Permission.words(rule.allowed()));
        }
        return text.toString();
    }
}
