package io.filetransfer.client.content;

import io.filetransfer.client.FileMode;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.UploadId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is remembered of uploads in parts that have not come to their end: a small file for each, in a directory that other
 * processes of the same user look into. Without such a directory, uploads are not resumed by another process, and nothing
 * else is lost. Any thread; waits for the disk.
 */
public final class UploadStates {
    /** Servers forget parts after that time. */
    static final Duration MAX_AGE = Duration.ofHours(24);

    private static final String SUFFIX = ".put";

    private final Path directory;
    private final SecureRandom random = new SecureRandom();
    private final AtomicBoolean cleaned = new AtomicBoolean();

    /** @param directory made when it is needed; null for none */
    public UploadStates(Path directory) {
        this.directory = directory;
    }

    /** One that no other process finds. */
    public UploadState fresh(long size) {
        return new UploadState(null, UploadId.random(random), size);
    }

    /** Of the same file that is on its way to the same name; a fresh one while another transfer has that. */
    public UploadState open(UploadState.Origin origin) {
        if (directory == null) {
            return fresh(origin.size());
        }
        try {
            makeDirectory();
            if (cleaned.compareAndSet(false, true)) {
                clean();
            }
            LockedFile file = LockedFile.lock(directory.resolve(hash(origin.key()) + SUFFIX));
            if (file == null) {
                return fresh(origin.size());
            }
            try {
                return UploadState.read(file, origin, isOld(file.path()), UploadId.random(random));
            } catch (IOException | RuntimeException e) {
                file.unlock();
                throw e;
            }
        } catch (IOException e) {
            ClientLog.debug("The state of an upload cannot be kept; it cannot be resumed by another process", e);
            return fresh(origin.size());
        }
    }

    private void makeDirectory() throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(FileMode.permissions(0700)));
        } else {
            Files.createDirectories(directory);
        }
    }

    /** What nobody came back for. Other processes may do the same now. */
    private void clean() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            files.forEach(UploadStates::removeIfOld);
        } catch (IOException | DirectoryIteratorException e) {
            ClientLog.debug("Old states of uploads could not be looked for", e);
        }
    }

    private static void removeIfOld(Path path) {
        try {
            if (isOld(path)) {
                remove(path);
            }
        } catch (IOException e) {
            ClientLog.debug("An old state of an upload could not be removed", e);
        }
    }

    private static void remove(Path path) throws IOException {
        LockedFile file = LockedFile.lock(path);
        if (file != null) {
            file.delete();
            file.unlock();
        }
    }

    private static boolean isOld(Path path) throws IOException {
        return Files.getLastModifiedTime(path)
                .toInstant()
                .isBefore(Instant.now().minus(MAX_AGE));
    }

    private static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(NameText.bytes(key));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
