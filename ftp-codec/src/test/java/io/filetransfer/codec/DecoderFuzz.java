package io.filetransfer.codec;

import io.filetransfer.codec.Wire.Decoding;
import io.filetransfer.codec.legacy.LegacyClientCodec;
import io.filetransfer.codec.legacy.LegacyServerCodec;
import io.netty.channel.ChannelHandler;
import java.util.concurrent.TimeUnit;

/** Whatever comes, a decoder hands on frames and throws one {@link ProtocolException} at most. */
public final class DecoderFuzz {
    private DecoderFuzz() {}

    /** What a client sends to a server. */
    public static final class Requests {
        private Requests() {}

        public static void fuzzerTestOneInput(byte[] data) {
            decode(new RequestDecoder(), data);
        }
    }

    /** What a server sends to a client. */
    public static final class Replies {
        private Replies() {}

        public static void fuzzerTestOneInput(byte[] data) {
            decode(new ReplyDecoder(), data);
        }
    }

    /** What a legacy client sends. */
    public static final class LegacyRequests {
        private LegacyRequests() {}

        public static void fuzzerTestOneInput(byte[] data) {
            decode(new LegacyServerCodec(), data);
        }
    }

    /** What a legacy server sends. */
    public static final class LegacyReplies {
        private LegacyReplies() {}

        public static void fuzzerTestOneInput(byte[] data) {
            decode(new LegacyClientCodec(), data);
        }
    }

    /** What anybody sends who has just connected. */
    public static final class Detector {
        private Detector() {}

        public static void fuzzerTestOneInput(byte[] data) {
            decode(
                    new DialectDetector((ctx, dialect) -> ctx.pipeline()
                            .addAfter(
                                    ctx.name(),
                                    null,
                                    dialect == Dialect.NATIVE ? new RequestDecoder() : new LegacyServerCodec())),
                    data);
        }
    }

    /** The first byte says how the others come: in how large pieces, and whether there is an end. */
    private static void decode(ChannelHandler decoder, byte[] data) {
        if (data.length == 0) {
            return;
        }
        Decoding decoding = new Decoding(decoder);
        int piece = (data[0] & 0x7f) == 0 ? data.length : data[0] & 0x7f;
        for (int at = 1; at < data.length && decoding.channel.isOpen(); at += piece) {
            decoding.feed(data, at, Math.min(data.length, at + piece));
        }
        if (data[0] < 0 && decoding.channel.isOpen()) {
            decoding.end();
        }
        decoding.channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
        decoding.channel.runScheduledPendingTasks();
        decoding.close();
        long content = 0;
        for (Object frame : decoding.frames) {
            content += frame instanceof String hex ? hex.length() / 2 : 0;
        }
        if (content > data.length) {
            throw new AssertionError("content from nowhere");
        }
        if (decoding.failures.size() > 1) {
            throw new AssertionError("thrown: " + decoding.failures);
        }
        for (Throwable failure : decoding.failures) {
            if (!(failure instanceof ProtocolException)) {
                throw new AssertionError("thrown", failure);
            }
        }
    }
}
