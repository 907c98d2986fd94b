package io.filetransfer.codec.legacy;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
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
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The legacy dialect on the client's side, for one exchange with an original server: GET or PUT.
 *
 * <p>{@code Done} reads as {@link Frame.Go} for a PUT and as {@link Reply} for a GET; the end of the stream as {@link
 * End}, or, for a PUT, as the {@link Reply}: the dialect has no other acknowledgement. Needs {@link
 * ChannelOption#ALLOW_HALF_CLOSURE}.
 */
public final class LegacyClientCodec
        extends CombinedChannelDuplexHandler<LegacyClientCodec.Decoder, LegacyClientCodec.Encoder> {
    /** This client is the only one of its run. */
    private static final byte[] COUNT = {'1'};

    /** What an original server would not heed, though the request means it. */
    private static final List<Option<?>> UNKNOWN_TO_LEGACY =
            List.of(Option.OFFSET, Option.LENGTH, Option.UPLOAD_ID, Option.EXPECT_VERSION, Option.EXPECT_ABSENT);

    private Choice choice;
    private boolean bodySent;

    public LegacyClientCodec() {
        init(new Decoder(), new Encoder());
    }

    final class Encoder extends ChannelOutboundHandlerAdapter {
        private final LegacyPause pause = new LegacyPause(this::write);

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (pause.isRunning()) {
                pause.add(message, promise);
            } else if (message instanceof Request request) {
                writeRequest(ctx, request, promise);
            } else if (message instanceof Content content) {
                ctx.write(content.payload(), promise);
            } else if (message instanceof End) {
                bodySent = true;
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER, promise).addListener(written -> endFile(ctx, written));
            } else if (message instanceof Frame.Cancel) {
                ctx.close(promise);
            } else {
                ctx.write(message, promise);
            }
        }

        /** An original server reads the count without a length, so the request follows after a pause. */
        private void writeRequest(ChannelHandlerContext ctx, Request request, ChannelPromise promise) {
            String refusal = refusal(request);
            if (refusal != null) {
                promise.setFailure(new IllegalArgumentException(refusal));
                return;
            }
            choice = request.choice();
            if (choice == Choice.PUT) {
                resetAtClose(ctx, true);
            }
            ctx.writeAndFlush(Unpooled.wrappedBuffer(COUNT));
            pause.begin(ctx);
            String text = request.name() + ":" + choice;
            pause.add(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), promise);
        }

        /**
         * A plain close is the end of a file for the server, whoever closes and why. So until all is sent each close is a
         * reset, also that of a process that is killed.
         */
        private static void resetAtClose(ChannelHandlerContext ctx, boolean reset) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, reset ? 0 : -1);
        }

        private static void endFile(ChannelHandlerContext ctx, Future<?> written) {
            if (written.isSuccess()) {
                resetAtClose(ctx, false);
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
        }

        private static String refusal(Request request) {
            if (request.choice() != Choice.GET && request.choice() != Choice.PUT) {
                return "The legacy dialect has GET and PUT only";
            }
            if (request.choice() == Choice.PUT && !request.asksFirst()) {
                return "The legacy dialect always asks first";
            }
            if (!NameText.isText(request.name())) {
                return "The legacy dialect has names in UTF-8 only";
            }
            if (request.name().indexOf(':') >= 0) {
                return "The legacy dialect cuts names at the first colon";
            }
            if (UNKNOWN_TO_LEGACY.stream().anyMatch(request.options()::has)) {
                return "The legacy dialect has no ranges, expectations or parts: " + request.options();
            }
            return null;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            pause.discard();
        }
    }

    final class Decoder extends ByteToMessageDecoder {
        private final LegacyContentFilter content = new LegacyContentFilter();
        private boolean doneSeen;
        private boolean inputEnded;
        private boolean over;

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (over) {
                in.skipBytes(in.readableBytes());
            } else if (doneSeen || readDone(in, out)) {
                content.pass(in, out);
            }
        }

        private boolean readDone(ByteBuf in, List<Object> out) {
            int count = Math.min(in.readableBytes(), LegacyTexts.DONE.length);
            for (int i = 0; i < count; i++) {
                if (in.getByte(in.readerIndex() + i) != LegacyTexts.DONE[i]) {
                    readRefusal(in, out);
                    return false;
                }
            }
            if (count < LegacyTexts.DONE.length) {
                return false;
            }
            in.skipBytes(count);
            doneSeen = true;
            out.add(choice == Choice.PUT ? Frame.Go.GO : new Reply(Options.NONE));
            return true;
        }

        private void readRefusal(ByteBuf in, List<Object> out) {
            try {
                Failure refusal = LegacyRefusal.read(in, inputEnded);
                if (refusal != null) {
                    over = true;
                    out.add(refusal);
                }
            } catch (ProtocolException e) {
                over = true;
                throw e;
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            inputEnded |= event instanceof ChannelInputShutdownEvent;
            over |= event == InputOver.EVENT;
            super.userEventTriggered(ctx, event);
        }

        @Override
        protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (in.isReadable()) {
                decode(ctx, in, out);
            }
            if (inputEnded && !over) {
                over = true;
                Frame last = lastFrame(out);
                out.add(last);
            }
        }

        private Frame lastFrame(List<Object> out) {
            if (!doneSeen) {
                return new Failure(ErrorCode.CONNECTION, "The server closed the connection before it answered.");
            }
            if (!content.end(out)) {
                return new Failure(ErrorCode.NOT_FOUND, "The server has no such file.");
            }
            if (choice == Choice.GET) {
                return new End(content.length(), Digest.NONE);
            }
            return bodySent
                    ? new Reply(Options.NONE)
                    : new Failure(ErrorCode.CONNECTION, "The server closed the connection before it had the file.");
        }
    }
}
