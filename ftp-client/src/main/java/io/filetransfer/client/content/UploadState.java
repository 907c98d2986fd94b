package io.filetransfer.client.content;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.UploadId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What is known on this side of an upload in parts: its id, of which file it is, and the CRC-32C of each chunk that was
 * read of that file. With these, what the server holds is compared with the file without reading that again.
 *
 * <p>All of it is in a file as well, if another process is to go on. It is not synced: after a crash of the machine chunks
 * that are missing are read again, and one that is wrong only makes content go a second time, since the server compares the
 * digest of the whole.
 *
 * <pre>
 *   entry     as in {@link PartialJournal}
 *   first     "FTPU1", upload id u64 u64, origin as text
 *   others    offset u64, length u64, CRC-32C u32
 * </pre>
 *
 * Safe for use by many threads.
 */
public final class UploadState {
    /**
     * Whose state it is.
     *
     * @param server host and port
     * @param path of the local file
     * @param identity changes when the file does
     */
    public record Origin(String server, String name, String path, long size, String identity) {
        /** The same command has the same key. */
        String key() {
            return server + '\0' + name + '\0' + path;
        }

        private String text() {
            return key() + '\0' + size + '\0' + identity;
        }
    }

    /** A resumed upload reads so much again at each end of what the server holds. */
    private static final long CHUNK = 4 << 20;

    private static final int MAX_CHUNKS = 1 << 20;
    private static final int READ = 256 << 10;
    private static final int EXTENT_BYTES = 20;
    private static final byte[] MAGIC = "FTPU1".getBytes(StandardCharsets.US_ASCII);

    private final long size;
    private final long chunk;
    private final int[] crcs;
    private final BitSet known = new BitSet();
    private UploadId id;
    private String origin;
    private UploadId outdated;
    private boolean resumed;
    /** Null when no other process is to go on. */
    private LockedFile file;

    UploadState(LockedFile file, UploadId id, long size) {
        this.file = file;
        this.id = id;
        this.size = size;
        long length = CHUNK;
        while (size / length >= MAX_CHUNKS) {
            length *= 2;
        }
        this.chunk = length;
        this.crcs = new int[(int) (size / chunk) + 1];
    }

    /**
     * @param old whether the server has forgotten it
     * @param fresh the id to use unless there is one
     */
    static UploadState read(LockedFile file, Origin origin, boolean old, UploadId fresh) throws IOException {
        UploadState state = new UploadState(file, fresh, origin.size());
        state.origin = origin.text();
        ByteBuffer content = PartialJournal.content(file.channel());
        ByteBuffer first = old || content == null ? null : PartialJournal.next(content);
        UploadId left = first == null ? null : id(first);
        if (left != null && first.equals(ByteBuffer.wrap(NameText.bytes(state.origin)))) {
            state.id = left;
            state.resumed = true;
            state.readChunks(content);
            file.channel().truncate(content.position()); // what is torn goes
        } else {
            state.outdated = left;
            state.write();
        }
        return state;
    }

    private static UploadId id(ByteBuffer first) {
        try {
            byte[] magic = new byte[MAGIC.length];
            first.get(magic);
            return Arrays.equals(magic, MAGIC) ? new UploadId(first.getLong(), first.getLong()) : null;
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private void readChunks(ByteBuffer content) {
        for (ByteBuffer next = PartialJournal.next(content);
                next != null && next.remaining() == EXTENT_BYTES;
                next = PartialJournal.next(content)) {
            long offset = next.getLong();
            long length = next.getLong();
            if (offset >= 0 && offset < size && isChunk(offset, length)) {
                know(offset, next.getInt());
            }
        }
    }

    /** A new beginning, with another id. */
    public synchronized void renew() {
        id = UploadId.random(new SecureRandom());
        if (file != null) {
            attempt(this::write);
        }
    }

    private void write() throws IOException {
        byte[] text = NameText.bytes(origin);
        ByteBuffer first = ByteBuffer.allocate(MAGIC.length + 16 + text.length)
                .put(MAGIC)
                .putLong(id.high())
                .putLong(id.low())
                .put(text);
        file.channel().truncate(0);
        file.append(PartialJournal.entry(first.flip()));
    }

    public synchronized UploadId id() {
        return id;
    }

    /** Whether an earlier process began it. */
    public boolean resumed() {
        return resumed;
    }

    /** The upload of a file that has changed since; or null. */
    public UploadId outdated() {
        return outdated;
    }

    /** The end of the chunk that this byte is in. */
    long chunkEnd(long position) {
        return Math.min(size, position - position % chunk + chunk);
    }

    private boolean isChunk(long offset, long length) {
        return offset % chunk == 0 && length == chunkEnd(offset) - offset;
    }

    /** Some of the file was read; it counts if it is a chunk. */
    synchronized void enter(Extent content) {
        if (!isChunk(content.offset(), content.length()) || known.get((int) (content.offset() / chunk))) {
            return;
        }
        know(content.offset(), content.crc32c());
        if (file != null) {
            attempt(() -> file.append(PartialJournal.extent(content)));
        }
    }

    private void know(long offset, int crc) {
        int index = (int) (offset / chunk);
        crcs[index] = crc;
        known.set(index);
    }

    /** The CRC-32C of a range of the file, of which only what is not known yet is read. */
    Extent content(Range range, FileSource source) throws IOException {
        Extent content = Extent.at(range.offset());
        for (long position = range.offset(); position < range.end(); ) {
            long end = Math.min(range.end(), chunkEnd(position));
            content = content.plus(piece(new Range(position, end - position), source));
            position = end;
        }
        return content;
    }

    private Extent piece(Range range, FileSource source) throws IOException {
        int index = (int) (range.offset() / chunk);
        synchronized (this) {
            if (isChunk(range.offset(), range.length()) && known.get(index)) {
                return new Extent(range.offset(), range.length(), crcs[index]);
            }
        }
        Extent read = read(range, source);
        enter(read);
        return read;
    }

    private static Extent read(Range range, FileSource source) throws IOException {
        RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
        ByteBuf scratch = ByteBufAllocator.DEFAULT.directBuffer(READ);
        try {
            if (!digest.read(
                    source::read,
                    range.offset(),
                    range.length(),
                    scratch.internalNioBuffer(0, READ).slice())) {
                source.checkUnchanged();
                throw new IOException("The file ended too early");
            }
        } finally {
            scratch.release();
        }
        return Extent.at(range.offset()).plus(digest.length(), digest.digest());
    }

    /** Whether another process finds what {@link #keep} leaves. */
    public synchronized boolean isLeft() {
        return file != null;
    }

    /** Leaves it to another process. */
    public synchronized void keep() {
        if (file != null) {
            attempt(file::unlock);
            file = null;
        }
    }

    /** Nobody is to go on with it. */
    public synchronized void remove() {
        if (file != null) {
            attempt(file::delete);
            keep();
        }
    }

    private static void attempt(Attempt step) {
        Attempt.of(step, "The state of an upload could not be written");
    }
}
