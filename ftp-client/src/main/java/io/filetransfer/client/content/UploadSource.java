package io.filetransfer.client.content;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.body.BodyReader;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Where an upload's content comes from. */
public abstract class UploadSource implements BodyReader {
    private final Executor executor;

    /** @param executor runs the reading, one task at a time; may wait */
    public UploadSource(Executor executor) {
        this.executor = executor;
    }

    public final Executor executor() {
        return executor;
    }

    /** Whether {@link #open} has something to do. */
    public boolean needsOpening() {
        return false;
    }

    /**
     * Called on a disk thread before the request is sent, once for each time that it is sent.
     *
     * @param inMemory bytes up to which all content is to be read at once
     */
    public void open(DigestAlgorithm algorithm, int inMemory) throws IOException {}

    /** Bytes in all, or -1 when that is not known. */
    public long size() {
        return -1;
    }

    /** Time of the last change, or null. */
    public Instant modified() {
        return null;
    }

    /** Permission bits, or null. */
    public Integer mode() {
        return null;
    }

    /** How the file is to be on the server, and when it may be put there. */
    public final Options publishing(PutRequest request) {
        Integer given = request.mode() == null && request.keepMode() ? mode() : request.mode();
        return Options.NONE
                .withPresent(Option.MODIFIED, request.modified() != null ? request.modified() : modified())
                .withPresent(Option.MODE, given)
                .withFlag(Option.PARENTS, request.parents())
                .withFlag(Option.EXPECT_ABSENT, request.expectAbsent())
                .withPresent(Option.EXPECT_VERSION, request.expectVersion());
    }

    /** All content, if it was read when the source was opened, for the caller to release; else null. At most once. */
    public ByteBuf takeContent() {
        return null;
    }

    /** The end frame of the content that was read when the source was opened. */
    public End contentEnd() {
        throw new IllegalStateException("The content was not read");
    }

    /** Whether the source can be opened and read again. */
    public boolean repeatable() {
        return false;
    }

    /** The same for another exchange, while this one may still be being read. Only if it is repeatable. */
    public UploadSource again() {
        throw new IllegalStateException("The source can be read only once");
    }

    /** Any thread: a read that waits for the caller's code is to fail. Nothing where it cannot be woken. */
    public void stopWaiting() {}

    /** The outcome of a transfer whose source failed so. */
    public abstract FileTransferException failure(Throwable cause);

    /**
     * What ended the transfer, as far as the source knows it better: what arrived damaged may have been changed here after
     * it was read, before it was sent. On a disk thread; the source may be closed.
     */
    public Throwable explained(Throwable cause) {
        return cause;
    }

    @Override
    public FileChannel channel() {
        return null;
    }

    @Override
    public void checkUnchanged() throws IOException {}

    @Override
    public void close() {}
}
