package io.filetransfer.codec;

import io.filetransfer.codec.body.SocketLikeChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Bytes as tests write them, and what a decoder makes of them. */
public final class Wire {
    /** The client's or the server's preface. */
    static final String PREFACE = "f7 46 54 50 01";

    private Wire() {}

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** A direct buffer, which the leak gate sees. */
    public static ByteBuf buffer(byte[] bytes) {
        return Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    public static ByteBuf buffer(String hex) {
        return buffer(bytes(hex));
    }

    /** All bytes that the channel wrote since the last call, regions of files excepted. */
    public static byte[] written(EmbeddedChannel channel) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes((ByteBuf) message));
            ReferenceCountUtil.release(message);
        }
        return all.toByteArray();
    }

    public static String writtenText(EmbeddedChannel channel) {
        return new String(written(channel), StandardCharsets.UTF_8);
    }

    /**
     * A channel with one decoder, and all that came out of it: control frames as they are, neighbouring contents joined
     * to one {@link ByteBuf#toString hex} text.
     */
    public static final class Decoding {
        /** {@link Frame.Control}s, and for content {@code String}s of hexadecimal digits. */
        public final List<Object> frames = new ArrayList<>();

        public final List<Throwable> failures = new ArrayList<>();
        public final SocketLikeChannel channel;
        private boolean goAtOnce;

        public Decoding(ChannelHandler... handlers) {
            channel = new SocketLikeChannel(handlers);
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    take(message);
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    failures.add(cause);
                }
            });
        }

        /** A request that asks first is answered with a go frame. */
        public Decoding goAtOnce() {
            goAtOnce = true;
            return this;
        }

        private void take(Object message) {
            if (goAtOnce && message instanceof Request request && request.asksFirst()) {
                channel.writeAndFlush(Frame.Go.GO);
            }
            if (!(message instanceof Content content)) {
                frames.add(message);
                return;
            }
            String hex = ByteBufUtil.hexDump(content.bytes());
            content.release();
            int last = frames.size() - 1;
            if (last >= 0 && frames.get(last) instanceof String before) {
                frames.set(last, before + hex);
            } else {
                frames.add(hex);
            }
        }

        public Decoding feed(byte[] bytes) {
            channel.writeInbound(buffer(bytes));
            return this;
        }

        public Decoding feed(byte[] bytes, int from, int to) {
            channel.writeInbound(Unpooled.directBuffer(Math.max(1, to - from)).writeBytes(bytes, from, to - from));
            return this;
        }

        public Decoding feedHex(String hex) {
            return feed(bytes(hex));
        }

        Decoding feedByteByByte(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                feed(bytes, i, i + 1);
            }
            return this;
        }

        /** The peer closes its direction. */
        public Decoding end() {
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            channel.runPendingTasks();
            return this;
        }

        /** The connection is gone. */
        public Decoding close() {
            channel.finishAndReleaseAll();
            return this;
        }

        /** The only failure, which must be one of the protocol. */
        public ProtocolException failure() {
            if (failures.size() != 1 || !(failures.get(0) instanceof ProtocolException only)) {
                throw new AssertionError("Expected one ProtocolException, not " + failures);
            }
            return only;
        }

        public List<Object> framesWithoutFailure() {
            if (!failures.isEmpty()) {
                throw new AssertionError("Not expected", failures.get(0));
            }
            return frames;
        }
    }
}
