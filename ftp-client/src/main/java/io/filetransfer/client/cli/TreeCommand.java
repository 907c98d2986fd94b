package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.tree.FilterRules;
import java.util.List;

/** What get and put have in common: whole trees, and what of them. */
abstract class TreeCommand extends TransferCommand {
    /** For the help of both. */
    static final String FILTERS =
            "Of a tree, --include and --exclude choose: the first pattern that matches decides, and what none matches is "
                    + "taken. A directory that is left out is not entered. As with rsync, * stands for any characters but a "
                    + "slash, ** for any, ? for one, [a-z] for one of a set; a pattern with a slash at its front counts from the "
                    + "root of the tree, others are looked for at every depth; with a slash at its end it is for "
                    + "directories only. Unlike rsync, the root is always the directory that was named itself, with or "
                    + "without a slash after it, and what was named is always taken; **/ stands for no directory, too; a "
                    + "backslash always takes the next character as it is; there are neither *** nor [:classes:], and "
                    + "no rules from files.";

    /** For the help of both. */
    static final String STREAMS =
            "A large file travels on one connection, and on several where the server is far away: one for each 12.5 ms "
                    + "of a round trip, and more if that turns out to be faster, up to 8 and never more than "
                    + "--connections. --streams sets the number for every file of 16 MiB or more; --streams 1 keeps it "
                    + "at one.";

    @Parameter(
            names = "--no-resume",
            description = "Start at the beginning, and leave nothing to resume from if it fails.")
    boolean noResume;

    @Parameter(
            names = "--streams",
            placeholder = "N",
            description = "Connections for each large file at once, 1 to 256; as many as are useful if not given.",
            converter = ConnectionsConverter.class)
    Integer streams = 0;

    @Parameter(
            names = {"-r", "--recursive"},
            description = "Directories with everything in them.")
    boolean recursive;

    @Parameter(
            names = "--include",
            placeholder = "PATTERN",
            description = "With -r: take what matches; repeatable, the first match of all decides.")
    String include;

    @Parameter(
            names = "--exclude",
            placeholder = "PATTERN",
            description = "With -r: leave out what matches; repeatable, the first match of all decides.")
    String exclude;

    FilterRules filter = FilterRules.NONE;

    /** The options' order counts, which their fields do not keep. */
    @Override
    void given(String option, String value) throws UsageException {
        filter = with(filter, option, value);
    }

    /** The rules with one more, if the option is one for that. */
    static FilterRules with(FilterRules rules, String option, String value) throws UsageException {
        try {
            return switch (option) {
                case "--include" -> rules.include(value);
                case "--exclude" -> rules.exclude(value);
                default -> rules;
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    @Override
    int atLeastConnections() {
        return streams;
    }

    @Override
    void prepare() throws UsageException {
        super.prepare();
        if (!recursive && !filter.isEmpty()) {
            throw new UsageException("--include and --exclude go with -r");
        }
        if (recursive && legacy) {
            throw new UsageException("--legacy: that dialect has no directories");
        }
        if (recursive && ifVersion != null) {
            throw new UsageException("--if-version goes with one file, not with -r");
        }
    }

    /** Whether an operand means what is in a directory, and not the directory. */
    static boolean meansContent(String operand) {
        return operand.endsWith("/");
    }

    static final List<String> NO_NAMES = List.of("", ".", "..");
}
