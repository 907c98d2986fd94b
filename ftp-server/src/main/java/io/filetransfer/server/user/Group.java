package io.filetransfer.server.user;

import java.util.List;

/**
 * What its members have in common.
 *
 * @param rules in each member's own names
 * @param quota of each member who has none of the own
 */
record Group(String name, List<Rule> rules, Quota quota) {
    /** On command lines: in no group. */
    static final String NONE = "none";

    Group {
        if (!AccountName.isOne(name) || name.equals(NONE)) {
            throw new IllegalArgumentException(
                    "a group's name has 1 to 64 letters, digits, '_', '.', '@' or '-', begins with neither of the last three,"
                            + " and is not none");
        }
        rules = List.copyOf(rules);
    }

    Group with(List<Rule> rules) {
        return new Group(name, rules, quota);
    }

    Group with(Quota quota) {
        return new Group(name, rules, quota);
    }
}
