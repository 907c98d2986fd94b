package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import io.filetransfer.codec.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Keeps the names that the user gives to servers. */
final class ProfileCommand extends Command {
    private static final List<String> ACTIONS = List.of("add", "list", "show", "remove");

    private String action;
    private String profileName;
    private Profile added;

    @Override
    String name() {
        return "profile";
    }

    @Override
    List<String> synopsis() {
        return List.of(
                "profile add [OPTION]... NAME HOST[:PORT]",
                "profile list [OPTION]...",
                "profile show [OPTION]... NAME",
                "profile remove [OPTION]... NAME");
    }

    @Override
    List<String> details() {
        return List.of(
                "Gives a server a name, and keeps how it is reached. NAME:/PATH is then a remote name everywhere, and NAME: "
                        + "stands for the server. What stands before :/ is always the name of a profile; HOST/PATH, "
                        + "HOST:PORT/PATH and ft:// always mean the host. Names are the same in capitals and small letters.",
                "Kept are --tls, --ca or --fingerprint, --certificate with --key, and --user or --token-file, as add has them; "
                        + "the server is not asked. Files are kept by their names, not by what is in them: there is no secret in a "
                        + "profile. With --user the password is asked for each time; a token that login keeps for the server needs "
                        + "no option.",
                "Options of a command go before the profile; --user or --token-file takes the place of either, and so does --ca or "
                        + "--fingerprint. The profile goes before the environment and before what login and trust keep. "
                        + "What a profile encrypts no option sends in plain.",
                "They are in the file file-transfer/profiles in $XDG_CONFIG_HOME or ~/.config: a line " + Profile.FORM
                        + " for each, in which %20 is a blank, and comments that begin with #. A file that others can change is "
                        + "refused.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("profile add prod localhost", "prod:/notes.txt is localhost/notes.txt from now on"),
                new Example("profile list", "all of them"),
                new Example("profile remove prod", "the server stays as it is"));
    }

    @Override
    void prepare() throws UsageException {
        if (operands.isEmpty()) {
            throw new UsageException("it needs one of add, list, show and remove");
        }
        action = operands.get(0);
        switch (action) {
            case "add" -> {
                requireOperands(3, 3, "a name and the address of a server");
                requireKept();
                added = new Profile(Profile.address(operands.get(2)), kept());
                profileName = operands.get(1);
            }
            case "list" -> requireOperands(1, 1, "no operand with list");
            case "show", "remove" -> {
                requireOperands(2, 2, "the name of a profile");
                profileName = operands.get(1);
            }
            default -> {
                String near = Suggestion.nearest(action, ACTIONS);
                throw new UsageException("it has add, list, show and remove, not '" + action + "'"
                        + (near == null ? "" : "; did you mean '" + near + "'?"));
            }
        }
    }

    /** What is given to be kept and is not would be missed later. */
    private void requireKept() throws UsageException {
        boolean others = connections != null
                || connectTimeout != null
                || answerTimeout != null
                || idleTimeout != null
                || retries != null
                || retryTime != null
                || limitRate != null
                || literal;
        if (others) {
            throw new UsageException(
                    "a profile keeps neither --connections nor --limit-rate nor --literal nor --retries nor a time");
        }
        if (user != null && tokenFile != null) {
            throw new UsageException("--user and --token-file exclude each other in a profile");
        }
        if (user != null && user.isEmpty()) {
            throw new UsageException("--user is a name, not ''");
        }
        if (CommandLogin.isStandardInput(tokenFile)) {
            throw new UsageException("a profile keeps the name of a file, not standard input");
        }
    }

    /** A mistyped name would be missed when the profile is used. */
    private static void requireFiles(ServerSettings settings) {
        Stream.of(settings.authorities(), settings.certificate(), settings.key(), settings.tokenFile())
                .filter(file -> file != null && Files.notExists(file))
                .forEach(file -> {
                    throw new FileTransferException.LocalFile(
                            Printable.of(NameText.text(file)) + ": No such file or directory; nothing was stored",
                            null);
                });
    }

    /** Names of files that mean the same from another directory. */
    private ServerSettings kept() {
        return new ServerSettings(
                tls,
                absolute(authorities),
                fingerprint,
                absolute(certificate),
                absolute(key),
                user,
                absolute(tokenFile));
    }

    private static Path absolute(Path path) {
        return path == null ? null : path.toAbsolutePath();
    }

    @Override
    void run(Run run) throws UsageException {
        Report report = run.report();
        switch (action) {
            case "add" -> {
                requireFiles(added.settings());
                profiles().add(profileName, added);
                done(report, added.address() + " from now on");
            }
            case "list" -> {
                for (Map.Entry<String, Profile> one : profiles().all().entrySet()) {
                    tell(
                            one.getKey(),
                            one.getValue(),
                            one.getKey() + " " + one.getValue().line(),
                            report);
                }
            }
            case "show" -> {
                Profile shown = profiles().require(profileName);
                StringBuilder text = new StringBuilder("address " + shown.address());
                shown.fields()
                        .forEach((key, value) ->
                                text.append('\n').append(key).append(value.isEmpty() ? "" : " " + Printable.of(value)));
                tell(profileName, shown, text.toString(), report);
            }
            default -> {
                profiles().remove(profileName);
                done(report, "removed");
            }
        }
    }

    private static void tell(String name, Profile profile, String text, Report report) {
        report.succeeded();
        if (!report.json()) {
            report.print(text);
            return;
        }
        Map<String, String> fields = profile.fields();
        report.write(report.result(name)
                .add("server", profile.address())
                .add("tls", profile.settings().encrypts())
                .add("ca", fields.get("ca"))
                .add("fingerprint", fields.get("fingerprint"))
                .add("certificate", fields.get("certificate"))
                .add("key", fields.get("key"))
                .add("user", fields.get("user"))
                .add("tokenFile", fields.get("token-file")));
    }

    private void done(Report report, String what) {
        report.succeeded();
        if (report.json()) {
            report.write(report.result(profileName));
        } else {
            report.detail(profileName + ": " + what);
        }
    }
}
