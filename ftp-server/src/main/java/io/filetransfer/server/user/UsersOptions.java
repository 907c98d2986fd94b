package io.filetransfer.server.user;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import io.filetransfer.codec.ByteCount;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the commands for users and for groups have in common: the file, a rule, and words. */
@Parameters(separators = "=")
class UsersOptions {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})([mhdwy])");

    @Parameter
    private List<String> words = new ArrayList<>();

    @Parameter(names = "--users")
    private Path users;

    @Parameter(names = "--config")
    private Path config;

    @Parameter(names = "--allow")
    private String allow;

    @Parameter(names = "--path")
    private String path = "/";

    @Parameter(names = "--quota")
    private String quota;

    @Parameter(names = "--quota-files")
    private String quotaFiles;

    @Parameter(
            names = {"--help", "-h"},
            help = true)
    private boolean help;

    final boolean help() {
        return help;
    }

    /**
     * The first word.
     *
     * @param commands that there are; all but {@code list} take one name
     * @throws ParameterException with a sentence for the user
     */
    final String command(List<String> commands) {
        for (String word : words) {
            if (word.startsWith("-")) { // where names are taken, the parser takes an unknown option for one
                throw new ParameterException("unknown option " + word);
            }
        }
        String command = words.isEmpty() ? "" : words.get(0);
        if (!commands.contains(command)) {
            throw new ParameterException("the command is one of " + String.join(", ", commands));
        }
        if (words.size() != (command.equals("list") ? 1 : 2)) {
            throw new ParameterException(command + " takes " + (command.equals("list") ? "no name" : "one name"));
        }
        return command;
    }

    /** The second word; empty where the command takes none. */
    final String name() {
        return words.size() == 2 ? words.get(1) : "";
    }

    /** They name a file of users. */
    final UsersSettings settings(UsersSettings.Source source, Map<String, String> environment) {
        UsersSettings settings = source.read(config, users, environment);
        if (settings.users() == null) {
            throw new ParameterException("which file of users? --users FILE, --config FILE of a server that has users,"
                    + " or FTP_SERVER_USERS in the environment");
        }
        return settings;
    }

    /** What is said, but for files, as the audit has it. */
    Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        put(said, "allow", allow);
        put(said, "path", allow == null ? null : path);
        put(said, "quota", quota);
        put(said, "quotaFiles", quotaFiles);
        return said;
    }

    static void put(Map<String, String> said, String key, String value) {
        if (value != null) {
            said.put(key, value);
        }
    }

    final boolean hasRule() {
        return allow != null;
    }

    final Rule rule(String byDefault) {
        return new Rule(path(), allowed(byDefault));
    }

    final boolean hasQuota() {
        return quota != null || quotaFiles != null;
    }

    /** @param before where nothing else is said */
    final Quota quota(Quota before) {
        return new Quota(number("--quota", quota, before.bytes()), number("--quota-files", quotaFiles, before.files()));
    }

    private static long number(String option, String text, long before) {
        if (text == null) {
            return before;
        }
        if (text.equals("none")) {
            return Long.MAX_VALUE;
        }
        return ByteCount.parse(text)
                .orElseThrow(() -> new ParameterException(
                        option + " is a number, perhaps with K, M, G or T, or none, not " + text));
    }

    final SafePath path() {
        return directory("--path", path);
    }

    final Set<Permission> allowed(String byDefault) {
        String text = allow == null ? byDefault : allow;
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String word : text.equals("none") ? new String[0] : text.split(",", -1)) {
            if (word.equals("all")) {
                permissions.addAll(Permission.ALL_OF_FILES);
                continue;
            }
            permissions.add(Permission.named(word)
                    .orElseThrow(() -> new ParameterException("--allow: " + word + " is not one of "
                            + Permission.words(Permission.ALL) + ", none, all")));
        }
        return permissions;
    }

    /** Of a number with m, h, d, w or y. */
    static Duration duration(String option, String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new ParameterException(option + " is a number with m, h, d, w or y, as 90d, not " + text);
        }
        long count = Long.parseLong(time.group(1));
        return switch (time.group(2).charAt(0)) {
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            case 'd' -> Duration.ofDays(count);
            case 'w' -> Duration.ofDays(7 * count);
            default -> Duration.ofDays(365 * count);
        };
    }

    static SafePath directory(String option, String text) {
        try {
            return SafePath.parse(text);
        } catch (StorageException e) {
            throw new ParameterException(option + ": " + e.getMessage());
        }
    }
}
