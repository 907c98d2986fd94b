package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Printable;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** {@code ftp-server config}: looks at the settings that a server would run with. */
final class ConfigProgram {
    private static final int OK = 0;
    private static final int USELESS = 1;
    private static final int USAGE = 2;

    static final String HELP = """
            Usage: ftp-server config check [OPTIONS] [DIR]   whether a server could run with these settings
                   ftp-server config print [OPTIONS] [DIR]   all settings, as a file, and where each comes from

            OPTIONS and DIR are those of ftp-server, --config FILE among them; the environment counts too.
            check reads the certificate, the key and the file of users, looks whether the root and the files
            of logs can be used, and starts and makes nothing. No setting holds a secret, so that nothing has
            to be hidden in what is printed.

            Exit status: 0, 1 when no server could run with them, 2 for a usage error.

            Examples:
              ftp-server config check --config /etc/ftp-server/ftp-server.toml
              ftp-server config print --config /etc/ftp-server/ftp-server.toml --port 0
            """;

    private ConfigProgram() {}

    /** @return the exit status */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(HELP);
            return OK;
        }
        if (!command.equals("check") && !command.equals("print")) {
            err.println("ftp-server config: the command is check or print\nTry 'ftp-server config --help'.");
            return USAGE;
        }
        try {
            ServerOptions options =
                    ServerOptions.parse(arguments.subList(1, arguments.size()).toArray(String[]::new), environment);
            ServerConfig config = options.config();
            if (command.equals("print")) {
                out.print(SettingsText.toml(options));
                return OK;
            }
            check(config, options);
            out.println("ftp-server: a server could run with these settings");
            return OK;
        } catch (ParameterException | IllegalArgumentException | IOException e) {
            err.println("ftp-server config: " + Printable.of(e.getMessage()));
            return USELESS;
        }
    }

    private static void check(ServerConfig config, ServerOptions options) throws IOException {
        if (!Files.isDirectory(config.root())) {
            throw new IOException("the root " + config.root() + " is not a directory");
        }
        if (!Files.isReadable(config.root()) || !Files.isExecutable(config.root())) {
            throw new IOException("the root " + config.root() + " may not be read and entered");
        }
        for (LogFile log : new LogFile[] {options.audit(), options.transferLog()}) {
            if (log != null) {
                log.check();
            }
        }
        FileTransferServer.checkFiles(config);
    }
}
