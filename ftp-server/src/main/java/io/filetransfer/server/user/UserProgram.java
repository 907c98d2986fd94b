package io.filetransfer.server.user;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The command {@code ftp-server user}: changes the file of users; a running server takes it up. */
public final class UserProgram {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final List<String> COMMANDS =
            List.of("add", "passwd", "token", "list", "disable", "enable", "remove");

    private final Map<String, String> environment;
    private final PrintStream out;
    private final SecretInput secrets;
    private final UserOptions options = new UserOptions();

    private UserProgram(Map<String, String> environment, InputStream in, PrintStream out, SecretPrompt prompt) {
        this.environment = environment;
        this.out = out;
        this.secrets = new SecretInput(environment, in, prompt);
    }

    /** @return the exit status */
    public static int run(
            List<String> arguments,
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            PrintStream err,
            SecretPrompt prompt) {
        try {
            new UserProgram(environment, in, out, prompt).run(arguments);
            return OK;
        } catch (ParameterException e) {
            err.println("ftp-server user: " + Printable.of(e.getMessage()) + "\nTry 'ftp-server user --help'.");
            return USAGE;
        } catch (IOException | IllegalArgumentException e) {
            err.println("ftp-server user: " + Printable.of(e.getMessage()));
            return FAILED;
        }
    }

    private void run(List<String> arguments) throws IOException {
        JCommander.newBuilder().addObject(options).expandAtSign(false).build().parse(arguments.toArray(String[]::new));
        if (options.help()) {
            out.print(UserOptions.HELP);
            return;
        }
        for (String word : options.words()) {
            if (word.startsWith("-")) { // where names are taken, the parser takes an unknown option for one
                throw new ParameterException("unknown option " + word);
            }
        }
        String command = options.words().isEmpty() ? "" : options.words().get(0);
        if (!COMMANDS.contains(command)) {
            throw new ParameterException("the command is one of " + String.join(", ", COMMANDS));
        }
        if (options.words().size() != (command.equals("list") ? 1 : 2)) {
            throw new ParameterException(command + " takes " + (command.equals("list") ? "no name" : "one name"));
        }
        UsersFile file = file();
        String name = command.equals("list") ? "" : options.words().get(1);
        switch (command) {
            case "add" -> add(file, name);
            case "passwd" -> passwd(file, name);
            case "token" -> token(file, name);
            case "list" -> list(file);
            case "disable" -> each(file, name, user -> user.with(true));
            case "enable" -> each(file, name, user -> user.with(false));
            case "remove" ->
                file.change(users -> {
                    require(users, name);
                    return users.stream()
                            .filter(user -> !user.name().equals(name))
                            .toList();
                });
            default -> throw new IllegalStateException(command);
        }
    }

    private UsersFile file() {
        String file = options.users() == null ? environment.get("FTP_SERVER_USERS") : options.users();
        if (file == null) {
            throw new ParameterException("which file of users? --users FILE, or FTP_SERVER_USERS in the environment");
        }
        return new UsersFile(Path.of(file));
    }

    private void add(UsersFile file, String name) throws IOException {
        List<Rule> rules = List.of(new Rule(options.path(), options.allowed("read,list")));
        // Checked before a password is asked for.
        User bare = new User(name, false, null, options.certificate(), options.root(), rules, List.of());
        bare.rules();
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
        Token token = new Token(
                options.label(), Token.hash(secret), options.expires(), options.allowed("all"), options.path());
        each(file, name, user -> {
            List<Token> more = new ArrayList<>(user.tokens());
            more.add(token);
            User changed = user.with(more);
            changed.scope(token);
            return changed;
        });
        out.println(secret);
    }

    private void list(UsersFile file) throws IOException {
        for (User user : file.read().all()) {
            StringBuilder line = new StringBuilder(user.name());
            line.append(user.disabled() ? "  disabled" : "");
            line.append(user.password() == null ? "" : "  password");
            if (user.certificate() != null) {
                line.append("  certificate ").append(user.certificate());
            }
            line.append("  root /").append(user.home());
            for (Rule rule : user.ownRules()) {
                line.append("  /").append(rule.path()).append(' ').append(Permission.words(rule.allowed()));
            }
            out.println(Printable.of(line.toString()));
            for (Token token : user.tokens()) {
                out.println("  "
                        + Printable.of("token " + (token.label().isEmpty() ? "-" : token.label()) + "  "
                                + (token.expires() == null ? "never expires" : "expires " + token.expires()) + "  /"
                                + token.path() + ' ' + Permission.words(token.allowed())));
            }
        }
    }

    private static void each(UsersFile file, String name, UnaryOperator<User> change) throws IOException {
        file.change(users -> {
            require(users, name);
            return users.stream()
                    .map(user -> user.name().equals(name) ? change.apply(user) : user)
                    .toList();
        });
    }

    private static void require(java.util.Collection<User> users, String name) {
        if (users.stream().noneMatch(user -> user.name().equals(name))) {
            throw new IllegalArgumentException("there is no user " + name);
        }
    }
}
