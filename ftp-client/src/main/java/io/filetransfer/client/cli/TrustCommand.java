package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.KeyFingerprint;
import java.util.List;

/** Keeps the list of servers that are known by their keys. */
final class TrustCommand extends Command {
    /** That of no key: who is asked for it is refused with the fingerprint of the server's own. */
    private static final String OF_NO_KEY = "SHA256:" + "A".repeat(43);

    @Parameter(names = "--list", description = "Show the servers that are trusted.")
    boolean list;

    @Parameter(names = "--remove", description = "Trust the server no more.")
    boolean remove;

    private RemoteName server;
    private String expected;

    @Override
    String name() {
        return "trust";
    }

    @Override
    List<String> synopsis() {
        return List.of("trust [OPTION]... HOST[:PORT] [FINGERPRINT]", "trust --remove HOST[:PORT]", "trust --list");
    }

    @Override
    List<String> details() {
        return List.of(
                "Connects to the server, and notes the fingerprint of its key. From then on every connection to it is "
                        + "encrypted, with --tls or fts:// and without, and no other key is taken for the server's.",
                "With FINGERPRINT, which is in the server's log when it starts, the server must have that key; nothing is stored "
                        + "if it has another one. Without, the key is shown, and a question is asked on the terminal. So it "
                        + "is, too, when another command meets a server with --tls or fts:// whose certificate is not signed "
                        + "by an authority that is trusted here; without a terminal that ends with exit code 10.",
                "The list is the file file-transfer/known-servers in $XDG_CONFIG_HOME or ~/.config: a line with HOST:PORT and "
                        + "fingerprint for each server, and comments that begin with #. A file that others can change "
                        + "is refused. --ca and --fingerprint go before it.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("trust localhost SHA256:XEzLfpOMvHD8bwVKBw1hWTTHtq2XNvTAXLdaUJTuaQ0", "if it has that key"),
                new Example("trust --list", "all of them"),
                new Example("trust --remove localhost", "that one no more"));
    }

    @Override
    void prepare() throws UsageException {
        if (fingerprint != null || authorities != null) {
            throw new UsageException("--ca and --fingerprint do not go with trust: FINGERPRINT is its second operand");
        }
        if (list && remove) {
            throw new UsageException("--list and --remove exclude each other");
        }
        if (list) {
            requireOperands(0, 0, "no operand with --list");
            return;
        }
        requireOperands(1, remove ? 1 : 2, remove ? "one server" : "a server and its fingerprint");
        server = remote(operands.get(0)).encrypted();
        if (!server.path().isEmpty()) {
            throw new UsageException("'" + server.text() + "' is not a server, HOST[:PORT]");
        }
        if (operands.size() > 1) {
            expected = operands.get(1);
            if (!KeyFingerprint.isOne(expected)) {
                throw new UsageException("'" + expected + "' is not a fingerprint, SHA256: and 43 letters of Base64");
            }
        }
    }

    @Override
    void run(Run run) throws UsageException {
        KnownServers known = run.knownServers();
        if (list) {
            known.all().forEach((name, fingerprint) -> show(name, fingerprint, run.report()));
        } else if (remove) {
            remove(known, run.report());
        } else if (isToBeAsked(known) && !run.question().canBeAsked()) {
            throw new UsageException(
                    "without a terminal to ask on, it needs the fingerprint: trust " + server.server() + " SHA256:...");
        } else {
            try {
                trust(run);
            } catch (FileTransferException e) {
                run.report().failed(server, e);
            }
        }
    }

    private boolean isToBeAsked(KnownServers known) {
        return expected == null && known.fingerprint(server.server()) == null;
    }

    private static void show(String name, String fingerprint, Report report) {
        report.succeeded();
        if (report.json()) {
            report.write(report.result(name).add("fingerprint", fingerprint));
        } else {
            report.print(name + " " + fingerprint);
        }
    }

    private void remove(KnownServers known, Report report) throws UsageException {
        if (!known.remove(server.server())) {
            throw new UsageException(server.server() + " is not one of the known servers; trust --list shows them");
        }
        report.succeeded();
        if (report.json()) {
            report.write(report.result(server.text()));
        } else {
            report.detail(server.server() + ": trusted no more");
        }
    }

    private void trust(Run run) {
        KnownServers known = run.knownServers();
        if (expected != null) {
            FileTransferException.Untrusted refused =
                    run.clients().refusal(server, run.trust().byKey(server, expected));
            if (refused != null && refused.fingerprint() != null) {
                String sentence = "the server has another key: " + refused.fingerprint() + "; nothing was stored";
                run.report().failed(server, refused, sentence);
                return;
            }
            refuse(refused);
            known.store(server.server(), expected);
            trusted(expected, run.report());
            return;
        }
        String before = known.fingerprint(server.server());
        if (before != null) {
            refuse(run.clients().refusal(server, run.trust().byKey(server, before)));
            trusted(before, run.report());
            return;
        }
        ask(run);
    }

    private void ask(Run run) {
        FileTransferException.Untrusted refused =
                run.clients().refusal(server, run.trust().byAuthorities(server));
        String told = refused == null ? null : refused.getMessage();
        if (refused == null) {
            refused = run.clients().refusal(server, run.trust().byKey(server, OF_NO_KEY));
            told = server.server() + ": An authority that is trusted here vouches for the server. Its key is "
                    + refused.fingerprint();
        }
        String shown = refused.fingerprint();
        if (shown == null || !run.question().isAnsweredYes(told, server.server(), shown)) {
            throw refused;
        }
        trusted(shown, run.report());
    }

    private static void refuse(FileTransferException.Untrusted refused) {
        if (refused != null) {
            throw refused;
        }
    }

    private void trusted(String fingerprint, Report report) {
        report.succeeded();
        if (report.json()) {
            report.write(report.result(server.text()).add("fingerprint", fingerprint));
        } else {
            report.detail(server.server() + ": trusted from now on, by its key " + fingerprint);
        }
    }
}
