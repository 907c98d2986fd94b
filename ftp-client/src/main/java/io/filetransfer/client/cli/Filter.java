package io.filetransfer.client.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Which entries of a tree are taken: rules in the order of the command line, of which the first that matches decides;
 * without one, an entry is taken. What is in a directory that is left out is left out with it.
 */
final class Filter {
    private final List<Rule> rules = new ArrayList<>();

    /**
     * @param anywhere whether the pattern may match an end of the path, instead of all of it
     * @param directories whether it is for directories only
     */
    private record Rule(boolean include, boolean anywhere, boolean directories, Glob glob) {
        boolean matches(String path, boolean directory) {
            return (directory || !directories) && (anywhere ? glob.matchesEnd(path) : glob.matches(path));
        }
    }

    /** @throws UsageException if the pattern is none */
    void add(boolean include, String pattern) throws UsageException {
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
            throw new UsageException("the pattern '" + pattern + "' matches no name");
        }
        rules.add(new Rule(include, anywhere, directories, Glob.parse(pattern.substring(from, end))));
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether an entry is taken, if the directory that it is in is. */
    boolean takes(String path, boolean directory) {
        for (Rule rule : rules) {
            if (rule.matches(path, directory)) {
                return rule.include;
            }
        }
        return true;
    }

    /** Whether an entry is taken, and so are all directories on the way to it. */
    boolean takesWithParents(String path, boolean directory) {
        if (rules.isEmpty()) {
            return true;
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (!takes(path.substring(0, slash), true)) {
                return false;
            }
        }
        return takes(path, directory);
    }
}
