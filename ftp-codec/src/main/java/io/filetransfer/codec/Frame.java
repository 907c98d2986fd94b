package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;

/**
 * What decoders hand on and encoders take, in every dialect alike.
 *
 * <p>An exchange is: a {@link Request}; its body if it has one ({@link Content}s, then {@link End} or {@link Cancel}),
 * after a {@link Go} if it asked first; then a {@link Reply}, with a body ({@link Content}s and an {@link End}) if the
 * choice has one; or at any point a {@link Failure}, which is the last frame of the exchange. In front of the reply may be
 * {@link Progress} frames, and in front of the end of its body a {@link Trailer}.
 */
public sealed interface Frame permits Frame.Control, Content {

    /** A frame that is written and read whole. */
    sealed interface Control extends Frame permits Request, Reply, Go, Trailer, End, Failure, Cancel, Progress {
        FrameType type();

        /** Appends the payload, without header. */
        void write(ByteBuf out);
    }

    /** The server is ready for the body of the request that asked first. */
    enum Go implements Control {
        GO;

        @Override
        public FrameType type() {
            return FrameType.GO;
        }

        @Override
        public void write(ByteBuf out) {}
    }

    /**
     * The answer that is due takes its time. Sent only to whoever asked for it, before the first frame of the answer.
     *
     * @param bytes of content that were worked through so far; u64
     */
    record Progress(long bytes) implements Control {
        static Progress read(ByteBuf in) {
            long bytes = in.readLong();
            if (bytes < 0) {
                throw ProtocolException.badRequest("A progress is over 2^63 - 1.");
            }
            return new Progress(bytes);
        }

        @Override
        public FrameType type() {
            return FrameType.PROGRESS;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeLong(bytes);
        }
    }

    /**
     * The client gives an exchange up. In the place of an {@link End} it also ends the request's body.
     *
     * @param exchange which one: the number of the connection's requests before it, modulo 2^32
     */
    record Cancel(long exchange) implements Control {
        @Override
        public FrameType type() {
            return FrameType.CANCEL;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt((int) exchange);
        }
    }
}
