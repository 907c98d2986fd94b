package io.filetransfer.client;

import io.filetransfer.codec.BodySource;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.RunningDigest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * A local file that is sent. It is to be a regular one, which is looked at before it is opened, as opening a pipe would
 * wait for whoever writes to it; and it is to stay as it was: a file that is another one at its end than at its beginning
 * is not published.
 */
final class FileSource extends UploadSource {
    private final Path path;
    private final boolean posix;
    private FileChannel file;
    private BasicFileAttributes attributes;
    private ByteBuf content;
    private End end;

    FileSource(Path path, Executor executor) {
        super(executor);
        this.path = path;
        this.posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    boolean needsOpening() {
        return true;
    }

    @Override
    void open(DigestAlgorithm algorithm, int inMemory) throws IOException {
        close();
        attributes = look();
        if (attributes.isDirectory()) {
            throw Failures.local(path, "Is a directory");
        }
        if (!attributes.isRegularFile()) {
            throw Failures.local(
                    path,
                    "Is not a regular file; a pipe or device is sent through a channel (\"-\" on the command line)");
        }
        file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            if (attributes.size() <= inMemory) {
                readAll(algorithm);
            }
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Follows links. */
    private BasicFileAttributes look() throws IOException {
        return posix
                ? Files.readAttributes(path, PosixFileAttributes.class)
                : Files.readAttributes(path, BasicFileAttributes.class);
    }

    private void readAll(DigestAlgorithm algorithm) throws IOException {
        int size = (int) attributes.size();
        RunningDigest digest = new RunningDigest(algorithm);
        content = ByteBufAllocator.DEFAULT.directBuffer(Math.max(size, 1));
        while (content.readableBytes() < size) {
            if (content.writeBytes(file, content.readableBytes(), size - content.readableBytes()) < 0) {
                throw new ChangedException();
            }
        }
        checkUnchanged();
        digest.update(content);
        end = new End(size, digest.digest());
        file.close();
        file = null;
    }

    @Override
    long size() {
        return attributes.size();
    }

    /** A text that is another one when the file is, or its content. Disk threads only. */
    String identity() throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return attributes.lastModifiedTime() + " " + attributes.fileKey();
        }
        // Not the device, whose number may be another one after the machine was started anew.
        Map<String, Object> more = Files.readAttributes(path, "unix:ino,ctime");
        return attributes.lastModifiedTime() + " " + more.get("ino") + " " + more.get("ctime");
    }

    Path path() {
        return path;
    }

    @Override
    Instant modified() {
        return attributes.lastModifiedTime().toInstant();
    }

    @Override
    Integer mode() {
        return attributes instanceof PosixFileAttributes known ? FileMode.bits(known.permissions()) : null;
    }

    @Override
    ByteBuf takeContent() {
        ByteBuf taken = content;
        content = null;
        return taken;
    }

    @Override
    End contentEnd() {
        return end;
    }

    @Override
    boolean repeatable() {
        return true;
    }

    @Override
    UploadSource again() {
        return new FileSource(path, executor());
    }

    /** Other file systems' channels are none that the kernel can send from. */
    @Override
    public FileChannel channel() {
        return path.getFileSystem() == FileSystems.getDefault() ? file : null;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return Math.max(0, file.read(target, position));
    }

    /** A file that was replaced or removed is still the one that was opened, and nobody can tell who changes it. */
    @Override
    public void checkUnchanged() throws IOException {
        if (file.size() != attributes.size()) {
            throw new ChangedException();
        }
        BasicFileAttributes now;
        try {
            now = look();
        } catch (NoSuchFileException e) {
            return;
        }
        if (Objects.equals(now.fileKey(), attributes.fileKey())
                && !now.lastModifiedTime().equals(attributes.lastModifiedTime())) {
            throw new ChangedException();
        }
    }

    @Override
    public void close() {
        if (content != null) {
            content.release();
            content = null;
        }
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            ClientLog.debug("A file that was read could not be closed", e);
        }
    }

    @Override
    FileTransferException failure(Throwable cause) {
        if (cause instanceof ChangedException || cause instanceof BodySource.ShortenedException) {
            return Failures.of(
                    ErrorCode.CHANGED, path.toString(), "The file changed while it was sent; nothing was published");
        }
        if (cause instanceof FileTransferException known) {
            return known;
        }
        return Failures.local(path, cause instanceof IOException io ? io : new IOException(cause));
    }

    private static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
