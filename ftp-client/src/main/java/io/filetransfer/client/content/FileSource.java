package io.filetransfer.client.content;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.body.BodyReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * A local file that is sent. It is to be a regular one, which is looked at before it is opened, as opening a pipe would
 * wait for whoever writes to it; and it is to stay as it was: a file that is another one at its end than at its beginning
 * is not published.
 *
 * <p>Some files say another size than what can be read, those of the kernel mostly, which say 0. A small one is read to its
 * end, whatever it says; one that says little and has much is sent without a size.
 */
public final class FileSource extends UploadSource {
    /** What a file that says less than it has is read by, in bytes. */
    private static final int STEP = 4096;

    private final Path path;
    private FileChannel file;
    private FileLook look;
    /** More can be read than the file says. */
    private boolean sizeless;

    private ByteBuf content;
    private End end;

    public FileSource(Path path, Executor executor) {
        super(executor);
        this.path = path;
    }

    @Override
    public boolean needsOpening() {
        return true;
    }

    @Override
    public void open(DigestAlgorithm algorithm, int inMemory) throws IOException {
        close();
        sizeless = false;
        look = FileLook.at(path);
        if (look.directory()) {
            throw Failures.local(path, "Is a directory");
        }
        if (!look.regular()) {
            throw Failures.local(
                    path,
                    "Is not a regular file; a pipe or device is sent through a channel (\"-\" on the command line)");
        }
        file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            if (look.size() <= inMemory) {
                readAll(algorithm, inMemory);
            } else {
                sizeless = look.size() == 0 && file.read(ByteBuffer.allocate(1), 0) > 0;
            }
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void readAll(DigestAlgorithm algorithm, int inMemory) throws IOException {
        boolean whole = readToEnd(inMemory);
        if (content.readableBytes() != look.size() || !whole) {
            checkUnchanged();
        }
        if (!whole) {
            content.release();
            content = null;
            sizeless = true;
            return;
        }
        checkUnchanged();
        RunningDigest digest = new RunningDigest(algorithm);
        digest.update(content);
        end = new End(content.readableBytes(), digest.digest());
        file.close();
        file = null;
    }

    /**
     * One byte more than the file says is asked for: getting just what it says is its end, which spares another read.
     *
     * @return false if there is more than {@code inMemory}
     */
    private boolean readToEnd(int inMemory) throws IOException {
        int size = (int) look.size();
        content = ByteBufAllocator.DEFAULT.directBuffer(size + 1);
        while (content.readableBytes() <= inMemory) {
            int had = content.readableBytes();
            int wanted = had <= size ? size + 1 - had : STEP;
            int count = content.writeBytes(file, had, wanted);
            if (count <= 0 || size > 0 && content.readableBytes() == size) {
                return true;
            }
        }
        return false;
    }

    /** Known once the source is open. */
    @Override
    public long size() {
        if (end != null) {
            return end.length();
        }
        return sizeless ? -1 : look.size();
    }

    /** A text that is another one when the file is, or its content. */
    public String identity() {
        return look.changed() == null
                ? look.modified() + " " + look.key()
                // Not the device, whose number may be another one after the machine was started again.
                : look.modified() + " " + look.number() + " " + look.changed();
    }

    public Path path() {
        return path;
    }

    @Override
    public Instant modified() {
        return look.modified().toInstant();
    }

    @Override
    public Integer mode() {
        return look.mode();
    }

    @Override
    public ByteBuf takeContent() {
        ByteBuf taken = content;
        content = null;
        return taken;
    }

    @Override
    public End contentEnd() {
        return end;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public UploadSource again() {
        return new FileSource(path, executor());
    }

    /** Other file systems' channels are none that the kernel can send from. */
    @Override
    public FileChannel channel() {
        return path.getFileSystem() == FileSystems.getDefault() && !sizeless ? file : null;
    }

    @Override
    public Object disk() {
        return look.device();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return Math.max(0, file.read(target, position));
    }

    /** A file that was replaced or removed is still the one that was opened, and nobody can tell who changes it. */
    @Override
    public void checkUnchanged() throws IOException {
        if (file.size() != look.size()) {
            throw new ChangedException();
        }
        FileLook now;
        try {
            now = FileLook.at(path);
        } catch (NoSuchFileException e) {
            return;
        }
        if (Objects.equals(now.key(), look.key()) && !now.sameContentAs(look)) {
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
    public FileTransferException failure(Throwable cause) {
        if (cause instanceof BodyReader.ShortenedException && isUnchanged()) {
            return Failures.local(path, "Ends before the size that it says, " + look.size() + " bytes");
        }
        if (cause instanceof ChangedException || cause instanceof BodyReader.ShortenedException) {
            return Failures.of(
                    ErrorCode.CHANGED, path.toString(), "The file changed while it was sent; nothing was published");
        }
        if (cause instanceof FileTransferException known) {
            return known;
        }
        return Failures.local(path, cause instanceof IOException io ? io : new IOException(cause));
    }

    @Override
    public Throwable explained(Throwable cause) {
        boolean damaged =
                cause instanceof FileTransferException failure && failure.code() == ErrorCode.CHECKSUM_MISMATCH;
        return damaged && isAnotherNow() ? failure(new ChangedException()) : cause;
    }

    private boolean isAnotherNow() {
        try {
            FileLook now = FileLook.at(path);
            return Objects.equals(now.key(), look.key()) && (now.size() != look.size() || !now.sameContentAs(look));
        } catch (IOException e) {
            return false; // nobody can tell
        }
    }

    /** On a disk thread, while the file is open. */
    private boolean isUnchanged() {
        try {
            checkUnchanged();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
