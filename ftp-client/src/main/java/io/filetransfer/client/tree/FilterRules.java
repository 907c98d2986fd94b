package io.filetransfer.client.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * Patterns that include or exclude, in an order: the first that matches decides, and what none matches is taken. A pattern
 * is a {@link Glob}; with a slash at its front it counts from the root of the tree, others are looked for at every depth;
 * with a slash at its end it is for directories only. Immutable: each method gives a changed copy.
 */
public final class FilterRules implements TreeFilter {
    /** Takes everything. */
    public static final FilterRules NONE = new FilterRules(List.of());

    private final List<Rule> rules;

    /**
     * @param anywhere whether the pattern may match an end of the path, instead of all of it
     * @param directories whether it is for directories only
     */
    private record Rule(boolean include, boolean anywhere, boolean directories, Glob glob) {
        boolean matches(String path, boolean directory) {
            return (directory || !directories) && (anywhere ? glob.matchesEnd(path) : glob.matches(path));
        }
    }

    private FilterRules(List<Rule> rules) {
        this.rules = rules;
    }

    /** @throws IllegalArgumentException if the pattern is none; the message is for people */
    public FilterRules include(String pattern) {
        return with(true, pattern);
    }

    /** @throws IllegalArgumentException if the pattern is none; the message is for people */
    public FilterRules exclude(String pattern) {
        return with(false, pattern);
    }

    private FilterRules with(boolean include, String pattern) {
        int from = 0;
        boolean anchored = pattern.startsWith("/");
        if (anchored) {
            from++;
        }
        boolean anywhere = !anchored;
        // "At any depth, none included" is where an unanchored pattern is looked for anyway.
        while (pattern.startsWith("**/", from)) {
            from += 3;
            anywhere = true;
        }
        int end = pattern.length();
        boolean directories = end > from && pattern.charAt(end - 1) == '/';
        if (directories) {
            end--;
        }
        if (end <= from) {
            throw new IllegalArgumentException("the pattern '" + pattern + "' matches no name");
        }
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(include, anywhere, directories, Glob.parse(pattern.substring(from, end))));
        return new FilterRules(List.copyOf(more));
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    @Override
    public boolean takes(String path, boolean directory) {
        for (Rule rule : rules) {
            if (rule.matches(path, directory)) {
                return rule.include;
            }
        }
        return true;
    }

    @Override
    public boolean takesWithParents(String path, boolean directory) {
        return rules.isEmpty() || TreeFilter.super.takesWithParents(path, directory);
    }
}
