package io.filetransfer.server.user;

import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.LinkAddress;
import io.filetransfer.codec.LinkKind;
import io.filetransfer.codec.Printable;
import io.filetransfer.server.link.Link;
import io.filetransfer.server.link.LinkWish;
import io.filetransfer.server.link.Links;
import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The command {@code ftp-server link}: makes, lists and revokes links; a running server takes it up. */
public final class LinkProgram extends UsersCommand {
    private static final List<String> COMMANDS = List.of("add", "list", "revoke");

    private final UsersSettings.Source source;
    private final Map<String, String> environment;
    private final SecretInput secrets;
    private final LinkOptions options;

    private LinkProgram(
            LinkOptions options,
            UsersSettings.Source source,
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            SecretPrompt prompt) {
        super("ftp-server link", LinkOptions.HELP, options, out);
        this.options = options;
        this.source = source;
        this.environment = environment;
        this.secrets = new SecretInput(environment, in, prompt);
    }

    /** @return the exit status */
    public static int run(
            List<String> arguments,
            UsersSettings.Source source,
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            PrintStream err,
            SecretPrompt prompt) {
        return new LinkProgram(new LinkOptions(), source, environment, in, out, prompt).run(arguments, err);
    }

    @Override
    void execute() throws IOException {
        String command = options.command(COMMANDS);
        if (options.hasRule() || options.hasQuota()) {
            throw new ParameterException("--allow and --quota are not of links");
        }
        UsersSettings settings = options.settings(source, environment);
        Links links = Links.open(options.links(settings));
        switch (command) {
            case "list" -> list(links);
            case "add" -> add(settings, links);
            default ->
                audited(settings, command, () -> {
                    if (!links.revoke(options.name())) {
                        throw new IllegalArgumentException("there is no link " + options.name());
                    }
                });
        }
    }

    private void add(UsersSettings settings, Links links) throws IOException {
        Users users = new UsersFile(settings.users()).read();
        User user = users.named(options.name());
        if (user == null) {
            throw new IllegalArgumentException("there is no user " + options.name());
        }
        LinkKind kind = kind(settings, user);
        LinkWish wish = new LinkWish(user.name(), options.path(), kind, options.life(), null, options.uses());
        // Looked at before a password is asked for.
        if (users.byLink(wish.link(), Instant.now()).isEmpty()) {
            throw new IllegalArgumentException(user.name() + " may not make such a link of /" + options.path()
                    + ": that needs the permission link there, and " + needed(kind)
                    + ", of a user who is not disabled");
        }
        String password = options.hasPassword() ? Passwords.hash(secrets.newPassword(options.passwordFile())) : null;
        audited(settings, "add", () -> {
            Links.Made made = links.make(wish.with(password));
            out.println(LinkAddress.of(made.secret()));
        });
    }

    private static String needed(LinkKind kind) {
        return switch (kind) {
            case FILE -> "read";
            case FOLDER -> "read and list";
            case UPLOAD -> "create or write";
        };
    }

    private LinkKind kind(UsersSettings settings, User user) throws IOException {
        SafePath path = user.whole(options.path());
        boolean directory = settings.isDirectory(path);
        if (options.upload() && !directory) {
            throw new IllegalArgumentException("/" + options.path() + " is no directory: files are put into one");
        }
        return options.upload() ? LinkKind.UPLOAD : directory ? LinkKind.FOLDER : LinkKind.FILE;
    }

    private void list(Links links) {
        for (Link link : links.of(null)) {
            out.println(options.json() ? json(links, link) : Printable.of(text(links, link)));
        }
    }

    private static String text(Links links, Link link) {
        return link.id() + "  " + link.user() + "  " + link.kind().text() + "  /" + link.path() + "  expires "
                + link.expires()
                + (link.hasLimit() ? "  used " + links.used(link) + " of " + link.uses() : "")
                + (link.password() == null ? "" : "  password");
    }

    private static String json(Links links, Link link) {
        return "{\"id\":\"" + link.id() + "\",\"user\":\"" + Printable.quoted(link.user()) + "\",\"kind\":\""
                + link.kind().text() + "\",\"path\":\"" + Printable.quoted("/" + link.path()) + "\",\"made\":\""
                + link.made() + "\",\"expires\":\"" + link.expires() + "\""
                + (link.hasLimit() ? ",\"uses\":" + link.uses() + ",\"used\":" + links.used(link) : "")
                + ",\"password\":" + (link.password() != null) + "}";
    }
}
