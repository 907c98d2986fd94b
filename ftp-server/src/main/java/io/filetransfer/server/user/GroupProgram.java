package io.filetransfer.server.user;

import io.filetransfer.codec.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The command {@code ftp-server group}: changes the groups in the file of users; a running server takes it up. */
public final class GroupProgram extends UsersCommand {
    private static final List<String> COMMANDS = List.of("add", "set", "list", "remove");

    static final String HELP = """
            Usage: ftp-server group COMMAND [OPTIONS] NAME

            Manages groups of users, in the file of users. A running server takes it up within 10 seconds.

            Commands:
              add NAME        a new group, whose members may do what --allow says
              set NAME        another --allow for --path, or another --quota
              list            all groups, with what they allow and who is in them
              remove NAME     removes a group that nobody is in

            Options:
              --config FILE         the settings of the server, which name the file of users; if they name an audit,
                                    each change has a line in it (default: $FTP_SERVER_CONFIG)
              --users FILE          the file of users (default: $FTP_SERVER_USERS, or what the settings name)
              --allow WORDS         of read, list, write, create, delete and link, with commas between; or none, all
                                    (all but link)
                                    (add: default read,list)
              --path PATH           what --allow is about, with all below it, in each member's own names (default: /)
              --quota BYTES         what each member without one of the own may store below the own root; K, M, G, T
                                    multiply by 1024; or none (default)
              --quota-files N       the same in files
              --help                show this

            Users come into a group by --group of 'ftp-server user add' and 'ftp-server user set'.

            Exit status: 0, 1 when it cannot be done, 2 for a usage error.

            Examples:
              ftp-server group add staff --users users.toml --allow all
              ftp-server group set staff --users users.toml --path archive --allow read,list
            """;

    private final UsersOptions options;
    private final UsersSettings.Source source;
    private final Map<String, String> environment;

    private GroupProgram(
            UsersOptions options, UsersSettings.Source source, Map<String, String> environment, PrintStream out) {
        super("ftp-server group", HELP, options, out);
        this.options = options;
        this.source = source;
        this.environment = environment;
    }

    /** Where nothing is known of a server's settings. */
    public static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        return run(arguments, UsersSettings::alone, environment, out, err);
    }

    /** @return the exit status */
    public static int run(
            List<String> arguments,
            UsersSettings.Source source,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        return new GroupProgram(new UsersOptions(), source, environment, out).run(arguments, err);
    }

    @Override
    void execute() throws IOException {
        String command = options.command(COMMANDS);
        UsersSettings settings = options.settings(source, environment);
        UsersFile file = new UsersFile(settings.users());
        if (command.equals("list")) {
            list(file.read());
            return;
        }
        audited(settings, command, () -> change(file, command));
    }

    private void change(UsersFile file, String command) throws IOException {
        switch (command) {
            case "add" -> add(file);
            case "set" -> set(file);
            case "remove" -> remove(file);
            default -> throw new IllegalStateException(command);
        }
    }

    private void add(UsersFile file) throws IOException {
        Group added = new Group(options.name(), List.of(options.rule("read,list")), options.quota(Quota.NONE));
        file.changeGroups(groups -> {
            List<Group> more = new ArrayList<>(groups);
            more.add(added);
            return more;
        });
    }

    private void set(UsersFile file) throws IOException {
        if (!options.hasRule() && !options.hasQuota()) {
            throw new IllegalArgumentException("set what? --allow WORDS, perhaps with --path PATH, or --quota BYTES");
        }
        file.changeGroups(groups -> {
            require(groups);
            return groups.stream()
                    .map(group -> group.name().equals(options.name()) ? changed(group) : group)
                    .toList();
        });
    }

    private Group changed(Group group) {
        Group ruled = options.hasRule() ? group.with(options.rule("").putInto(group.rules())) : group;
        return ruled.with(options.quota(group.quota()));
    }

    private void remove(UsersFile file) throws IOException {
        List<String> members = members(file.read(), options.name());
        if (!members.isEmpty()) {
            throw new IllegalArgumentException("in the group " + options.name() + " are " + String.join(", ", members)
                    + "; 'ftp-server user set' takes them out");
        }
        file.changeGroups(groups -> {
            require(groups);
            return groups.stream()
                    .filter(group -> !group.name().equals(options.name()))
                    .toList();
        });
    }

    private void list(Users users) {
        for (Group group : users.groups()) {
            List<String> members = members(users, group.name());
            out.println(Printable.of(group.name()
                    + Rule.shown(group.rules())
                    + group.quota().shown()
                    + (members.isEmpty() ? "" : "  members " + String.join(",", members))));
        }
    }

    private static List<String> members(Users users, String group) {
        return users.all().stream()
                .filter(user -> user.groups().contains(group))
                .map(User::name)
                .toList();
    }

    private void require(Collection<Group> groups) {
        if (groups.stream().noneMatch(group -> group.name().equals(options.name()))) {
            throw new IllegalArgumentException("there is no group " + options.name());
        }
    }
}
