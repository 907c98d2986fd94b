package io.filetransfer.server.exchange;

import io.filetransfer.codec.Append;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.StorageException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A part of which nothing counts before all of it has the checksum that its sender tells. Its bytes all come by memory. */
final class SummedPart implements Part {
    private final Part part;
    private final Append.Checksum expected;
    private final MessageDigest sum;

    /** @param part taken over */
    SummedPart(Part part, Append.Checksum expected) {
        this.part = part;
        this.expected = expected;
        try {
            this.sum = MessageDigest.getInstance(expected.algorithm().platformName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each JDK has these
        }
    }

    @Override
    public void append(ByteBuffer content) throws StorageException {
        sum.update(content.duplicate());
        part.append(content);
    }

    /** After the last byte, once. */
    void check() throws StorageException {
        String came = HexFormat.of().formatHex(sum.digest());
        if (!came.equals(expected.hex())) {
            throw new StorageException(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "What came has the " + expected.algorithm().key() + " " + came + "; send it again.");
        }
    }

    @Override
    public void checkpoint(long end, int crc32c) throws StorageException {
        part.checkpoint(end, crc32c);
    }

    @Override
    public void reject() throws StorageException {
        part.reject();
    }

    @Override
    public void close() {
        part.close();
    }
}
