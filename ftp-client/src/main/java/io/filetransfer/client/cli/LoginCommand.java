package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import java.util.List;

/** Keeps a token for a server, so that later commands are this user's. */
final class LoginCommand extends Command {
    @Parameter(names = "--remove", description = "Forget the token that is kept for the server.")
    boolean remove;

    private RemoteName server;

    @Override
    String name() {
        return "login";
    }

    @Override
    List<String> synopsis() {
        return List.of("login [OPTION]... HOST[:PORT]", "login --remove HOST[:PORT]");
    }

    @Override
    List<String> details() {
        return List.of(
                "Asks for a token, which whoever runs the server makes with 'ftp-server user token', tries it, and keeps it. "
                        + "From then on commands for this server are this user's. Nothing is asked where the token comes from "
                        + "--token-file or from FTP_CLIENT_TOKEN.",
                "It is kept in the file file-transfer/logins in $XDG_CONFIG_HOME or ~/.config, which only you can read; a file "
                        + "that others can read is refused. --token-file, --user and the environment (FTP_CLIENT_TOKEN, or "
                        + "FTP_CLIENT_USER with FTP_CLIENT_PASSWORD or a password that is asked for) go before it. Nothing of it "
                        + "is sent to another machine without encryption.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("login localhost", "asks for the token"),
                new Example("login --token-file token localhost", "takes it from a file"),
                new Example("login --remove localhost", "nobody again"));
    }

    @Override
    void prepare() throws UsageException {
        if (user != null) {
            throw new UsageException("--user does not go with login, which keeps a token");
        }
        requireOperands(1, 1, "one server");
        server = remote(operands.get(0));
        if (!server.path().isEmpty()) {
            throw new UsageException("'" + server.text() + "' is not a server, HOST[:PORT]");
        }
    }

    @Override
    String explain(ErrorCode code) {
        if (code == ErrorCode.TLS_REQUIRED) {
            return "the server takes encrypted connections only; use: ftp-client login --tls " + server.server();
        }
        return code == ErrorCode.UNAUTHENTICATED ? "the server does not know this token; nothing was stored" : null;
    }

    @Override
    void run(Run run) throws UsageException {
        Report report = run.report();
        if (remove) {
            if (!run.logins().remove(server.server())) {
                throw new UsageException("there is no token for " + server.server());
            }
            done(report, "forgotten");
            return;
        }
        try {
            String given = run.login().givenToken(tokenFile);
            String token = given == null ? asked(run) : given;
            run.clients().check(server, CommandLogin.token("the token", token));
            run.logins().store(server.server(), token);
            done(report, "logged in from now on");
        } catch (FileTransferException e) {
            report.failed(server, e);
        }
    }

    /** The server is asked first, so that nobody types a secret for one that is not there or not the one that is meant. */
    private String asked(Run run) throws UsageException {
        if (!run.terminal().canAskSecret()) {
            throw new UsageException("without a terminal to ask on, it needs --token-file or FTP_CLIENT_TOKEN");
        }
        run.clients().meet(server);
        char[] typed = run.terminal().askSecret("Token: ");
        String token = typed == null ? "" : new String(typed).strip();
        if (token.isEmpty()) {
            throw new UsageException("there is no token: nothing was typed");
        }
        return token;
    }

    private void done(Report report, String what) {
        report.succeeded();
        if (report.json()) {
            report.write(report.result(server.text()));
        } else {
            report.detail(server.server() + ": " + what);
        }
    }
}
