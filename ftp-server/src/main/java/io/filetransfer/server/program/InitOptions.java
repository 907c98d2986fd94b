package io.filetransfer.server.program;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.ServerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What can be said on the command line of {@code ftp-server init}. */
@Parameters(separators = "=")
final class InitOptions {
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    private static final Pattern HOST =
            Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*|[0-9A-Fa-f]*:[0-9A-Fa-f:.]{1,43}");

    static final String HELP = """
            Usage: ftp-server init [OPTIONS] DIR

            Makes what a server needs that can be reached from everywhere: in DIR, which is empty or not there
            yet, a file of settings, a certificate with its key, a file of users with one user, and a
            directory for the files. Shows the user's token, this once, and what to do next.

              --name HOST      a name or address that clients reach the server by; can be given several times
                               (default: this machine's name)
              --address HOST   address to listen on (default: 0.0.0.0, which is all of them)
              --port PORT      port to listen on (default: %d)
              --user NAME      the first user, who may do everything (default: admin)
              --help           show this

            The certificate is vouched for by nobody: clients know the server by the fingerprint that is shown.
            Run it as the user that is to run the server.

            Exit status: 0, 1 when it cannot be done, 2 for a usage error.

            Example:
              ftp-server init /srv/transfer --name files.example.org
            """.formatted(ServerConfig.DEFAULT_PORT);

    @Parameter
    private List<String> directories = new ArrayList<>();

    @Parameter(names = "--name")
    private List<String> names = new ArrayList<>();

    @Parameter(names = "--address")
    private String address = "0.0.0.0";

    @Parameter(names = "--port")
    private int port = ServerConfig.DEFAULT_PORT;

    @Parameter(names = "--user")
    private String user = "admin";

    @Parameter(
            names = {"--help", "-h"},
            help = true)
    private boolean help;

    private InitOptions() {}

    /** @throws ParameterException with a sentence for the user */
    static InitOptions parse(List<String> arguments) {
        InitOptions options = new InitOptions();
        JCommander.newBuilder().addObject(options).expandAtSign(false).build().parse(arguments.toArray(String[]::new));
        if (options.help) {
            return options;
        }
        options.directories.stream()
                .filter(word -> word.startsWith("-"))
                .findFirst()
                .ifPresent(word -> {
                    throw new ParameterException("unknown option " + word);
                });
        if (options.directories.size() != 1) {
            throw new ParameterException("one directory is made, DIR");
        }
        if (options.port == 0) {
            throw new ParameterException(
                    "--port 0 would be another port at each start, which no client could know: 1 to" + " 65535");
        }
        if (options.port < 0 || options.port > 65535) {
            throw new ParameterException("--port is 1 to 65535, not " + options.port);
        }
        if (options.names.isEmpty()) {
            options.names.add(nameOfThisMachine());
        }
        for (String name : options.names) {
            if (!HOST.matcher(name).matches()) {
                throw new ParameterException("--name is a host name or an address, not " + name);
            }
        }
        return options;
    }

    private static String nameOfThisMachine() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return HOST.matcher(name).matches() ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    boolean help() {
        return help;
    }

    Path directory() {
        return Path.of(directories.get(0));
    }

    List<String> names() {
        return names;
    }

    String address() {
        return address;
    }

    int port() {
        return port;
    }

    String user() {
        return user;
    }
}
