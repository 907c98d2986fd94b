package io.filetransfer.server.user;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.storage.SafePath;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can be said on the command line of {@code ftp-server user}. */
@Parameters(separators = "=")
final class UserOptions extends UsersOptions {
    /** No subject has this form. */
    private static final String NO_CERTIFICATE = "none";

    static final String HELP = """
            Usage: ftp-server user COMMAND [OPTIONS] NAME

            Manages the users of a server, in a file that a running server takes up within 10 seconds.

            Commands:
              add NAME        a new user, who may do what --allow says
              passwd NAME     another password; connections that logged in with the old one end
              token NAME      a new token, which is shown once; or --revoke LABEL
              set NAME        another --allow for --path, other groups, another --quota, --root or --certificate
              list            all users, with what they may do, and what lies below the roots of those with a
                              quota, if --config says which directory is served (without uploads under way)
              disable NAME    lets the user do nothing until enable NAME; connections end
              remove NAME     removes the user and all tokens; files stay

            Options:
              --config FILE         the settings of the server, which name the file of users; if they name an audit,
                                    each change has a line in it (default: $FTP_SERVER_CONFIG)
              --users FILE          the file of users (default: $FTP_SERVER_USERS, or what the settings name)
              --allow WORDS         of read, list, write, create, delete and link, with commas between; or none, all
                                    (all but link, which lets the user make links for others)
                                    (add: default read,list, or with --group nothing besides; token: default
                                    what the user may do)
              --path PATH           what --allow is about, with all below it (default: /)
              --group NAMES         add, set: the groups that the user is in, with commas between; or none
              --quota BYTES         add, set: how much may lie below the user's root; K, M, G, T multiply by 1024;
                                    or none (default: what the groups give)
              --quota-files N       add, set: the same in files
              --root DIR            add, set: the directory of the server that the user's names begin in; a part %u
                                    stands for the user's name (default: /)
              --certificate SUBJECT add, set: client certificates with this subject are the user, as
                                    CN=alice,O=Example (openssl x509 -noout -subject -nameopt RFC2253); or none
              --no-password         add: no password; a token or a certificate lets the user in
              --password-file FILE  add, passwd: the password is the first line of FILE; - is standard input
              --expires TIME        token: ends after TIME, as 12h, 30d, 1y (default: never)
              --label TEXT          token: a name for it
              --revoke LABEL        token: removes those with this label
              --json                list: one JSON object a line
              --help                show this

            A password is asked for, or comes from --password-file or $FTP_SERVER_PASSWORD; never from the command line.

            Exit status: 0, 1 when it cannot be done, 2 for a usage error.

            Examples:
              ftp-server user add alice --users users.toml --allow all --root /home/%u
              ftp-server user token alice --users users.toml --label laptop --expires 90d --allow read,list
              ftp-server user list --config ftp-server.toml
            """;

    @Parameter(names = "--group")
    private List<String> groups;

    @Parameter(names = "--root")
    private String root;

    @Parameter(names = "--certificate")
    private String certificate;

    @Parameter(names = "--no-password")
    private boolean noPassword;

    @Parameter(names = "--password-file")
    private String passwordFile;

    @Parameter(names = "--expires")
    private String expires;

    @Parameter(names = "--label")
    private String label = "";

    @Parameter(names = "--revoke")
    private String revoke;

    @Parameter(names = "--json")
    private boolean json;

    /** Null if they are not said. */
    List<String> groups() {
        return groups != null && groups.equals(List.of(Group.NONE)) ? List.of() : groups;
    }

    /** @param before where nothing is said */
    SafePath root(SafePath before) {
        return root == null ? before : directory("--root", root);
    }

    /** @param before where nothing is said */
    String certificate(String before) {
        if (certificate == null) {
            return before;
        }
        return certificate.equals(NO_CERTIFICATE) ? null : certificate;
    }

    boolean hasOther() {
        return root != null || certificate != null;
    }

    boolean json() {
        return json;
    }

    @Override
    Map<String, String> said() {
        Map<String, String> said = super.said();
        put(said, "groups", groups == null ? null : String.join(",", groups));
        put(said, "root", root);
        put(said, "certificate", certificate);
        put(said, "expires", expires);
        put(said, "label", label.isEmpty() ? null : label);
        put(said, "revoke", revoke);
        return said;
    }

    boolean noPassword() {
        return noPassword;
    }

    /** Everything where nothing is said: a token has no more than its user anyway. */
    Set<Permission> ofToken() {
        return hasRule() ? allowed("") : Permission.ALL;
    }

    String passwordFile() {
        return passwordFile;
    }

    String label() {
        return label;
    }

    String revoke() {
        return revoke;
    }

    /** Null for never. */
    Instant expires() {
        if (expires == null) {
            return null;
        }
        Duration duration = duration("--expires", expires);
        if (duration.toDays() > 365 * 1000) {
            throw new ParameterException("--expires is 1000 years at most; without it a token never expires");
        }
        return Instant.now().plus(duration).truncatedTo(ChronoUnit.SECONDS);
    }
}
