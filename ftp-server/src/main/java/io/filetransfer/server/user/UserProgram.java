package io.filetransfer.server.user;

import io.filetransfer.server.link.Link;
import io.filetransfer.server.link.Links;
import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The command {@code ftp-server user}: changes the file of users; a running server takes it up. */
public final class UserProgram extends UsersCommand {
    private static final List<String> COMMANDS =
            List.of("add", "passwd", "token", "set", "list", "disable", "enable", "remove");

    private final UsersSettings.Source source;
    private final Map<String, String> environment;
    private final SecretInput secrets;
    private final UserOptions options;

    private UserProgram(
            UserOptions options,
            UsersSettings.Source source,
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            SecretPrompt prompt) {
        super("ftp-server user", UserOptions.HELP, options, out);
        this.options = options;
        this.source = source;
        this.environment = environment;
        this.secrets = new SecretInput(environment, in, prompt);
    }

    /** Where nothing is known of a server's settings. */
    public static int run(
            List<String> arguments,
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            PrintStream err,
            SecretPrompt prompt) {
        return run(arguments, UsersSettings::alone, environment, in, out, err, prompt);
    }

    /** @return the exit status */
    public static int run(
            List<String> arguments,
            UsersSettings.Source source,
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            PrintStream err,
            SecretPrompt prompt) {
        return new UserProgram(new UserOptions(), source, environment, in, out, prompt).run(arguments, err);
    }

    @Override
    void execute() throws IOException {
        String command = options.command(COMMANDS);
        UsersSettings settings = options.settings(source, environment);
        UsersFile file = new UsersFile(settings.users());
        if (command.equals("list")) {
            UserLines lines = new UserLines(file.read(), settings);
            (options.json() ? lines.json() : lines.text()).forEach(out::println);
            return;
        }
        audited(settings, command, () -> change(file, command, options.name(), settings));
    }

    private void change(UsersFile file, String command, String name, UsersSettings settings) throws IOException {
        switch (command) {
            case "add" -> add(file, name);
            case "passwd" -> passwd(file, name);
            case "token" -> token(file, name);
            case "set" -> set(file, name);
            case "disable" -> each(file, name, user -> user.with(true));
            case "enable" -> each(file, name, user -> user.with(false));
            case "remove" -> remove(file, name, settings);
            default -> throw new IllegalStateException(command);
        }
    }

    /** With the links, or another user of this name would have them some day. */
    private static void remove(UsersFile file, String name, UsersSettings settings) throws IOException {
        file.change(users -> {
            require(users, name);
            return users.stream().filter(user -> !user.name().equals(name)).toList();
        });
        if (settings.links() != null) {
            Links links = Links.open(settings.links());
            for (Link link : links.of(name)) {
                links.revoke(link.id());
            }
        }
    }

    private void add(UsersFile file, String name) throws IOException {
        List<String> groups = options.groups() == null ? List.of() : options.groups();
        List<Rule> rules = groups.isEmpty() || options.hasRule() ? List.of(options.rule("read,list")) : List.of();
        // Checked before a password is asked for.
        User bare = new User(
                name,
                false,
                null,
                options.certificate(null),
                options.root(SafePath.ROOT),
                rules,
                List.of(),
                groups,
                options.quota(Quota.NONE));
        bare.rules(List.of());
        String password = options.noPassword() ? null : Passwords.hash(secrets.newPassword(options.passwordFile()));
        file.change(users -> {
            if (users.stream().anyMatch(user -> user.name().equals(name))) {
                throw new IllegalArgumentException("there is a user " + name + " already");
            }
            List<User> more = new ArrayList<>(users);
            more.add(bare.with(password));
            return more;
        });
    }

    private void passwd(UsersFile file, String name) throws IOException {
        require(file.read().all(), name);
        String password = Passwords.hash(secrets.newPassword(options.passwordFile()));
        each(file, name, user -> user.with(password));
    }

    private void set(UsersFile file, String name) throws IOException {
        if (!options.hasRule() && !options.hasQuota() && options.groups() == null && !options.hasOther()) {
            throw new IllegalArgumentException("set what? --allow WORDS, perhaps with --path PATH, --group NAMES,"
                    + " --quota BYTES, --root DIR or --certificate SUBJECT");
        }
        each(file, name, user -> {
            User limited = user.with(options.quota(user.quota()))
                    .withHome(options.root(user.home()))
                    .withCertificate(options.certificate(user.certificate()));
            User ruled = options.hasRule() ? limited.withRules(options.rule("").putInto(user.ownRules())) : limited;
            return options.groups() == null ? ruled : ruled.withGroups(options.groups());
        });
    }

    private void token(UsersFile file, String name) throws IOException {
        if (options.revoke() != null) {
            each(file, name, user -> {
                List<Token> rest = user.tokens().stream()
                        .filter(token -> !token.label().equals(options.revoke()))
                        .toList();
                if (rest.size() == user.tokens().size()) {
                    throw new IllegalArgumentException(name + " has no token " + options.revoke());
                }
                return user.with(rest);
            });
            return;
        }
        String secret = Token.random();
        Token token =
                new Token(options.label(), Token.hash(secret), options.expires(), options.ofToken(), options.path());
        each(file, name, user -> {
            List<Token> more = new ArrayList<>(user.tokens());
            more.add(token);
            User changed = user.with(more);
            changed.scope(token);
            return changed;
        });
        out.println(secret);
    }

    private static void each(UsersFile file, String name, UnaryOperator<User> change) throws IOException {
        file.change(users -> {
            require(users, name);
            return users.stream()
                    .map(user -> user.name().equals(name) ? change.apply(user) : user)
                    .toList();
        });
    }

    private static void require(Collection<User> users, String name) {
        if (users.stream().noneMatch(user -> user.name().equals(name))) {
            throw new IllegalArgumentException("there is no user " + name);
        }
    }
}
