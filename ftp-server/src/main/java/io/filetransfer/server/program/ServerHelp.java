package io.filetransfer.server.program;

/** {@code ftp-server --help}. */
final class ServerHelp {
    static final String TEXT = """
            Usage: ftp-server [OPTIONS] [DIR]
                   ftp-server init DIR                    make what a public server needs; see ftp-server init --help
                   ftp-server config check|print          look at the settings; see ftp-server config --help
                   ftp-server user COMMAND ...            manage users; see ftp-server user --help
                   ftp-server group COMMAND ...           and groups of them; see ftp-server group --help
                   ftp-server link COMMAND ...            and links for others; see ftp-server link --help
                   ftp-server scrub [OPTIONS] [PATH...]   look for damaged files; see ftp-server scrub --help
                   ftp-server doctor [OPTIONS] [DIR]      check what a server stands on; see ftp-server doctor --help
                   ftp-server status|top|kick|log ...     ask a running server; see ftp-server status --help

            Serves the files of DIR (default: the current directory).

            """ + SettingsText.help() + """

            Every setting is also a key of the file (port = 50000) and an environment variable (FTP_SERVER_PORT).
            The command line counts before the environment, and that before the file. SIGHUP reads the file again.

            The first line on standard output says the address, once clients can connect.

            Exit status: 0 after SIGTERM or SIGINT, 1 when the server cannot start, 2 for a usage error.

            Examples:
              ftp-server                                    serve this directory to this machine
              ftp-server /srv/files --port 0                any free port
              ftp-server --config /etc/ftp-server/ftp-server.toml
              ftp-server /srv/mirror --read-only --address 0.0.0.0 --insecure
              ftp-server /srv/files --tls-certificate server.pem --tls-key server.key
            """;

    private ServerHelp() {}
}
