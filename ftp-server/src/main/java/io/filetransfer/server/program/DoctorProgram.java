package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Printable;
import io.filetransfer.server.doctor.Doctor;
import io.filetransfer.server.doctor.Finding;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code ftp-server doctor}: looks at what a server stands on, and says what to do. */
final class DoctorProgram {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    static final String HELP = """
            Usage: ftp-server doctor [--json] [OPTIONS] [DIR]

            Looks at what a server with these settings stands on: the limit on open files, the clock, the root (its
            file system, that a file can be written and synced, room), ports, certificate and key, the file of
            users. Says of what is not as it should be what to do. Changes nothing but for one small file that it
            makes in the root and removes. Run it as the server's user: others may do and not do other things.

            OPTIONS and DIR are those of ftp-server, --config FILE among them; the environment counts too.

            Exit status: 0, also with warnings, 1 when something failed, 2 for a usage error.

            Example:
              ftp-server doctor --config /etc/ftp-server/ftp-server.toml
            """;

    private DoctorProgram() {}

    /** @return the exit status */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(HELP);
            return OK;
        }
        List<String> rest = new ArrayList<>(arguments);
        boolean json = rest.remove("--json");
        try {
            List<Finding> all = new Doctor(ServerOptions.parse(rest.toArray(String[]::new), environment)
                            .config())
                    .examine();
            boolean failed = all.stream().anyMatch(each -> each.state() == Finding.State.FAILED);
            if (json) {
                out.println(all.stream()
                        .map(Finding::json)
                        .collect(Collectors.joining(",", "{\"ok\":" + !failed + ",\"checks\":[", "]}")));
            } else {
                all.forEach(each -> out.print(each.line()));
            }
            return failed ? FAILED : OK;
        } catch (ParameterException | IllegalArgumentException e) {
            err.println("ftp-server doctor: " + Printable.of(e.getMessage()) + "\nTry 'ftp-server doctor --help'.");
            return USAGE;
        }
    }
}
