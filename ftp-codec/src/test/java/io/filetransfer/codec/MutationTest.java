package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Wire.Decoding;
import io.filetransfer.codec.legacy.LegacyClientCodec;
import io.filetransfer.codec.legacy.LegacyServerCodec;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Streams that nobody wrote by hand: random bytes, and good streams with mistakes. Whatever comes, a decoder hands on
 * frames and throws one {@link ProtocolException} at most, keeps no buffer, and ends.
 *
 * <p>The profile {@code fuzz} runs this longer, with other seeds every time.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutationTest {
    private static final int COUNT = 4000;
    private static final byte[] CLIENT = SplitTest.encode(Conversations.client());
    private static final byte[] SERVER = SplitTest.encode(Conversations.server());

    /** Values that a length field is likely to be mishandled with, in four bytes. */
    private static final int[] EDGES = {
        0,
        1,
        3,
        4,
        5,
        8,
        9,
        41,
        42,
        0x1000,
        0x1001,
        0x4000,
        0x4001,
        0x10000,
        0x10001,
        0x400000,
        0x400001,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        -1
    };

    private static final List<byte[]> LEGACY_CLIENTS = List.of(
            Wire.ascii("1notes.txt:GET"),
            Wire.ascii("12notes.txt : put" + "hello"),
            Wire.ascii("1n:PUTFile not found. Try again."),
            Wire.ascii("1n:PUTFile not found. Try"));
    private static final List<byte[]> LEGACY_SERVERS = List.of(
            Wire.ascii("Donehello"), Wire.ascii("DoneFile not found. Try again."), Wire.ascii("NOT_FOUND: No."));

    @Test
    void requests() {
        Seeds.runLong(COUNT, random -> decode(random, RequestDecoder::new, mutated(random, CLIENT)));
    }

    @Test
    void replies() {
        Seeds.runLong(COUNT, random -> decode(random, ReplyDecoder::new, mutated(random, SERVER)));
    }

    @Test
    void theLegacyRequests() {
        Seeds.runLong(COUNT, random -> {
            byte[] stream = LEGACY_CLIENTS.get(random.nextInt(LEGACY_CLIENTS.size()));
            decode(random, LegacyServerCodec::new, mutated(random, stream));
        });
    }

    @Test
    void theLegacyReplies() {
        Seeds.runLong(COUNT, random -> {
            byte[] stream = LEGACY_SERVERS.get(random.nextInt(LEGACY_SERVERS.size()));
            decode(random, LegacyClientCodec::new, mutated(random, stream));
        });
    }

    @Test
    void anyDialectBehindTheDetector() {
        Seeds.runLong(COUNT, random -> {
            byte[] stream = random.nextBoolean() ? CLIENT : LEGACY_CLIENTS.get(random.nextInt(LEGACY_CLIENTS.size()));
            decode(random, MutationTest::detector, mutated(random, stream));
        });
    }

    @Test
    void entriesOfAListing() {
        Seeds.runLong(COUNT, random -> {
            byte[] stream = mutated(random, Wire.bytes("00 01 61 00 05 00 0f 00 01 02 00 02 62 63 00 00"));
            var in = Wire.buffer(stream);
            try {
                while (in.isReadable() && Entry.read(in) != null) {
                    // the next one
                }
            } catch (ProtocolException e) {
                // the only way to refuse
            } finally {
                in.release();
            }
        });
    }

    private static ChannelHandler detector() {
        return new DialectDetector((ctx, dialect) -> ctx.pipeline()
                .addAfter(
                        ctx.name(), null, dialect == Dialect.NATIVE ? new RequestDecoder() : new LegacyServerCodec()));
    }

    private static void decode(Random random, Supplier<ChannelHandler> decoder, byte[] stream) {
        LeakGate.open("one stream");
        Decoding decoding = new Decoding(decoder.get());
        int longest = 1 + random.nextInt(stream.length + 1);
        for (int at = 0; at < stream.length && decoding.channel.isOpen(); ) {
            int to = Math.min(stream.length, at + 1 + random.nextInt(longest));
            decoding.feed(stream, at, to);
            at = to;
            if (random.nextInt(8) == 0) {
                writeSomething(random, decoding);
            }
        }
        if (decoding.channel.isOpen() && random.nextBoolean()) {
            decoding.end();
        }
        decoding.channel.advanceTimeBy(random.nextInt(2) * 100L, TimeUnit.MILLISECONDS);
        decoding.channel.runScheduledPendingTasks();
        decoding.close();
        LeakGate.close(Duration.ZERO);
        for (Throwable failure : decoding.failures) {
            assertTrue(failure instanceof ProtocolException, () -> "Thrown: " + failure);
        }
        assertTrue(decoding.failures.size() <= 1, () -> "Thrown: " + decoding.failures);
        assertTrue(contentLength(decoding) <= stream.length, "content from nowhere");
    }

    /** What a server or client may write meanwhile; the native decoders do not care. */
    private static void writeSomething(Random random, Decoding decoding) {
        Frame frame = switch (random.nextInt(7)) {
            case 0 -> new Reply(Options.NONE);
            case 1 -> Frame.Go.GO;
            case 2 -> Content.of(Wire.buffer(Wire.ascii("content")));
            case 3 -> new Failure(ErrorCode.NOT_FOUND, "No such file.");
            case 4 -> new End(7, Digest.NONE);
            case 5 -> new Request("n", Choice.GET, Options.NONE);
            default -> new Frame.Cancel(0);
        };
        boolean legacy = decoding.channel.pipeline().get(LegacyServerCodec.class) != null
                && !(frame instanceof Request)
                && !(frame instanceof Frame.Cancel);
        boolean legacyClient = decoding.channel.pipeline().get(LegacyClientCodec.class) != null
                && (frame instanceof Request || frame instanceof Content || frame instanceof End);
        if (legacy || legacyClient) {
            decoding.channel.writeAndFlush(frame);
        } else if (frame instanceof Content content) {
            content.release();
        }
    }

    private static long contentLength(Decoding decoding) {
        return decoding.frames.stream()
                .filter(String.class::isInstance)
                .mapToLong(hex -> ((String) hex).length() / 2)
                .sum();
    }

    private static byte[] mutated(Random random, byte[] good) {
        if (random.nextInt(10) == 0) {
            return Seeds.bytes(random, random.nextInt(300));
        }
        byte[] stream = good.clone();
        int mistakes = random.nextInt(4);
        for (int i = 0; i < mistakes && stream.length > 4; i++) {
            stream = mutatedOnce(random, stream);
        }
        return stream;
    }

    private static byte[] mutatedOnce(Random random, byte[] stream) {
        int at = random.nextInt(stream.length - 4);
        int to = at + random.nextInt(stream.length - at);
        byte[] changed = stream.clone();
        switch (random.nextInt(7)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt();
            case 2 -> {
                int edge = EDGES[random.nextInt(EDGES.length)];
                for (int i = 0; i < 4; i++) {
                    changed[at + i] = (byte) (edge >>> 24 - 8 * i);
                }
            }
            case 3 -> changed = Arrays.copyOf(stream, at);
            case 4 -> changed = Wire.join(Arrays.copyOf(stream, at), Arrays.copyOfRange(stream, to, stream.length));
            case 5 -> changed = Wire.join(Arrays.copyOf(stream, to), Arrays.copyOfRange(stream, at, stream.length));
            default ->
                changed = Wire.join(
                        Arrays.copyOf(stream, at),
                        Seeds.bytes(random, random.nextInt(20)),
                        Arrays.copyOfRange(stream, at, stream.length));
        }
        return changed;
    }
}
