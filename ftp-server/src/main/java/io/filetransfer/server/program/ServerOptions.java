package io.filetransfer.server.program;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterDescription;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.filetransfer.codec.Suggestion;
import io.filetransfer.server.AddressRange;
import io.filetransfer.server.AdminAddress;
import io.filetransfer.server.Forwarding;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.watch.OwnFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of the server: each as the command line says it, or else the environment, or else the file, or else its
 * default.
 */
@Section("Serving")
@Parameters(separators = "=")
final class ServerOptions {
    private static final ServerConfig DEFAULTS = ServerConfig.builder().build();

    /** The table: what follows, and the parts. */
    static final Settings SETTINGS = Settings.of(ServerOptions.class);

    @Parameter
    private List<Path> directories = new ArrayList<>();

    @Parameter(names = "--config", description = "read settings that are not said here from FILE (TOML)")
    @Setting(value = "FILE", absent = "none", why = "see [Configuration](#configuration)")
    private Path file;

    @Parameter(names = "--root", description = "the directory to serve; the same as DIR alone")
    @Setting(value = "DIR", absent = "the current directory", why = "one server for each root")
    private Path root;

    @Parameter(names = "--address", description = "address to listen on")
    @Setting(value = "HOST", why = "to be reached from other machines; needs users and TLS, or `--insecure`")
    private String address = DEFAULTS.address().getAddress().getHostAddress();

    @Parameter(names = "--port", description = "port to listen on; 0 takes a free one")
    @Setting(value = "PORT", least = 0, most = 65535)
    private int port = DEFAULTS.address().getPort();

    @Parameter(names = "--users", description = "serve the users of FILE and nobody else; see ftp-server user --help")
    @Setting(value = "FILE", absent = "no users", example = "users.toml", why = "see [Users](#users)")
    private Path users;

    @Parameter(
            names = "--links",
            description = "let users make links for people without an account, and keep them in DIR")
    @Setting(value = "DIR", absent = "no links", example = "links", why = "see [Links](#links)")
    private Path links;

    @Parameter(
            names = "--insecure",
            description =
                    "allow an address beyond this machine without users or required encryption; and any name of the"
                            + " host in HTTP")
    @Setting(why = "you know who can reach it")
    private boolean insecure;

    @Parameter(
            names = "--proxy-protocol-from",
            converter = RangeConverter.class,
            description = "addresses of proxies, as 10.0.0.0/8: each connection says first for whom it is")
    @Setting(
            value = "RANGES",
            absent = "none",
            example = "10.0.0.0/8,192.0.2.7",
            why = "see [Behind a proxy](#behind-a-proxy)")
    private List<AddressRange> proxies = new ArrayList<>();

    @Parameter(
            names = "--forwarded-from",
            converter = RangeConverter.class,
            description = "addresses of proxies whose word counts, in HTTP, for whom a request is")
    @Setting(
            value = "RANGES",
            absent = "none",
            example = "10.0.0.0/8,192.0.2.7",
            why = "see [Behind a proxy](#behind-a-proxy)")
    private List<AddressRange> forwardedFrom = new ArrayList<>();

    @Parameter(
            names = "--forwarded-standard",
            description = "they say it by the field Forwarded, not by X-Forwarded-For, -Proto and -Host")
    @Setting(why = "your proxy sets that one, and hands on the others from clients")
    private boolean forwardedStandard;

    @Parameter(
            names = "--log-level",
            converter = LevelConverter.class,
            description = "error, warn, info, debug; the log goes to standard error")
    @Setting(value = "LEVEL", why = "`warn` for no line a transfer, `debug` for idle connections too")
    private String logLevel = "info";

    @ParametersDelegate
    private final TlsOptions tls = new TlsOptions();

    @ParametersDelegate
    private final StorageOptions storage = new StorageOptions();

    @ParametersDelegate
    private final LimitOptions limits = new LimitOptions();

    @ParametersDelegate
    private final LogOptions log = new LogOptions();

    @ParametersDelegate
    private final AuditOptions audit = new AuditOptions();

    @ParametersDelegate
    private final AdminOptions admin = new AdminOptions();

    @Parameter(
            names = {"--help", "-h"},
            help = true)
    private boolean help;

    @Parameter(names = "--version", help = true)
    private boolean version;

    /** Where values came from that the command line does not say, by key. */
    private final Map<String, Given> given = new LinkedHashMap<>();

    /** The keys of those that the command line says. */
    private final List<String> said = new ArrayList<>();

    private ServerOptions() {}

    /** @throws ParameterException with a sentence for the user */
    static ServerOptions parse(String[] arguments, Map<String, String> environment) {
        ServerOptions options = new ServerOptions();
        Map<String, Given> variables = Variables.read(SETTINGS, environment);
        ServerOptions first = onlyWhatIsSaid(arguments, variables);
        if (first.help || first.version) {
            return first; // whoever asks for help has perhaps a file that is wrong
        }
        Variables.check(SETTINGS, environment);
        if (first.file != null) {
            options.given.putAll(SettingsFile.read(SETTINGS, first.file));
        }
        options.given.putAll(variables);
        options.given.forEach(ServerOptions::checkAlone);
        Map<String, Given> others = new LinkedHashMap<>(options.given);
        others.keySet().removeIf(key -> isSaid(SETTINGS.row(key), arguments));
        JCommander parser = options.parser(others);
        parse(parser, arguments);
        for (ParameterDescription option : parser.getParameters()) {
            if (option.isAssigned()) {
                options.said.add(option.getParameter().names()[0].substring(2));
            }
        }
        options.checkWords();
        options.root = options.root();
        SETTINGS.rows().forEach(row -> row.check(options));
        return options;
    }

    /** And which file is to be read, which the environment can say too. */
    private static ServerOptions onlyWhatIsSaid(String[] arguments, Map<String, Given> variables) {
        ServerOptions first = new ServerOptions();
        Given variable = variables.get("config");
        parse(first.parser(variable == null ? Map.of() : Map.of("config", variable)), arguments);
        return first;
    }

    private JCommander parser(Map<String, Given> given) {
        return JCommander.newBuilder()
                .addObject(this)
                .expandAtSign(false)
                .addConverterInstanceFactory((parameter, type, name) ->
                        type == int.class ? new NumberConverter(SETTINGS.row(parameter.names()[0].substring(2))) : null)
                .defaultProvider(option -> {
                    Given value = option.startsWith("--") ? given.get(option.substring(2)) : null;
                    return value == null ? null : value.text();
                })
                .build();
    }

    /** Whether it is a switch of the command line: the parser would turn over what it was set to before. */
    private static boolean isSaid(Settings.Row row, String[] arguments) {
        List<String> names = List.of(row.parameter().names());
        return row.isSwitch() && Arrays.stream(arguments).anyMatch(names::contains);
    }

    private static void parse(JCommander parser, String[] arguments) {
        parser.parse(arguments);
        refuseValuesOfSwitches(parser, arguments);
    }

    /** So that the sentence says where to mend it. */
    private static void checkAlone(String key, Given given) {
        Settings.Row row = SETTINGS.row(key);
        try {
            if (row.isSwitch() && !given.text().equals("true") && !given.text().equals("false")) {
                throw new ParameterException(row.option() + " is true or false, not " + given.text());
            }
            ServerOptions alone = new ServerOptions();
            alone.parser(Map.of(key, given)).parse();
            row.check(alone);
        } catch (ParameterException | IllegalArgumentException e) {
            throw new ParameterException(given.where() + ": " + e.getMessage().replace(row.option(), key), e);
        }
    }

    /** The parser takes such a value for a directory. */
    private static void refuseValuesOfSwitches(JCommander parser, String[] arguments) {
        for (ParameterDescription option : parser.getParameters()) {
            if (option.getParameterized().getType() != boolean.class) {
                continue;
            }
            for (String argument : arguments) {
                int equals = argument.indexOf('=');
                if (equals > 0 && List.of(option.getParameter().names()).contains(argument.substring(0, equals))) {
                    throw new ParameterException(argument.substring(0, equals) + " takes no value: " + argument);
                }
            }
        }
    }

    private void checkWords() {
        for (Path directory : directories) {
            if (directory.toString().startsWith("-")) { // the parser takes an unknown option for a directory
                throw new ParameterException("unknown: " + directory + suggestion(directory.toString()));
            }
        }
        if (directories.size() + (said.contains("root") ? 1 : 0) > 1) {
            throw new ParameterException("one directory is served, not several; --root DIR is the same as DIR");
        }
    }

    private static String suggestion(String word) {
        String name = word.indexOf('=') < 0 ? word : word.substring(0, word.indexOf('='));
        String nearest = Suggestion.nearest(
                name, SETTINGS.rows().stream().map(Settings.Row::option).toList());
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    boolean help() {
        return help;
    }

    boolean version() {
        return version;
    }

    String logLevel() {
        return logLevel;
    }

    /**
     * @return null where there is no audit
     * @throws IllegalArgumentException with a sentence for the user
     */
    LogFile audit() {
        return audit.audit();
    }

    /**
     * @return null where lines about transfers go to the log
     * @throws IllegalArgumentException with a sentence for the user
     */
    LogFile transferLog() {
        return log.file();
    }

    /** How lines of the log are written: {@code text} or {@code json}. */
    String logFormat() {
        return log.format();
    }

    /** The socket by which operators ask the server; null if there is none. */
    AdminAddress adminSocket() {
        return admin.socket();
    }

    /** The file of users; null if there is none. */
    Path users() {
        return users;
    }

    /** Where links are kept; null if there are none. */
    Path links() {
        return links;
    }

    /** Whether anybody has said which directory is served. */
    boolean namesRoot() {
        return !source(SETTINGS.row("root")).equals("default");
    }

    /** The file that was read; null if there is none. */
    Path file() {
        return file;
    }

    /** Where the value of a setting comes from, in words. */
    String source(Settings.Row row) {
        boolean rootAlone = row.key().equals("root") && !directories.isEmpty();
        if (said.contains(row.key()) || rootAlone) {
            return "command line";
        }
        return given.containsKey(row.key()) ? given.get(row.key()).where() : "default";
    }

    /** The directory to serve. */
    Path root() {
        if (!directories.isEmpty()) {
            return directories.get(0);
        }
        return root == null ? Path.of(".") : root;
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    ServerConfig config() {
        LogFile audit = audit();
        LogFile transfers = transferLog();
        if (audit != null && transfers != null && transfers.isSameFileAs(audit)) {
            throw new IllegalArgumentException("--audit-log and --transfer-log are two files");
        }
        checkOwnFiles(audit, transfers);
        InetSocketAddress listen = new InetSocketAddress(address, port);
        ServerConfig.Builder config = ServerConfig.builder(root())
                .address(listen)
                .tls(
                        listen.isUnresolved()
                                ? null
                                : tls.of(
                                        proxies.isEmpty() && listen.getAddress().isLoopbackAddress()))
                .users(users)
                .links(links)
                .proxies(proxies)
                .forwarding(new Forwarding(forwardedFrom, forwardedStandard))
                .insecure(insecure)
                .audit(audit != null);
        admin.apply(config);
        storage.apply(config);
        limits.apply(config);
        config.limits(log.apply(limits.limits()));
        return config.build();
    }

    private void checkOwnFiles(LogFile audit, LogFile transfers) {
        try {
            OwnFiles.requireOutside(root(), "the file of settings", file);
            for (LogFile written : new LogFile[] {audit, transfers}) {
                Path path = written == null ? null : written.path();
                OwnFiles.requireOutside(root(), "a log", path);
                for (Path read : new Path[] {file, users, tls.certificate(), tls.key(), tls.clientAuthorities()}) {
                    if (OwnFiles.isSame(path, read)) {
                        throw new IOException(
                                "lines of a log cannot go to " + path + ", which has something else in it");
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
