package io.filetransfer.codec.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes content to a file so that zeros where nothing is yet stay holes, which take no room on the disk. Content is looked
 * at block by block, and mostly that ends with a block's first byte. For one body; one thread at a time.
 */
final class Holes {
    /** What is looked at as one, in bytes; a multiple of all file systems' blocks. */
    private static final int BLOCK = 64 << 10;

    /** A shorter piece of a block is not worth it, unless a hole follows; bytes. */
    private static final int SHORTEST = 4 << 10;

    /** The file's length stays behind what was received by less than this, in bytes, for who counts on what is there. */
    private static final long EXTENSION = 16 << 20;

    private static final BodyWriter.Transfer NOTHING = () -> {};

    private final BodyWriter writer;
    private ByteBuffer scratch;

    /** End of the last hole. */
    private long holeEnd = -1;

    /** Where the zeros began that end at {@link #zerosEnd}, of content that went past memory. */
    private long zerosStart;

    private long zerosEnd = -1;
    private NativeCalls.Caller calls;
    private boolean punches = true;

    Holes(BodyWriter writer) {
        this.writer = writer;
    }

    /** Writes all remaining bytes. */
    void write(ByteBuffer content, long position) throws IOException {
        FileChannel file = writer.channel();
        if (file == null) {
            writer.write(content, position);
            return;
        }
        int end = content.limit();
        long base = position - content.position();
        while (content.hasRemaining()) {
            int start = content.position();
            int next = run(content, base, true);
            if (next > start && isEmpty(file, base + start, next - start)) {
                skip(file, base + start, next - start);
                content.position(next);
                continue;
            }
            // As it is, up to the next zeros; those that may not be left out are content like any other.
            content.position(next);
            next = run(content, base, false);
            content.limit(next).position(start);
            writer.write(content, base + start);
            content.limit(end);
        }
    }

    /** Where the blocks end, from the position of {@code content} on, that are zeros, or that are none. */
    private int run(ByteBuffer content, long base, boolean zeros) {
        int at = content.position();
        while (at < content.limit()) {
            int length = (int) Math.min(content.limit() - at, BLOCK - (base + at) % BLOCK);
            boolean worth = length >= SHORTEST || base + at == holeEnd || zeros && at > content.position();
            if ((worth && Zeros.are(content, at, length)) != zeros) {
                break;
            }
            at += length;
        }
        return at;
    }

    private void skip(FileChannel file, long position, int length) throws IOException {
        writer.transfer(position, length, NOTHING); // it may refuse
        holeEnd = position + length;
        if (holeEnd - file.size() >= EXTENSION) {
            writer.extend(holeEnd);
        }
    }

    /** The body is over. */
    void finish() throws IOException {
        FileChannel file = holeEnd < 0 ? null : writer.channel();
        if (file != null && file.size() < holeEnd) {
            writer.extend(holeEnd);
        }
    }

    /** Whether reading the file gives zeros there already, or it ends before. */
    private boolean isEmpty(FileChannel file, long position, int length) throws IOException {
        long rest = Math.min(length, file.size() - position);
        if (rest > 0 && scratch == null) {
            scratch = ByteBuffer.allocateDirect(BLOCK);
        }
        for (long at = position; rest > 0; ) {
            int count = file.read(scratch.clear().limit((int) Math.min(rest, BLOCK)), at);
            if (count <= 0 || !Zeros.are(scratch, 0, count)) {
                return count <= 0;
            }
            at += count;
            rest -= count;
        }
        return true;
    }

    /** Content that went to the file past memory was read back, and these are zeros. */
    void wrote(FileChannel file, Zeros zeros) throws IOException {
        if (!punches) {
            return;
        }
        long position = zeros.position();
        zerosStart = position == zerosEnd ? zerosStart : position;
        zerosEnd = position + zeros.length();
        // With the end of the zeros before, as only whole blocks of the file system can be given back.
        long from = Math.max(zerosStart, position - BLOCK);
        // A write like any other: since the content was put there, the range may have become another's.
        writer.transfer(from, zerosEnd - from, () -> punch(file, from, zerosEnd - from));
    }

    private void punch(FileChannel file, long position, long length) {
        if (calls == null) {
            calls = NativeCalls.get().caller();
        }
        punches = calls.punch(NativeCalls.get().number(file), position, length) == 0;
    }
}
