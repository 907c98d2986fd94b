package io.filetransfer.integration;

import io.filetransfer.codec.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes and compares content and directories. */
final class Trees {
    private Trees() {}

    /** The same bytes for the same seed. */
    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    static Path file(Path path, byte[] content) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, content);
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[16 << 10]; // most files are small, and there are thousands
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What lies below a directory, by name: kind, permission bits, target of a link, content. Links are not followed. */
    static TreeMap<String, String> picture(Path directory) throws IOException {
        TreeMap<String, String> picture = new TreeMap<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                picture.put(directory.relativize(path) + "/", "directory " + mode(path));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                picture.put(directory.relativize(path).toString(), describe(path, attributes));
                return FileVisitResult.CONTINUE;
            }
        });
        return picture;
    }

    private static String describe(Path path, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            return "link to " + Files.readSymbolicLink(path);
        }
        return attributes.isRegularFile() ? "file " + mode(path) + " " + sha256(path) : "other";
    }

    private static String mode(Path path) throws IOException {
        return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).toString();
    }

    /** Names in a directory, sorted; none when it is not there. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Names that requests can see in the root of a server. */
    static List<String> visible(Path root) throws IOException {
        return names(root).stream()
                .filter(name -> !name.equals(".filetransfer"))
                .toList();
    }

    static Path staging(Path root) {
        return root.resolve(".filetransfer/staging");
    }

    /** Uploads that ended leave nothing. */
    static void awaitEmptyStaging(Path root) throws Exception {
        Await.until(
                () -> "staging is empty, but there is " + namesOrFailure(staging(root)),
                () -> names(staging(root)).isEmpty());
    }

    private static String namesOrFailure(Path directory) {
        try {
            return names(directory).toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    static byte[] bigEndian(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
