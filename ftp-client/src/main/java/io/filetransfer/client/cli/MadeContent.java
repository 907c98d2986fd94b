package io.filetransfer.client.cli;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Random;

/** Content that is made up while it is read, and that nothing on the way can make smaller. */
final class MadeContent implements ReadableByteChannel {
    private static final int BLOCK = 1 << 20;

    private final byte[] block;
    private long left;

    MadeContent(Random random, long length) {
        this.block = new byte[(int) Math.min(length, BLOCK)];
        random.nextBytes(block);
        this.left = length;
    }

    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public int read(ByteBuffer target) {
        if (left == 0) {
            return -1;
        }
        int count = (int) Math.min(Math.min(target.remaining(), block.length), left);
        target.put(block, 0, count);
        left -= count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}

    /** Where content goes that was only to be moved. */
    static final class Nowhere implements WritableByteChannel {
        @Override
        public int write(ByteBuffer content) {
            int count = content.remaining();
            content.position(content.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
