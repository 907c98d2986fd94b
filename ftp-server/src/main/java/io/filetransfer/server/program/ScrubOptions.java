package io.filetransfer.server.program;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be said on the command line of {@code ftp-server scrub}. */
@Parameters(separators = "=")
final class ScrubOptions {
    static final String HELP = """
            Usage: ftp-server scrub [OPTIONS] [PATH...]

            Reads stored files from the disk and compares them with the digests that were stored with
            them. A server may be running on the root meanwhile. Without PATH: everything.

              --root DIR      directory that is served (default: what the settings name, or the current one)
              --config FILE   the settings of the server, which name the root (default: $FTP_SERVER_CONFIG)
              --add           give files without a stored digest one, of what they hold now
              --rate BYTES    read at most so many bytes a second; K, M, G, T multiply by 1024
              --quiet         no summary and no progress
              --json          one JSON object a line: for each damaged or failed file, and the summary
              --help          show this

            PATH is a name below the root, as clients use it. Standard output gets the names of damaged
            files and nothing else, one a line, escaped as in the log; standard error all the rest.

            Exit status: 0 no damage; 1 the root cannot be read; 2 usage; 3 damage was found;
            4 no damage was found, but some files could not be checked.

            Examples:
              ftp-server scrub --root /srv/files --rate 100M      everything, gently
              ftp-server scrub --root /srv/files --add photos     one directory; files that came otherwise too
            """;

    @Parameter
    private List<String> paths = new ArrayList<>();

    @Parameter(names = "--root")
    private Path root;

    @Parameter(names = "--config")
    private Path config;

    @Parameter(names = "--add")
    boolean add;

    @Parameter(names = "--rate", converter = SizeConverter.class)
    long rate = Long.MAX_VALUE;

    @Parameter(names = "--quiet")
    boolean quiet;

    @Parameter(names = "--json")
    boolean json;

    @Parameter(
            names = {"--help", "-h"},
            help = true)
    boolean help;

    private ScrubOptions() {}

    /** @throws ParameterException with a sentence for the user */
    static ScrubOptions parse(List<String> arguments, Map<String, String> environment) {
        ScrubOptions options = new ScrubOptions();
        JCommander.newBuilder().addObject(options).expandAtSign(false).build().parse(arguments.toArray(new String[0]));
        if (options.rate < 1) {
            throw new ParameterException("--rate is at least 1 byte a second");
        }
        if (!options.help && options.root == null) {
            String[] named = options.config == null ? new String[0] : new String[] {"--config=" + options.config};
            options.root = ServerOptions.parse(named, environment).root();
        }
        return options;
    }

    Path root() {
        return root;
    }

    /** @throws ParameterException for what is no name */
    List<SafePath> paths() {
        List<SafePath> parsed = new ArrayList<>();
        for (String path : paths) {
            if (path.startsWith("-")) {
                throw new ParameterException("unknown: " + path);
            }
            try {
                parsed.add(SafePath.parse(path));
            } catch (StorageException e) {
                throw new ParameterException("'" + path + "': " + e.getMessage(), e);
            }
        }
        return parsed;
    }
}
