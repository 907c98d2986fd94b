package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Settled;
import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/** Whatever comes, HTTP's codec hands on frames and throws one {@link ProtocolException} at most. */
public final class HttpFuzz {
    private HttpFuzz() {}

    /** The first byte says in how large pieces the others come. Each request is answered at once. */
    public static final class Requests {
        private Requests() {}

        public static void fuzzerTestOneInput(byte[] data) {
            if (data.length == 0) {
                return;
            }
            HttpRequestParser parser = new HttpRequestParser();
            EmbeddedChannel channel = new EmbeddedChannel(
                    parser, new HttpServerCodec(parser, new HttpSite(false, true, true), new MemoryBudget(1 << 20)));
            int piece = (data[0] & 0x7f) == 0 ? data.length : data[0] & 0x7f;
            int failures = 0;
            for (int at = 1; at < data.length; at += piece) {
                try {
                    channel.writeInbound(Unpooled.copiedBuffer(data, at, Math.min(piece, data.length - at)));
                } catch (ProtocolException refused) {
                    failures++;
                    channel.writeOutbound(new Failure(refused.code(), refused.getMessage()));
                }
                answerAll(channel);
            }
            channel.finishAndReleaseAll();
            if (failures > 1) {
                throw new AssertionError(failures + " failures of one connection");
            }
        }

        private static void answerAll(EmbeddedChannel channel) {
            for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
                if (next instanceof Settled settled) {
                    channel.writeOutbound(settled.answer());
                } else if (next instanceof Request) {
                    channel.writeOutbound(new Failure(ErrorCode.NOT_FOUND, "Nothing has this name."));
                }
                ReferenceCountUtil.release(next);
            }
        }
    }

    /** A field of each kind that is parsed here: it has a meaning, or is refused. */
    public static final class Fields {
        private Fields() {}

        public static void fuzzerTestOneInput(byte[] data) {
            String text = new String(data, StandardCharsets.ISO_8859_1);
            RangeField.parse(text);
            RangeField.parse("bytes=" + text);
            quietly(() -> EntityTags.parse(text, true));
            quietly(() -> TargetPath.name("/" + text));
            quietly(() -> TargetPath.name(text));
            GzipText.takes(text);
        }

        private static void quietly(Runnable parsing) {
            try {
                parsing.run();
            } catch (HttpRefusal refused) {
                // what it is for
            }
        }
    }
}
