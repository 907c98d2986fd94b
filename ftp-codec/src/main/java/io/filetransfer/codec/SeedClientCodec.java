package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The seed's dialect on the client's side, for one exchange with an original server: GET or PUT.
 *
 * <p>{@code Done} reads as {@link Frame.Go} for a PUT and as {@link Reply} for a GET; the end of the stream as {@link
 * End}, or, for a PUT, as the {@link Reply}: the dialect has no other acknowledgement. Needs {@link
 * ChannelOption#ALLOW_HALF_CLOSURE}.
 */
public final class SeedClientCodec
        extends CombinedChannelDuplexHandler<SeedClientCodec.Decoder, SeedClientCodec.Encoder> {
    /** This client is the only one of its run. */
    private static final byte[] COUNT = {'1'};

    private Choice choice;

    public SeedClientCodec() {
        init(new Decoder(), new Encoder());
    }

    final class Encoder extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof Request request) {
                writeRequest(ctx, request, promise);
            } else if (message instanceof Content content) {
                ctx.write(content.payload(), promise);
            } else if (message instanceof End) {
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER, promise)
                        .addListener(written -> ((DuplexChannel) ctx.channel()).shutdownOutput());
            } else {
                // A cancel: a reset, as a plain close would be the end of the file.
                ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                ctx.close(promise);
            }
        }

        /** An original server reads the count without a length, so the request follows after a pause. */
        private void writeRequest(ChannelHandlerContext ctx, Request request, ChannelPromise promise) {
            choice = request.choice();
            if (choice != Choice.GET && choice != Choice.PUT) {
                promise.setFailure(new IllegalArgumentException("The seed's dialect has GET and PUT only"));
                return;
            }
            if (request.name().indexOf(':') >= 0) {
                promise.setFailure(new IllegalArgumentException("The seed's dialect cuts names at the first colon"));
                return;
            }
            ctx.writeAndFlush(Unpooled.wrappedBuffer(COUNT));
            ByteBuf text = Unpooled.copiedBuffer(request.name() + ":" + choice, StandardCharsets.UTF_8);
            ctx.executor().schedule(() -> ctx.writeAndFlush(text, promise), Seed.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    final class Decoder extends ByteToMessageDecoder {
        private final SeedContentFilter content = new SeedContentFilter();
        private boolean doneSeen;
        private boolean inputEnded;

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (!doneSeen && !readDone(in, out)) {
                return;
            }
            content.pass(in, out);
        }

        private boolean readDone(ByteBuf in, List<Object> out) {
            int count = Math.min(in.readableBytes(), Seed.DONE.length);
            for (int i = 0; i < count; i++) {
                if (in.getByte(in.readerIndex() + i) != Seed.DONE[i]) {
                    String text = in.toString(
                            in.readerIndex(), Math.min(in.readableBytes(), 200), StandardCharsets.ISO_8859_1);
                    in.skipBytes(in.readableBytes());
                    throw ProtocolException.badRequest("The server did not answer Done but: " + text.strip());
                }
            }
            if (count < Seed.DONE.length) {
                return false;
            }
            in.skipBytes(count);
            doneSeen = true;
            out.add(choice == Choice.PUT ? Frame.Go.GO : new Reply(Options.NONE));
            return true;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            inputEnded |= event instanceof ChannelInputShutdownEvent;
            super.userEventTriggered(ctx, event);
        }

        @Override
        protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (in.isReadable()) {
                decode(ctx, in, out);
            }
            if (!inputEnded || !doneSeen) {
                return;
            }
            inputEnded = false;
            if (!content.end(out)) {
                out.add(new Failure(ErrorCode.NOT_FOUND, "The server has no such file."));
            } else {
                out.add(choice == Choice.PUT ? new Reply(Options.NONE) : new End(content.length(), Digest.NONE));
            }
        }
    }
}
