package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Printable;
import io.filetransfer.server.AdminAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What operators ask of a running server, by its Unix socket: {@code status}, {@code top}, {@code kick}, {@code log}. */
final class OperatorProgram {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long REFRESH_MILLIS = 1000;
    private static final String CLEAR = "\u001b[H\u001b[2J";

    static final String HELP = """
            Usage: ftp-server status [--json] [OPTIONS]    what a running server does now
                   ftp-server top [OPTIONS]                the same each second, until it is interrupted
                   ftp-server kick ID [OPTIONS]            end a transfer (12.3), or a connection (12)
                   ftp-server log level LEVEL [OPTIONS]    error, warn, info or debug, until the next start

            OPTIONS are those of ftp-server; the first Unix socket of --admin-listen counts, which the file of
            settings (--config FILE) and the environment (FTP_SERVER_ADMIN_LISTEN) can say too.

            Whose transfer is ended hears DENIED and does not try again; what takes effect already is not ended.

            Exit status: 0, 1 when the server cannot be asked or nothing has the ID, 2 for a usage error.

            Examples:
              ftp-server status --config /etc/ftp-server/ftp-server.toml
              ftp-server kick 12.3 --admin-listen unix:/run/ftp-server/admin.sock
            """;

    /** How often {@code top} looks before it ends by itself; for tests. */
    private final int looks;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    OperatorProgram(Map<String, String> environment, PrintStream out, PrintStream err, int looks) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.looks = looks;
    }

    /** @return the exit status */
    static int run(
            String command, List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        return new OperatorProgram(environment, out, err, Integer.MAX_VALUE).run(command, arguments);
    }

    int run(String command, List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(HELP);
            return OK;
        }
        List<String> rest = new ArrayList<>(arguments);
        try {
            return switch (command) {
                case "status" -> {
                    String format = rest.remove("--json") ? "application/json" : "text/plain";
                    yield show(client(rest).get("/status", format));
                }
                case "top" -> top(client(rest));
                case "kick" -> {
                    String id = word(rest, "which transfer: ftp-server kick ID");
                    yield show(client(rest).post("/kick?id=" + encoded(id)));
                }
                default -> {
                    if (!word(rest, "log level LEVEL").equals("level")) {
                        throw new ParameterException("the command is ftp-server log level LEVEL");
                    }
                    String level = word(rest, "which level: ftp-server log level LEVEL");
                    yield show(client(rest).post("/log-level?level=" + encoded(level)));
                }
            };
        } catch (ParameterException | IllegalArgumentException e) {
            err.println("ftp-server " + command + ": " + Printable.of(e.getMessage()) + "\nTry 'ftp-server " + command
                    + " --help'.");
            return USAGE;
        } catch (IOException e) {
            err.println("ftp-server " + command + ": " + Printable.of(e.getMessage()));
            return FAILED;
        } catch (InterruptedException e) {
            return OK;
        }
    }

    /** Takes the first word that is no option. */
    private static String word(List<String> rest, String wanted) {
        if (rest.isEmpty() || rest.get(0).startsWith("-")) {
            throw new ParameterException(wanted);
        }
        return rest.remove(0);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private AdminClient client(List<String> arguments) {
        ServerOptions options = ServerOptions.parse(arguments.toArray(String[]::new), environment);
        AdminAddress socket = options.adminSocket();
        if (socket == null) {
            throw new ParameterException(
                    "where the server is to be asked: --admin-listen unix:/PATH, as the server has it, or --config FILE");
        }
        return new AdminClient(socket.socket(), DEADLINE);
    }

    private int show(AdminClient.Answer answer) {
        (answer.isGood() ? out : err).print(answer.body());
        return answer.isGood() ? OK : FAILED;
    }

    private int top(AdminClient client) throws IOException, InterruptedException {
        for (int look = 1; ; look++) {
            AdminClient.Answer answer = client.get("/status", "text/plain");
            if (!answer.isGood()) {
                return show(answer);
            }
            out.print(CLEAR + answer.body());
            out.flush();
            if (look == looks) {
                return OK;
            }
            Thread.sleep(REFRESH_MILLIS);
        }
    }
}
