package io.filetransfer.codec.body;

import io.netty.buffer.ByteBuf;

/** Content that waits for the disk: a buffer, or a pipe with bytes in it. Whoever takes it from the queue owns it. */
sealed interface BodyPiece {
    int length();

    void release();

    record Buffer(ByteBuf bytes) implements BodyPiece {
        @Override
        public int length() {
            return bytes.readableBytes();
        }

        @Override
        public void release() {
            bytes.release();
        }
    }

    record Piped(SplicePipe pipe, int length, SplicePipes pipes, Runnable emptied) implements BodyPiece {
        @Override
        public void release() {
            pipes.discard(pipe);
            emptied.run();
        }
    }
}
