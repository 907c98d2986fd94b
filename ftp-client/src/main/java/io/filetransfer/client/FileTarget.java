package io.filetransfer.client;

import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A local file: content goes to a temporary one beside it, which takes its name when all is there and checked. Whatever
 * fails, what was there before stays as it was.
 *
 * <p>Content is not synced to the disk, as with {@code cp}: after a power loss the name may stand for the old content, or
 * on some file systems for an empty file, and the file can be got again.
 */
final class FileTarget extends ContentTarget {
    private static final int MAX_NAME_BYTES = 255;
    private static final int TRIES = 10;
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Path target;
    private final boolean posix;
    private Instant modified;
    private int mode = -1;
    private Path temporary;
    private volatile FileChannel file;

    FileTarget(Path target, Executor executor) {
        super(executor);
        this.target = target;
        this.posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    boolean paced() {
        return false;
    }

    @Override
    boolean needsChecking() {
        return true;
    }

    @Override
    void check() throws IOException {
        if (target.getFileName() == null || target.getFileName().toString().isEmpty()) {
            throw Failures.local(target, "Is a directory");
        }
        BasicFileAttributes there;
        try {
            there = Files.readAttributes(target, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            checkParent();
            return;
        }
        if (there.isDirectory()) {
            throw Failures.local(target, "Is a directory");
        }
        if (!there.isRegularFile()) {
            throw Failures.local(
                    target,
                    "Is not a regular file; a pipe or device is written through a channel (\"-\" on the command line)");
        }
    }

    private void checkParent() {
        Path parent = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw Failures.local(parent, Files.exists(parent) ? "Is not a directory" : "No such directory");
        }
    }

    @Override
    void begin(Options head) {
        modified = head.get(Option.MODIFIED, null);
        mode = posix ? head.get(Option.MODE, -1) : -1;
    }

    @Override
    public void write(ByteBuffer content, long position) throws IOException {
        if (file == null) {
            create();
        }
        int start = content.position();
        while (content.hasRemaining()) {
            file.write(content, position + content.position() - start);
        }
    }

    /** Once the first content was written. Other file systems' channels are none that the kernel can write to. */
    @Override
    public FileChannel channel() {
        return target.getFileSystem() == FileSystems.getDefault() ? file : null;
    }

    /** With a mode to come, nobody else may look at it before; without one, it is as any new file. */
    private void create() throws IOException {
        FileAttribute<?>[] attributes = mode < 0
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FileMode.permissions(0600))};
        for (int left = TRIES; file == null; left--) {
            Path path = target.resolveSibling(temporaryName(target.getFileName().toString()));
            try {
                file = FileChannel.open(path, CREATE, attributes);
                temporary = path;
            } catch (FileAlreadyExistsException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /** {@code .<name>.<random>.part}, with as much of the name as a file name has room for. */
    static String temporaryName(String name) {
        String random = Integer.toHexString(ThreadLocalRandom.current().nextInt() | 1 << 31);
        int room = MAX_NAME_BYTES - 2 - random.length() - ".part".length();
        int end = 0;
        while (end < name.length()) {
            int point = name.codePointAt(end);
            room -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (room < 0) {
                break;
            }
            end += Character.charCount(point);
        }
        return "." + name.substring(0, end) + "." + random + ".part";
    }

    @Override
    void finish() throws IOException {
        if (file == null) {
            create();
        }
        file.close();
        applyAttributes();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        temporary = null;
    }

    /** A file system that does not take them has the content all the same. */
    private void applyAttributes() {
        try {
            if (modified != null) {
                Files.setLastModifiedTime(temporary, FileTime.from(modified));
            }
            if (mode >= 0) {
                Files.setPosixFilePermissions(temporary, FileMode.permissions(mode));
            }
        } catch (IOException e) {
            ClientLog.debug("A file that was got could not be given its time or mode", e);
        }
    }

    @Override
    void abandon(Throwable cause, Runnable then) {
        try {
            executor().execute(() -> {
                remove();
                then.run();
            });
        } catch (RejectedExecutionException e) {
            remove();
            then.run();
        }
    }

    /** On the executor. */
    void remove() {
        try {
            if (file != null) {
                file.close();
            }
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            ClientLog.debug("A temporary file could not be removed", e);
        }
    }

    @Override
    FileTransferException failure(Throwable cause) {
        return cause instanceof FileTransferException known
                ? known
                : Failures.local(target, cause instanceof IOException io ? io : new IOException(cause));
    }
}
