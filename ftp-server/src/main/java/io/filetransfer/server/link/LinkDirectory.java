package io.filetransfer.server.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directory that links are kept in: for each a file {@code ID.link}, which is written once and removed when the link
 * ends; and for one with a limit {@code ID.uses}, which has a byte for each use. So several processes may use it at the same
 * time, and nothing of it is half there after a crash. Each method returns when its change is safe.
 */
final class LinkDirectory {
    private static final String LINK = ".link";
    private static final String USES = ".uses";
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;

    private LinkDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes it if it is not there.
     *
     * @throws IOException with a sentence for the operator
     */
    static LinkDirectory open(Path path) throws IOException {
        if (!Files.exists(path)) {
            try {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException otherProcess) {
                // as good
            } catch (NoSuchFileException e) {
                throw new IOException("the directory for links " + path + " is to be made where there is none", e);
            }
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (!Files.isDirectory(path) || permissions.stream().anyMatch(OTHERS::contains)) {
            throw new IOException(
                    path + " is no directory for links: it is to be for its owner alone, chmod 700 " + path);
        }
        return new LinkDirectory(path);
    }

    /** The ids of those that are there. */
    Set<String> ids() throws IOException {
        Set<String> ids = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + LINK)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String id = name.substring(0, name.length() - LINK.length());
                if (Link.isId(id)) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** @throws IOException with a sentence for the operator */
    Link read(String id) throws IOException {
        Link link = LinkFile.read(path.resolve(id + LINK));
        if (!link.id().equals(id)) {
            throw new IOException(path.resolve(id + LINK) + " is of another link than its name says");
        }
        return link;
    }

    /** @throws FileAlreadyExistsException another one has the id */
    void add(Link link) throws IOException {
        Path file = path.resolve(link.id() + LINK);
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        if (link.hasLimit()) { // first: a link whose uses cannot be counted is none
            Files.deleteIfExists(uses(link.id()));
            Files.createFile(uses(link.id()), OWNER_ONLY);
            giveToOwner(uses(link.id()));
        }
        Path temporary = Files.createTempFile(path, ".new", ".tmp", OWNER_ONLY);
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(LinkFile.write(link));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            giveToOwner(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** An operator makes links that the server, which may be another user, reads and counts. */
    private void giveToOwner(Path file) throws IOException {
        PosixFileAttributes wanted = Files.readAttributes(path, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (!view.readAttributes().owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
            view.setGroup(wanted.group());
        }
    }

    /** @return false if there is none */
    boolean remove(String id) throws IOException {
        boolean removed = Files.deleteIfExists(path.resolve(id + LINK));
        Files.deleteIfExists(uses(id));
        sync();
        return removed;
    }

    /** How often a link with a limit was used. */
    long used(String id) throws IOException {
        return Files.size(uses(id));
    }

    /** One use more, or one less; the one less may be forgotten by a crash, the one more not. */
    void used(String id, long count) throws IOException {
        try (FileChannel uses = FileChannel.open(uses(id), StandardOpenOption.WRITE)) {
            if (uses.size() > count) {
                uses.truncate(count);
                return;
            }
            while (uses.size() < count) {
                uses.write(ByteBuffer.wrap(new byte[] {'+'}), uses.size());
            }
            uses.force(true);
        }
    }

    private Path uses(String id) {
        return path.resolve(id + USES);
    }

    private void sync() throws IOException {
        try (FileChannel directory = FileChannel.open(path)) {
            directory.force(true);
        }
    }
}
