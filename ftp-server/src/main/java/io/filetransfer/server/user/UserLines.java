package io.filetransfer.server.user;

import io.filetransfer.codec.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The users of a file in lines: for people, or as JSON. Directories that several users share are counted once. */
final class UserLines {
    private final Users users;
    private final UsersSettings settings;
    private final Map<String, Counted> counted = new HashMap<>();

    /** @param failure why it is not known; else null */
    private record Counted(Optional<UsersSettings.Stored> stored, String failure) {}

    UserLines(Users users, UsersSettings settings) {
        this.users = users;
        this.settings = settings;
    }

    List<String> text() {
        List<String> lines = new ArrayList<>();
        for (User user : users.all()) {
            lines.add(Printable.of(text(user)));
            user.tokens().forEach(token -> lines.add("  " + Printable.of(text(token))));
        }
        return lines;
    }

    private String text(User user) {
        StringBuilder line = new StringBuilder(user.name());
        line.append(user.disabled() ? "  disabled" : "");
        line.append(user.password() == null ? "" : "  password");
        if (user.certificate() != null) {
            line.append("  certificate ").append(user.certificate());
        }
        line.append("  root /").append(user.home());
        line.append(user.groups().isEmpty() ? "" : "  groups " + String.join(",", user.groups()));
        line.append(Rule.shown(user.ownRules())).append(user.quota().shown());
        Quota quota = users.quota(user);
        Counted counted = counted(user, quota);
        counted.stored.ifPresent(stored -> line.append("  stored ")
                .append(stored.bytes())
                .append(of(quota.bytes()))
                .append(" bytes, ")
                .append(stored.files())
                .append(of(quota.files()))
                .append(" files"));
        return line.append(counted.failure == null ? "" : "  stored: " + counted.failure)
                .toString();
    }

    private static String of(long limit) {
        return limit == Long.MAX_VALUE ? "" : " of " + limit;
    }

    private static String text(Token token) {
        return "token " + (token.label().isEmpty() ? "-" : token.label()) + "  "
                + (token.expires() == null ? "never expires" : "expires " + token.expires()) + "  /" + token.path()
                + ' ' + Permission.words(token.allowed());
    }

    /** Of a user without a quota nothing is counted. */
    private Counted counted(User user, Quota quota) {
        if (quota.equals(Quota.NONE)) {
            return new Counted(Optional.empty(), null);
        }
        return counted.computeIfAbsent(user.root().toString(), root -> {
            try {
                return new Counted(settings.stored(user.root()), null);
            } catch (IOException e) {
                return new Counted(Optional.empty(), e.getMessage());
            }
        });
    }

    /** One object for each. */
    List<String> json() {
        return users.all().stream().map(this::json).toList();
    }

    private String json(User user) {
        Quota quota = users.quota(user);
        Counted counted = counted(user, quota);
        StringBuilder line = new StringBuilder("{\"name\":" + quoted(user.name()));
        line.append(",\"disabled\":").append(user.disabled());
        line.append(",\"password\":").append(user.password() != null);
        if (user.certificate() != null) {
            line.append(",\"certificate\":").append(quoted(user.certificate()));
        }
        line.append(",\"root\":").append(quoted("/" + user.home()));
        line.append(",\"groups\":")
                .append(array(user.groups().stream().map(UserLines::quoted).toList()));
        line.append(",\"rules\":")
                .append(array(user.ownRules().stream()
                        .map(rule -> "{\"path\":" + quoted("/" + rule.path()) + ",\"allow\":"
                                + quoted(Permission.words(rule.allowed())) + "}")
                        .toList()));
        line.append(number("quotaBytes", quota.bytes())).append(number("quotaFiles", quota.files()));
        counted.stored.ifPresent(stored -> line.append(",\"storedBytes\":")
                .append(stored.bytes())
                .append(",\"storedFiles\":")
                .append(stored.files()));
        line.append(counted.failure == null ? "" : ",\"storedFailure\":" + quoted(counted.failure));
        return line.append(",\"tokens\":")
                .append(array(user.tokens().stream().map(UserLines::json).toList()))
                .append('}')
                .toString();
    }

    private static String json(Token token) {
        return "{\"label\":" + quoted(token.label())
                + (token.expires() == null
                        ? ""
                        : ",\"expires\":" + quoted(token.expires().toString()))
                + ",\"path\":" + quoted("/" + token.path()) + ",\"allow\":"
                + quoted(Permission.words(token.allowed())) + "}";
    }

    private static String number(String key, long limit) {
        return limit == Long.MAX_VALUE ? "" : ",\"" + key + "\":" + limit;
    }

    private static String array(List<String> values) {
        return values.stream().collect(Collectors.joining(",", "[", "]"));
    }

    /** What {@link Printable#quoted} gives is what JSON has between quotes. */
    private static String quoted(String text) {
        return '"' + Printable.quoted(text) + '"';
    }
}
