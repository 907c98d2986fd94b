package io.filetransfer.server.user;

import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.watch.TextFile;
import io.filetransfer.server.watch.TomlText;
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
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tomlj.TomlParseResult;

/**
 * The file that users are kept in: TOML, for its owner alone. Read whole and checked whole; written to another file that
 * takes its place, by one process at a time.
 */
final class UsersFile {
    static final int MAX_BYTES = 16 << 20;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Path path;

    UsersFile(Path path) {
        this.path = path;
    }

    /** @throws IOException with a sentence for the operator, which names the place in the file */
    Users read() throws IOException {
        return parse(text());
    }

    Users parse(String text) throws IOException {
        TomlParseResult toml = TomlText.parse(path, text);
        try {
            return UsersReader.users(toml);
        } catch (IllegalArgumentException | StorageException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private String text() throws IOException {
        try {
            String text = TextFile.read(path, "a file of users", MAX_BYTES);
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw new IOException(path + " is open to others (" + PosixFilePermissions.toString(permissions)
                        + "): chmod 600 " + path);
            }
            return text;
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "there is no file of users " + path + "; 'ftp-server user add NAME --users " + path + "' makes it",
                    e);
        }
    }

    /**
     * Puts what {@code change} makes of all users in the place of what is there. A file that is missing has no users.
     *
     * @throws IOException with a sentence for the operator
     * @throws IllegalArgumentException from {@code change}; nothing is written then
     */
    void change(UnaryOperator<List<User>> change) throws IOException {
        changeAll(before -> before.with(change.apply(List.copyOf(before.all()))));
    }

    /** As {@link #change}, of all groups. */
    void changeGroups(UnaryOperator<List<Group>> change) throws IOException {
        changeAll(before -> before.withGroups(change.apply(List.copyOf(before.groups()))));
    }

    private void changeAll(UnaryOperator<Users> change) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path lock = directory.resolve("." + absolute.getFileName() + ".lock");
        try (FileChannel locked = FileChannel.open(
                lock,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            locked.lock();
            boolean isThere = Files.exists(absolute, LinkOption.NOFOLLOW_LINKS);
            Users before = isThere ? read() : Users.NONE;
            String text = UsersWriter.write(change.apply(before));
            parse(text); // what is written can be read
            replace(absolute, text);
        }
    }

    /** Whoever could read the file can go on to: a server that runs as another user than whoever changes its users. */
    private static void takeOver(Path before, Path now) throws IOException {
        PosixFileAttributes wanted = Files.readAttributes(before, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(now, PosixFileAttributeView.class);
        PosixFileAttributes made = view.readAttributes();
        try {
            if (!made.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
            if (!made.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
        } catch (IOException e) {
            throw new IOException(
                    before + " belongs to " + wanted.owner().getName() + ":"
                            + wanted.group().getName() + ", so only that user and root can change it",
                    e);
        }
        view.setPermissions(wanted.permissions());
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
            if (Files.exists(target)) {
                takeOver(target, temporary);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(target.getParent())) {
                directory.force(true);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
