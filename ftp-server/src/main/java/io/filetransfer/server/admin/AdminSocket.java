package io.filetransfer.server.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Unix socket's file. It is bound in a directory that is closed to others, gets its permission bits there, and then its
 * name: at no time may somebody connect who may not later. One that a server has left that was killed is replaced.
 */
final class AdminSocket {
    /** Of the kernel, for a socket's name. */
    private static final int LONGEST = 107;

    private final Path path;
    private final Path privately;
    private Object key;

    private AdminSocket(Path path, Path privately) {
        this.path = path;
        this.privately = privately;
    }

    /** @throws IOException with a sentence for the operator when the name cannot be taken */
    static AdminSocket prepare(Path path) throws IOException {
        requireFree(path);
        requireShort(path, path);
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException("there is no directory for the socket " + path);
        }
        Path closed = Files.createTempDirectory(
                directory, ".s", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path bound = closed.resolve("s");
        try {
            requireShort(bound, path);
        } catch (IOException e) {
            Files.delete(closed);
            throw e;
        }
        return new AdminSocket(path, bound);
    }

    private static void requireShort(Path bound, Path path) throws IOException {
        if (bound.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IOException("the name of the socket is too long for this system: " + path);
        }
    }

    private static void requireFree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new IOException("something else than a socket has the name " + path);
        }
        try (SocketChannel answered = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            answered.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobody) {
            return;
        }
        throw new IOException("another server listens on " + path);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** What is to be bound. */
    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(privately);
    }

    /** It is bound: gives it bits and name. */
    void publish(boolean group) throws IOException {
        Files.setPosixFilePermissions(privately, PosixFilePermissions.fromString(group ? "rw-rw----" : "rw-------"));
        key = attributes(privately).fileKey();
        Files.move(privately, path, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(privately.getParent());
    }

    /** Removes what is still this one's. */
    void remove() throws IOException {
        if (key == null) {
            Files.deleteIfExists(privately);
            Files.deleteIfExists(privately.getParent());
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && key.equals(attributes(path).fileKey())) {
            Files.delete(path);
        }
    }
}
