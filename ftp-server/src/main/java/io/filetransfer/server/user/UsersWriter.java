package io.filetransfer.server.user;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.tomlj.Toml;

/** Users and groups as {@link UsersReader} reads them. */
final class UsersWriter {
    private UsersWriter() {}

    static String write(Users users) {
        StringBuilder out =
                new StringBuilder("# Users of ftp-server. 'ftp-server user' writes this file and keeps no comments;\n"
                        + "# it may be edited too, and a running server takes it up.\n");
        for (Group group : users.groups()) {
            String table = "groups." + quoted(group.name());
            out.append("\n[").append(table).append("]\n");
            quota(out, group.quota());
            rules(out, table, group.rules());
        }
        for (User user : users.all()) {
            String table = "users." + quoted(user.name());
            out.append("\n[").append(table).append("]\n");
            if (user.disabled()) {
                out.append("disabled = true\n");
            }
            line(out, "password", user.password());
            line(out, "certificate", user.certificate());
            line(out, "root", user.home().isRoot() ? null : "/" + user.home());
            if (!user.groups().isEmpty()) {
                list(out, "groups", user.groups());
            }
            quota(out, user.quota());
            rules(out, table, user.ownRules());
            for (Token token : user.tokens()) {
                out.append("\n[[").append(table).append(".tokens]]\n");
                line(out, "label", token.label());
                line(out, "sha256", token.hash());
                if (token.expires() != null) {
                    Instant expires = token.expires();
                    out.append("expires = ").append(expires).append('\n');
                }
                if (!token.allowed().equals(Permission.ALL)) {
                    allow(out, token.allowed());
                }
                line(out, "path", token.path().isRoot() ? null : "/" + token.path());
            }
        }
        return out.toString();
    }

    private static void quota(StringBuilder out, Quota quota) {
        number(out, UsersReader.BYTES, quota.bytes());
        number(out, UsersReader.FILES, quota.files());
    }

    private static void number(StringBuilder out, String key, long number) {
        if (number != Long.MAX_VALUE) {
            out.append(key).append(" = ").append(number).append('\n');
        }
    }

    private static void rules(StringBuilder out, String table, List<Rule> rules) {
        for (Rule rule : rules) {
            out.append("\n[[").append(table).append(".rules]]\n");
            line(out, "path", "/" + rule.path());
            allow(out, rule.allowed());
        }
    }

    private static void line(StringBuilder out, String key, String value) {
        if (value != null) {
            out.append(key).append(" = ").append(quoted(value)).append('\n');
        }
    }

    private static void allow(StringBuilder out, Set<Permission> allowed) {
        list(
                out,
                "allow",
                Permission.ALL.stream()
                        .filter(allowed::contains)
                        .map(Permission::text)
                        .toList());
    }

    private static void list(StringBuilder out, String key, List<String> values) {
        List<String> quoted = values.stream().map(UsersWriter::quoted).toList();
        out.append(key).append(" = [").append(String.join(", ", quoted)).append("]\n");
    }

    private static String quoted(String text) {
        return '"' + Toml.tomlEscape(text).toString() + '"';
    }
}
