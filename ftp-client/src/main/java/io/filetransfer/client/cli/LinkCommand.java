package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.LinkRequest;
import io.filetransfer.client.NewLink;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.LinkInfo;
import io.filetransfer.codec.Printable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes links for people who are no users of the server, lists them, and revokes them. */
final class LinkCommand extends Command {
    private static final String PASSWORD = "FTP_CLIENT_LINK_PASSWORD";

    @Parameter(names = "--upload", description = "For putting files into a directory, without seeing what is there.")
    boolean upload;

    @Parameter(
            names = "--expires",
            placeholder = "TIME",
            description = "Open for TIME: 12h, 7d (the server's usual time), 2w; at most 366 days.",
            converter = LifeConverter.class)
    Duration expires = Duration.ZERO;

    @Parameter(
            names = "--uses",
            placeholder = "N",
            description = "Ends after N downloads, or N uploads (default: any number).")
    String uses;

    @Parameter(
            names = "--password",
            description = "Has a password, which is asked for, or comes from FTP_CLIENT_LINK_PASSWORD.")
    boolean password;

    @Parameter(names = "--list", description = "Show the links of this user.")
    boolean list;

    @Parameter(names = "--revoke", placeholder = "ID", description = "End the link with this ID, which --list shows.")
    String revoke;

    private RemoteName remote;
    private LinkRequest wanted;

    @Override
    String name() {
        return "link";
    }

    @Override
    List<String> synopsis() {
        return List.of(
                "link [OPTION]... REMOTE", "link [OPTION]... --list HOST[:PORT]", "link --revoke ID HOST[:PORT]");
    }

    @Override
    List<String> details() {
        return List.of(
                "Prints an address for a browser, curl and the like. Whoever has it gets the file REMOTE, or sees and gets what "
                        + "is in the directory REMOTE; with --upload it takes files into the directory instead, each under a new "
                        + "name, and shows nothing. The address is shown once: it is a secret, and nobody can be told it again.",
                "A link does what its maker may do at that moment, and no more: it ends with its time, its uses, --revoke, and with "
                        + "the user. Each get of a range is a use of its own. The user needs the permission link, which whoever "
                        + "runs the server gives; the server needs --links.",
                "The host is the one that is given here. If people reach the server by another name or port, put that into the "
                        + "address.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("link --expires 2d --uses 3 fts://host/reports/may.pdf", "for three downloads"),
                new Example("link --upload fts://host/inbox", "for files from others"),
                new Example("link --list fts://host", "all of this user"));
    }

    @Override
    void prepare() throws UsageException {
        boolean makes = !list && revoke == null;
        boolean about = upload || !expires.isZero() || uses != null || password;
        if (list && revoke != null || !makes && about) {
            throw new UsageException("--list and --revoke go with no other option of links");
        }
        requireOperands(1, 1, makes ? "one remote name" : "one server");
        remote = remote(operands.get(0));
        if (!makes && !remote.path().isEmpty()) {
            throw new UsageException("'" + remote.text() + "' is not a server, HOST[:PORT]");
        }
        wanted = LinkRequest.of(remote.request()).upload(upload).life(expires).uses(number());
    }

    private long number() throws UsageException {
        if (uses == null) {
            return 0;
        }
        if (!uses.matches("[1-9][0-9]{0,8}")) {
            throw new UsageException("--uses is a number above zero, not '" + uses + "'");
        }
        return Long.parseLong(uses);
    }

    @Override
    String explain(ErrorCode code) {
        return switch (code) {
            case UNSUPPORTED -> "the server has no links, or is older than they are";
            case DENIED -> "this user may not make such a link; that needs the permission link";
            default -> null;
        };
    }

    @Override
    void run(Run run) throws UsageException {
        if (list) {
            try {
                list(run.clients().of(remote), run.report());
            } catch (FileTransferException e) {
                run.report().failed(remote, e);
            }
        } else if (revoke != null) {
            run.add(new Revocation(run));
        } else {
            wanted = password ? wanted.password(password(run)) : wanted;
            run.add(new Making(run));
        }
    }

    private char[] password(Run run) throws UsageException {
        String given = environment.get(PASSWORD);
        if (given != null) {
            return given.toCharArray();
        }
        char[] typed = run.terminal().askSecret("Password of the link: ");
        if (typed == null || typed.length == 0) {
            throw new UsageException("there is no password: nothing was typed, and " + PASSWORD + " is not set");
        }
        return typed;
    }

    /** Asked for as long as more come. */
    private void list(FileTransferClient client, Report report) {
        String after = "";
        List<LinkInfo> links;
        do {
            links = client.links(after).join();
            for (LinkInfo link : links) {
                after = link.id();
                show(link, report);
            }
        } while (!links.isEmpty());
        report.succeeded();
    }

    private void show(LinkInfo link, Report report) {
        if (report.json()) {
            report.write(describe(report.result(remote.text()), link));
            return;
        }
        report.print(Printable.of(link.id() + "  " + link.kind().text() + "  expires " + link.expires()
                + (link.uses() == 0 ? "" : "  used " + link.used() + " of " + link.uses())
                + (link.password() ? "  password" : "") + "  " + link.name()));
    }

    private static JsonObject describe(JsonObject json, LinkInfo link) {
        json.add("id", link.id())
                .add("kind", link.kind().text())
                .add("path", link.name())
                .add("expires", link.expires().toString())
                .add("password", link.password());
        return link.uses() == 0 ? json : json.add("uses", link.uses()).add("used", link.used());
    }

    private final class Making extends CommandItem<NewLink> {
        private final Run run;

        Making(Run run) {
            super(LinkCommand.this.remote);
            this.run = run;
        }

        @Override
        protected CompletableFuture<NewLink> start() {
            return run.clients().of(remote).makeLink(wanted).future();
        }

        @Override
        void done(NewLink made, Report report) {
            report.succeeded();
            boolean encrypted = run.clients().of(remote).config().tls() != null;
            String address = (encrypted ? "https://" : "http://") + remote.server() + made.path();
            if (report.json()) {
                report.write(describe(report.result(name), made.info()).add("address", address));
            } else {
                report.print(Printable.of(address));
            }
        }
    }

    private final class Revocation extends CommandItem<Boolean> {
        private final Run run;

        Revocation(Run run) {
            super(LinkCommand.this.remote);
            this.run = run;
        }

        @Override
        protected CompletableFuture<Boolean> start() {
            return run.clients().of(remote).revokeLink(revoke).future();
        }

        @Override
        void done(Boolean revoked, Report report) {
            report.succeeded();
            if (report.json()) {
                report.write(report.result(name).add("id", revoke));
            } else {
                report.detail(name + ": link " + revoke + " ended");
            }
        }
    }
}
