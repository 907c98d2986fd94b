package io.filetransfer.server.program;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.JCommander;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterDescription;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import com.beust.jcommander.converters.BaseConverter;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.storage.local.Modes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be said on the server's command line. */
@Parameters(separators = "=")
final class ServerOptions {
    private static final ServerConfig DEFAULTS = ServerConfig.builder().build();

    static final String HELP = """
            Usage: ftp-server [OPTIONS] [DIR]
                   ftp-server scrub [OPTIONS] [PATH...]   look for damaged files; see ftp-server scrub --help
                   ftp-server user COMMAND ...            manage users; see ftp-server user --help
                   ftp-server group COMMAND ...           and groups of them; see ftp-server group --help

            Serves the files of DIR (default: the current directory) on %1$s:%2$d.

              --root DIR               the same as DIR alone
              --address HOST           address to listen on (default: %1$s)
              --port PORT              port to listen on; 0 takes a free one (default: %2$d)
              --tls-certificate FILE   encrypt: the server's certificate, then those that vouch for it (PEM)
              --tls-key FILE           its key (PEM, not encrypted)
              --tls-client-ca FILE     ask clients for a certificate, signed by an authority of FILE (PEM)
              --tls WHEN               required: refuse plain clients (default beyond this machine)
                                       offered: take both (default on this machine)
              --users FILE             serve the users of FILE and nobody else; see ftp-server user --help
              --insecure               allow an address beyond this machine without users or required encryption
              --read-only              refuse uploads, deletes and all other changes
              --durability LEVEL       synced: an acknowledged change survives power loss (default)
                                       relaxed: faster; survives the server's end, not power loss
              --umask OCTAL            bits that nothing stored gets, 000 to 077 (default: the process's umask)
              --file-mode OCTAL        exactly the bits of each stored file, whatever the client asks for
              --directory-mode OCTAL   the same for each directory made, 700 to 777
              --no-legacy, --no-seed   refuse clients of the first version of the protocol
              --max-connections N      tell further clients to try later (default: %3$d)
              --max-file-size BYTES    refuse larger uploads; K, M, G, T multiply by 1024 (default: no limit)
              --first-frame-timeout S  seconds until a connection's first request (default: %4$d)
              --idle-timeout S         seconds between requests (default: %5$d)
              --min-rate BYTES         bytes a second that a transfer must move (default: %6$d; 0: no limit)
              --drain-timeout S        seconds that running transfers get at SIGTERM or SIGINT (default: %7$d)
              --disk-threads N         disk calls that may wait at once (default: %8$d)
              --audit-log FILE         write a line of JSON for each login, refusal and change; - for the log
              --audit-log-size BYTES   size at which the file is put aside as FILE.1 (default: 64M)
              --audit-log-files N      how many of those stay (default: 10)
              --log-level LEVEL        error, warn, info, debug (default: info); the log goes to standard error
              --help                   show this
              --version                show the version

            The first line on standard output says the address, once clients can connect.

            Exit status: 0 after SIGTERM or SIGINT, 1 when the server cannot start, 2 for a usage error.

            Examples:
              ftp-server                                    serve this directory to this machine
              ftp-server /srv/files --port 0                any free port
              ftp-server /srv/mirror --read-only --address 0.0.0.0 --insecure
              ftp-server /srv/files --tls-certificate server.pem --tls-key server.key
            """.formatted(
                    DEFAULTS.address().getAddress().getHostAddress(),
                    DEFAULTS.address().getPort(),
                    DEFAULTS.maxConnections(),
                    DEFAULTS.firstFrameTimeout().toSeconds(),
                    DEFAULTS.idleTimeout().toSeconds(),
                    DEFAULTS.minRate(),
                    DEFAULTS.drainTimeout().toSeconds(),
                    DEFAULTS.diskThreads());

    @Parameter
    private List<String> directories = new ArrayList<>();

    @Parameter(names = "--root")
    private String root;

    @Parameter(names = "--address")
    private String address = DEFAULTS.address().getAddress().getHostAddress();

    @Parameter(names = "--port")
    private int port = DEFAULTS.address().getPort();

    @Parameter(names = "--users")
    private String users;

    @Parameter(names = "--insecure")
    private boolean insecure;

    @ParametersDelegate
    private final TlsOptions tls = new TlsOptions();

    @Parameter(names = "--read-only")
    private boolean readOnly;

    @Parameter(names = "--durability", converter = DurabilityConverter.class)
    private Durability durability = DEFAULTS.durability();

    @Parameter(names = "--umask", converter = ModeConverter.class)
    private Integer umask;

    @Parameter(names = "--file-mode", converter = ModeConverter.class)
    private Integer fileMode;

    @Parameter(names = "--directory-mode", converter = ModeConverter.class)
    private Integer directoryMode;

    @Parameter(names = {"--no-legacy", "--no-seed"})
    private boolean noLegacy;

    @Parameter(names = "--max-connections")
    private int maxConnections = DEFAULTS.maxConnections();

    @Parameter(names = "--max-file-size", converter = SizeConverter.class)
    private long maxFileSize = DEFAULTS.maxFileSize();

    @Parameter(names = "--first-frame-timeout")
    private int firstFrameTimeout = (int) DEFAULTS.firstFrameTimeout().toSeconds();

    @Parameter(names = "--idle-timeout")
    private int idleTimeout = (int) DEFAULTS.idleTimeout().toSeconds();

    @Parameter(names = "--min-rate", converter = SizeConverter.class)
    private long minRate = DEFAULTS.minRate();

    @Parameter(names = "--drain-timeout")
    private int drainTimeout = (int) DEFAULTS.drainTimeout().toSeconds();

    @Parameter(names = "--disk-threads")
    private int diskThreads = DEFAULTS.diskThreads();

    @ParametersDelegate
    private final AuditOptions audit = new AuditOptions();

    @Parameter(names = "--log-level", converter = LevelConverter.class)
    private String logLevel = "info";

    @Parameter(
            names = {"--help", "-h"},
            help = true)
    private boolean help;

    @Parameter(names = "--version", help = true)
    private boolean version;

    private ServerOptions() {}

    /** @throws ParameterException with a sentence for the user */
    static ServerOptions parse(String[] arguments) {
        ServerOptions options = new ServerOptions();
        JCommander parser =
                JCommander.newBuilder().addObject(options).expandAtSign(false).build();
        parser.parse(arguments);
        refuseValuesOfSwitches(parser, arguments);
        for (String directory : options.directories) {
            if (directory.startsWith("-")) { // where names are taken, the parser takes an unknown option for one
                throw new ParameterException("unknown: " + directory);
            }
        }
        if (options.directories.size() + (options.root == null ? 0 : 1) > 1) {
            throw new ParameterException("one directory is served, not several; --root DIR is the same as DIR");
        }
        return options;
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
    AuditFile audit() {
        return audit.audit();
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    ServerConfig config() {
        check("--port", port, 0, 65535);
        check("--max-connections", maxConnections, 1, Integer.MAX_VALUE);
        check("--first-frame-timeout", firstFrameTimeout, 1, Integer.MAX_VALUE);
        check("--idle-timeout", idleTimeout, 1, Integer.MAX_VALUE);
        check("--drain-timeout", drainTimeout, 0, Integer.MAX_VALUE);
        check("--disk-threads", diskThreads, 1, ServerConfig.MAX_DISK_THREADS);
        InetSocketAddress listen = new InetSocketAddress(address, port);
        return ServerConfig.builder(Path.of(directory()))
                .address(listen)
                .tls(listen.isUnresolved() ? null : tls.of(listen.getAddress()))
                .users(users == null ? null : Path.of(users))
                .insecure(insecure)
                .readOnly(readOnly)
                .durability(durability)
                .modes(new Modes(umask, fileMode, directoryMode))
                .legacyDialect(!noLegacy)
                .maxConnections(maxConnections)
                .maxFileSize(maxFileSize)
                .firstFrameTimeout(Duration.ofSeconds(firstFrameTimeout))
                .idleTimeout(Duration.ofSeconds(idleTimeout))
                .audit(audit() != null)
                .minRate(minRate)
                .drainTimeout(Duration.ofSeconds(drainTimeout))
                .diskThreads(diskThreads)
                .build();
    }

    private String directory() {
        if (root != null) {
            return root;
        }
        return directories.isEmpty() ? "." : directories.get(0);
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is "
                    + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most) + ", not " + value);
        }
    }

    static final class DurabilityConverter implements IStringConverter<Durability> {
        @Override
        public Durability convert(String text) {
            return switch (text) {
                case "synced" -> Durability.SYNCED;
                case "relaxed" -> Durability.RELAXED;
                default -> throw new ParameterException("--durability is synced or relaxed, not " + text);
            };
        }
    }

    static final class ModeConverter extends BaseConverter<Integer> {
        private static final Pattern OCTAL = Pattern.compile("0?[0-7]{1,3}");

        public ModeConverter(String option) {
            super(option);
        }

        @Override
        public Integer convert(String text) {
            if (OCTAL.matcher(text).matches()) {
                return Integer.valueOf(text, 8);
            }
            throw new ParameterException(
                    getOptionName() + " is an octal number up to 0777, as 027 or 640, not " + text);
        }
    }

    static final class LevelConverter implements IStringConverter<String> {
        @Override
        public String convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "error", "warn", "info", "debug" -> text.toLowerCase(Locale.ROOT);
                default -> throw new ParameterException("--log-level is error, warn, info or debug, not " + text);
            };
        }
    }

    static final class SizeConverter extends BaseConverter<Long> {
        private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})([KMGT]?)", Pattern.CASE_INSENSITIVE);

        public SizeConverter(String option) {
            super(option);
        }

        @Override
        public Long convert(String text) {
            Matcher size = SIZE.matcher(text);
            try {
                if (size.matches()) {
                    int unit = "KMGT".indexOf(size.group(2).toUpperCase(Locale.ROOT));
                    int power = size.group(2).isEmpty() ? 0 : unit + 1;
                    return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * power));
                }
            } catch (ArithmeticException | NumberFormatException tooLarge) {
                // Falls through.
            }
            throw new ParameterException(
                    getOptionName() + " is a number of bytes up to 2^63 - 1, perhaps with K, M, G or T, not " + text);
        }
    }
}
