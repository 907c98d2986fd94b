package io.filetransfer.server.user;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.link.Link;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What can be said on the command line of {@code ftp-server link}. */
@Parameters(separators = "=")
final class LinkOptions extends UsersOptions {
    static final String HELP = """
            Usage: ftp-server link COMMAND [OPTIONS] [NAME]

            Manages links: whoever has one gets a file or a folder, or puts files into a folder, without an account. A link
            acts for the user NAME who made it, and never does more than that user may do. A running server takes changes
            up within 10 seconds.

            Commands:
              add NAME        a new link of this user to --path; shows once where it is on the server, which goes behind
                              https://HOST:PORT. The user needs the permission link there
              list            all links
              revoke ID       ends one

            Options:
              --config FILE         the settings of the server, which name the users, the links and the files; if they
                                    name an audit, each change has a line in it (default: $FTP_SERVER_CONFIG)
              --users FILE          the file of users (default: $FTP_SERVER_USERS, or what the settings name)
              --links DIR           where links are kept (default: $FTP_SERVER_LINKS, or what the settings name)
              --path PATH           add: the file or folder, in the user's own names
              --upload              add: for putting files into the folder, without seeing what is there
              --expires TIME        add: ends after TIME, as 12h, 30d, 1y (default: 7d; at most 366d)
              --uses N              add: ends after N downloads, or N uploads (default: any number)
              --password            add: has a password, which is asked for or comes from $FTP_SERVER_PASSWORD
              --password-file FILE  add: the password is the first line of FILE; - is standard input
              --json                list: one JSON object a line
              --help                show this

            Exit status: 0, 1 when it cannot be done, 2 for a usage error.

            Examples:
              ftp-server link add alice --config ftp-server.toml --path reports/may.pdf --expires 2d --uses 3
              ftp-server link list --config ftp-server.toml
            """;

    @Parameter(names = "--links")
    private Path links;

    @Parameter(names = "--upload")
    private boolean upload;

    @Parameter(names = "--expires")
    private String expires;

    @Parameter(names = "--uses")
    private String uses;

    @Parameter(names = "--password")
    private boolean password;

    @Parameter(names = "--password-file")
    private String passwordFile;

    @Parameter(names = "--json")
    private boolean json;

    Path links(UsersSettings settings) {
        Path found = links == null ? settings.links() : links;
        if (found == null) {
            throw new ParameterException("where are the links? --links DIR, --config FILE of a server that has links,"
                    + " or FTP_SERVER_LINKS in the environment");
        }
        return found;
    }

    boolean upload() {
        return upload;
    }

    Duration life() {
        return expires == null ? Link.USUAL_LIFE : duration("--expires", expires);
    }

    long uses() {
        if (uses == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(uses);
        } catch (NumberFormatException e) {
            throw new ParameterException("--uses is a number, not " + uses, e);
        }
    }

    boolean hasPassword() {
        return password || passwordFile != null;
    }

    String passwordFile() {
        return passwordFile;
    }

    boolean json() {
        return json;
    }

    @Override
    Map<String, String> said() {
        Map<String, String> said = super.said();
        put(said, "path", path().isRoot() ? null : "/" + path());
        put(said, "upload", upload ? "true" : null);
        put(said, "expires", expires);
        put(said, "uses", uses);
        return said;
    }
}
