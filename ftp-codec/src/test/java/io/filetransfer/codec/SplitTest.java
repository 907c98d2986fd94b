package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.Wire.Decoding;
import io.filetransfer.codec.legacy.LegacyClientCodec;
import io.filetransfer.codec.legacy.LegacyServerCodec;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a stream is cut into pieces, the same frames come out. */
class SplitTest {
    /** Both directions of a native connection, alone and behind the detector, and the legacy dialect. */
    static Stream<Arguments> conversations() {
        Supplier<ChannelHandler> requests = RequestDecoder::new;
        Supplier<ChannelHandler> replies = ReplyDecoder::new;
        Supplier<ChannelHandler> legacyServer = LegacyServerCodec::new;
        Supplier<ChannelHandler> legacyClient = LegacyClientCodec::new;
        return Stream.of(
                Arguments.of("client", requests, encode(Conversations.client())),
                Arguments.of("server", replies, encode(Conversations.server())),
                Arguments.of("detected client", detecting(requests), encode(Conversations.client())),
                Arguments.of("legacy GET", legacyServer, Wire.ascii("notes.txt:GET")),
                Arguments.of(
                        "legacy PUT", legacyServer, Wire.ascii("notes.txt : putFile not found. Try again. Or so.")),
                Arguments.of("detected legacy PUT", detecting(legacyServer), Wire.ascii("PUTTY.log:PUThello")),
                Arguments.of("legacy given up PUT", legacyServer, Wire.ascii("n:PUTFile not found. Try again.")),
                Arguments.of("legacy server", legacyClient, Wire.ascii("DoneFile not found. Maybe.")),
                Arguments.of(
                        "legacy server without the file", legacyClient, Wire.ascii("DoneFile not found. Try again.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void everySplitInTwo(String name, Supplier<ChannelHandler> decoder, byte[] stream) {
        List<Object> whole = whole(decoder, stream);
        for (int split = 0; split <= stream.length; split++) {
            Decoding decoding = new Decoding(decoder.get())
                    .goAtOnce()
                    .feed(stream, 0, split)
                    .feed(stream, split, stream.length)
                    .end()
                    .close();
            assertEquals(whole, decoding.framesWithoutFailure(), "split at " + split);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void byteByByte(String name, Supplier<ChannelHandler> decoder, byte[] stream) {
        Decoding decoding = new Decoding(decoder.get())
                .goAtOnce()
                .feedByteByByte(stream)
                .end()
                .close();
        assertEquals(whole(decoder, stream), decoding.framesWithoutFailure());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void piecesOfAnyLength(String name, Supplier<ChannelHandler> decoder, byte[] stream) {
        List<Object> whole = whole(decoder, stream);
        Seeds.run(200, random -> {
            Decoding decoding = new Decoding(decoder.get()).goAtOnce();
            int longest = 1 + random.nextInt(stream.length);
            for (int at = 0; at < stream.length; ) {
                int to = Math.min(stream.length, at + random.nextInt(longest + 1));
                decoding.feed(stream, at, to);
                at = to;
            }
            decoding.end().close();
            assertEquals(whole, decoding.framesWithoutFailure());
        });
    }

    /** A count of clients in front: one digit, so that no piece of it can be another count. */
    @ParameterizedTest
    @MethodSource("conversationsWithCount")
    void everySplitOfALegacyRequestWithACountHasTheSameFirstReading(String text) {
        byte[] stream = Wire.ascii(text);
        for (int split = 0; split <= stream.length; split++) {
            Decoding decoding = new Decoding(new LegacyServerCodec())
                    .feed(stream, 0, split)
                    .feed(stream, split, stream.length)
                    .end()
                    .close();
            Request request = (Request) decoding.framesWithoutFailure().get(0);
            assertEquals("notes.txt", request.name(), "split at " + split);
        }
    }

    static Stream<String> conversationsWithCount() {
        return Stream.of("1notes.txt:GET", "1notes.txt:PUThello", "9notes.txt : get");
    }

    private static Supplier<ChannelHandler> detecting(Supplier<ChannelHandler> decoder) {
        return () ->
                new DialectDetector((ctx, dialect) -> ctx.pipeline().addAfter(ctx.name(), "decoder", decoder.get()));
    }

    private static List<Object> whole(Supplier<ChannelHandler> decoder, byte[] stream) {
        List<Object> frames = new Decoding(decoder.get())
                .goAtOnce()
                .feed(stream)
                .end()
                .close()
                .framesWithoutFailure();
        assertEquals(false, frames.isEmpty());
        return frames;
    }

    static byte[] encode(List<Frame> frames) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());
        frames.forEach(channel::writeOutbound);
        byte[] stream = Wire.written(channel);
        channel.finishAndReleaseAll();
        return stream;
    }
}
