package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.body.BodyReader;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredCheck;
import io.filetransfer.server.storage.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Feeds a body from a stored file, which it owns, and compares a whole file with the digest that was stored with it. */
final class StoredFileReader implements BodyReader {
    private final StoredFile file;
    private final Digest known;
    private final StoredCheck check;

    /**
     * @param known the digest of just what is to be sent, for the receiver to compare; or null
     * @param check of all that is to be sent, if the receiver does not do it; or null
     */
    StoredFileReader(StoredFile file, Digest known, StoredCheck check) {
        this.file = file;
        this.known = known;
        this.check = check;
    }

    @Override
    public Digest knownDigest() {
        return known;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        int count = file.read(target, position);
        if (check != null) {
            check.read(target, start);
        }
        return count;
    }

    @Override
    public int readAgain(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public FileChannel channel() {
        return file.channel().orElse(null);
    }

    @Override
    public Object disk() {
        return file.disk();
    }

    @Override
    public void checkUnchanged() throws IOException {
        checkUnchanged(file);
        if (check != null) {
            check.finish();
        }
    }

    static void checkUnchanged(StoredFile file) throws StorageException {
        if (file.changed()) {
            throw new StorageException(ErrorCode.CHANGED, "The file changed while it was sent; get it again.");
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
