package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Makes users and groups of what a file has; refuses what it does not understand, and says where. */
final class UsersReader {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    static final String BYTES = "quota-bytes";
    static final String FILES = "quota-files";

    private static final Set<String> USER_KEYS =
            Set.of("disabled", "password", "certificate", "root", "rules", "tokens", "groups", BYTES, FILES);
    private static final Set<String> GROUP_KEYS = Set.of("rules", BYTES, FILES);
    private static final Set<String> RULE_KEYS = Set.of("path", "allow");
    private static final Set<String> TOKEN_KEYS = Set.of("label", "sha256", "expires", "allow", "path");

    private UsersReader() {}

    /** @throws IllegalArgumentException with a sentence for the operator; so does StorageException */
    static Users users(TomlTable file) throws StorageException {
        checkKeys(file, Set.of("users", "groups"), "");
        List<Group> groups = new ArrayList<>();
        TomlTable allGroups = value(file, "groups", TomlTable.class, "file");
        for (String name : names(allGroups)) {
            groups.add(group(name, table(allGroups, "groups", name)));
        }
        List<User> users = new ArrayList<>();
        TomlTable allUsers = value(file, "users", TomlTable.class, "file");
        for (String name : names(allUsers)) {
            users.add(user(name, table(allUsers, "users", name), names(allGroups)));
        }
        return new Users(users, groups);
    }

    private static Set<String> names(TomlTable table) {
        return table == null ? Set.of() : table.keySet();
    }

    private static TomlTable table(TomlTable all, String kind, String name) {
        if (all.get(List.of(name)) instanceof TomlTable table) {
            return table;
        }
        throw new IllegalArgumentException(kind + "." + name + " is a table, [" + kind + "." + name + "]");
    }

    private static Group group(String name, TomlTable table) throws StorageException {
        String where = "groups." + name;
        checkKeys(table, GROUP_KEYS, where + ".");
        return new Group(name, rules(table, where), quota(table, where));
    }

    private static User user(String name, TomlTable table, Set<String> groups) throws StorageException {
        String where = "users." + name;
        checkKeys(table, USER_KEYS, where + ".");
        String password = string(table, "password", where);
        if (password != null && !Passwords.isHash(password)) {
            throw new IllegalArgumentException(
                    where
                            + ".password is not a hash as 'ftp-server user passwd' writes it (argon2id, 256 MiB and 16 passes at most)");
        }
        List<Token> tokens = new ArrayList<>();
        for (TomlTable token : tables(table, "tokens", where)) {
            checkKeys(token, TOKEN_KEYS, where + ".tokens.");
            tokens.add(token(token, where + ".tokens"));
        }
        User user = new User(
                name,
                Boolean.TRUE.equals(value(table, "disabled", Boolean.class, where)),
                password,
                string(table, "certificate", where),
                directory(table, "root", where),
                rules(table, where),
                tokens,
                groups(table, where, groups),
                quota(table, where));
        tokens.forEach(user::scope); // refuses what becomes too long
        return user;
    }

    private static Quota quota(TomlTable table, String where) {
        return new Quota(number(table, BYTES, where), number(table, FILES, where));
    }

    /** The greatest number if it is not said. */
    private static long number(TomlTable table, String key, String where) {
        Long number = value(table, key, Long.class, where);
        if (number != null && number < 0) {
            throw new IllegalArgumentException(where + "." + key + " is never negative");
        }
        return number == null ? Long.MAX_VALUE : number;
    }

    private static List<Rule> rules(TomlTable table, String where) throws StorageException {
        List<Rule> rules = new ArrayList<>();
        for (TomlTable rule : tables(table, "rules", where)) {
            checkKeys(rule, RULE_KEYS, where + ".rules.");
            rules.add(new Rule(directory(rule, "path", where + ".rules"), permissions(rule, where + ".rules")));
        }
        return rules;
    }

    private static List<String> groups(TomlTable table, String where, Set<String> known) {
        TomlArray array = value(table, "groups", TomlArray.class, where);
        List<String> groups = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            String name = String.valueOf(array.get(i));
            if (!known.contains(name)) {
                throw new IllegalArgumentException("line "
                        + array.inputPositionOf(i).line() + ": " + where + ".groups: there is no group " + name);
            }
            groups.add(name);
        }
        return groups;
    }

    private static Token token(TomlTable table, String where) throws StorageException {
        String hash = string(table, "sha256", where);
        if (hash == null || !SHA_256.matcher(hash).matches()) {
            throw new IllegalArgumentException(where + ".sha256 has 64 hexadecimal digits");
        }
        String label = string(table, "label", where);
        OffsetDateTime expires = value(table, "expires", OffsetDateTime.class, where);
        return new Token(
                label == null ? "" : label,
                hash,
                expires == null ? null : expires.toInstant(),
                table.contains("allow") ? permissions(table, where) : Permission.ALL,
                directory(table, "path", where));
    }

    private static void checkKeys(TomlTable table, Set<String> known, String where) {
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(where + key + " is not known; there are "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    private static <T> T value(TomlTable table, String key, Class<T> type, String where) {
        Object value = table.get(List.of(key));
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException(where + "." + key + " is of another type");
        }
        return type.cast(value);
    }

    private static String string(TomlTable table, String key, String where) {
        return value(table, key, String.class, where);
    }

    private static List<TomlTable> tables(TomlTable table, String key, String where) {
        TomlArray array = value(table, key, TomlArray.class, where);
        List<TomlTable> tables = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            if (!(array.get(i) instanceof TomlTable entry)) {
                throw new IllegalArgumentException(where + "." + key + " are tables, [[" + where + "." + key + "]]");
            }
            tables.add(entry);
        }
        return tables;
    }

    /** The root if it is not said. */
    private static SafePath directory(TomlTable table, String key, String where) throws StorageException {
        String text = string(table, key, where);
        try {
            return text == null ? SafePath.ROOT : SafePath.parse(text.isEmpty() ? "/" : text);
        } catch (StorageException e) {
            throw new StorageException(e.code(), where + "." + key + ": " + e.getMessage());
        }
    }

    private static Set<Permission> permissions(TomlTable table, String where) {
        TomlArray words = value(table, "allow", TomlArray.class, where);
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (int i = 0; words != null && i < words.size(); i++) {
            String word = String.valueOf(words.get(i));
            permissions.add(Permission.named(word)
                    .orElseThrow(() -> new IllegalArgumentException(where + ".allow: " + word + " is not one of "
                            + String.join(
                                    ", ",
                                    Permission.ALL.stream()
                                            .map(Permission::text)
                                            .toList()))));
        }
        return permissions;
    }
}
