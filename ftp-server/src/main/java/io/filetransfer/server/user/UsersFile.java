package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * The file that users are kept in: TOML, for its owner alone. Read whole and checked whole; written to another file that
 * takes its place, by one process at a time.
 */
final class UsersFile {
    private static final long MAX_BYTES = 16 << 20;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private static final Set<String> USER_KEYS =
            Set.of("disabled", "password", "certificate", "root", "rules", "tokens");
    private static final Set<String> RULE_KEYS = Set.of("path", "allow");
    private static final Set<String> TOKEN_KEYS = Set.of("label", "sha256", "expires", "allow", "path");

    private final Path path;

    UsersFile(Path path) {
        this.path = path;
    }

    /** @throws IOException with a sentence for the operator, which names the place in the file */
    Users read() throws IOException {
        return parse(text());
    }

    private String text() throws IOException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException(path + " is too large for a file of users");
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw new IOException(path + " is open to others (" + PosixFilePermissions.toString(permissions)
                        + "): chmod 600 " + path);
            }
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "there is no file of users " + path + "; 'ftp-server user add NAME --users " + path + "' makes it",
                    e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new IOException(path + " may not be read", e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new IOException(path + " is not UTF-8", e);
        }
    }

    Users parse(String text) throws IOException {
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            TomlParseError first = toml.errors().get(0);
            throw new IOException(path + ", line " + first.position().line() + ": " + first.getMessage());
        }
        try {
            checkKeys(toml, Set.of("users"), "");
            List<User> users = new ArrayList<>();
            TomlTable all = value(toml, "users", TomlTable.class, "file");
            for (String name : all == null ? Set.<String>of() : all.keySet()) {
                Object entry = all.get(List.of(name));
                if (!(entry instanceof TomlTable table)) {
                    throw new IllegalArgumentException("users." + name + " is a table, [users." + name + "]");
                }
                users.add(user(name, table));
            }
            return new Users(users);
        } catch (IllegalArgumentException | StorageException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private static User user(String name, TomlTable table) throws StorageException {
        String where = "users." + name;
        checkKeys(table, USER_KEYS, where + ".");
        String password = string(table, "password", where);
        if (password != null && !Passwords.isHash(password)) {
            throw new IllegalArgumentException(
                    where
                            + ".password is not a hash as 'ftp-server user passwd' writes it (argon2id, 256 MiB and 16 passes at most)");
        }
        List<Rule> rules = new ArrayList<>();
        for (TomlTable rule : tables(table, "rules", where)) {
            checkKeys(rule, RULE_KEYS, where + ".rules.");
            rules.add(new Rule(directory(rule, "path", where + ".rules"), permissions(rule, where + ".rules")));
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
                rules,
                tokens);
        user.rules(); // refuses what becomes too long
        tokens.forEach(user::scope);
        return user;
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

    /**
     * Puts what {@code change} makes of all users in the place of what is there. A file that is missing has no users.
     *
     * @throws IOException with a sentence for the operator
     * @throws IllegalArgumentException from {@code change}; nothing is written then
     */
    void change(UnaryOperator<List<User>> change) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path lock = directory.resolve("." + absolute.getFileName() + ".lock");
        try (FileChannel locked = FileChannel.open(
                lock,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            locked.lock();
            boolean isThere = Files.exists(absolute, LinkOption.NOFOLLOW_LINKS);
            Collection<User> before = isThere ? read().all() : List.of();
            String text = write(change.apply(List.copyOf(before)));
            parse(text); // what is written can be read
            replace(absolute, text);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
        Path temporary = Files.createTempFile(
                target.getParent(), ".users", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(target.getParent())) {
                directory.force(true);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static String write(Collection<User> users) {
        StringBuilder out =
                new StringBuilder("# Users of ftp-server. 'ftp-server user' writes this file and keeps no comments;\n"
                        + "# it may be edited too, and a running server takes it up.\n");
        for (User user : users) {
            String table = "users." + quoted(user.name());
            out.append("\n[").append(table).append("]\n");
            if (user.disabled()) {
                out.append("disabled = true\n");
            }
            line(out, "password", user.password());
            line(out, "certificate", user.certificate());
            line(out, "root", user.home().isRoot() ? null : "/" + user.home());
            for (Rule rule : user.ownRules()) {
                out.append("\n[[").append(table).append(".rules]]\n");
                line(out, "path", "/" + rule.path());
                allow(out, rule.allowed());
            }
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

    private static void line(StringBuilder out, String key, String value) {
        if (value != null) {
            out.append(key).append(" = ").append(quoted(value)).append('\n');
        }
    }

    private static void allow(StringBuilder out, Set<Permission> allowed) {
        List<String> words = Permission.ALL.stream()
                .filter(allowed::contains)
                .map(permission -> quoted(permission.text()))
                .toList();
        out.append("allow = [").append(String.join(", ", words)).append("]\n");
    }

    private static String quoted(String text) {
        return '"' + Toml.tomlEscape(text).toString() + '"';
    }
}
