package io.filetransfer.codec;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The decoders, as {@link Fuzzing} runs them. */
class FuzzTargetsTest {
    private static final byte[] IN_ONE_PIECE = {0};
    private static final byte[] BYTE_BY_BYTE = {(byte) 0x81};

    private static List<byte[]> seeds(byte[]... streams) {
        return Arrays.stream(streams)
                .flatMap(stream -> Stream.of(Wire.join(IN_ONE_PIECE, stream), Wire.join(BYTE_BY_BYTE, stream)))
                .toList();
    }

    private static final byte[] CLIENT = SplitTest.encode(Conversations.client());
    private static final byte[] SERVER = SplitTest.encode(Conversations.server());
    private static final byte[] LEGACY_GET = Wire.ascii("1notes.txt:GET");
    private static final byte[] LEGACY_PUT = Wire.ascii("12notes.txt : put" + "hello");

    @Test
    void requests() throws Exception {
        Fuzzing.run(DecoderFuzz.Requests.class, seeds(CLIENT));
    }

    @Test
    void replies() throws Exception {
        Fuzzing.run(DecoderFuzz.Replies.class, seeds(SERVER));
    }

    @Test
    void legacyRequests() throws Exception {
        Fuzzing.run(DecoderFuzz.LegacyRequests.class, seeds(LEGACY_GET, LEGACY_PUT));
    }

    @Test
    void legacyReplies() throws Exception {
        Fuzzing.run(
                DecoderFuzz.LegacyReplies.class,
                seeds(
                        Wire.ascii("Donehello"),
                        Wire.ascii("DoneFile not found. Try again."),
                        Wire.ascii("NOT_FOUND: No.")));
    }

    @Test
    void anyDialect() throws Exception {
        byte[] foreign = Wire.ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        byte[] hello = Wire.bytes("16 03 01 00 05 01 00 00 01 03");
        Fuzzing.run(DecoderFuzz.Detector.class, seeds(CLIENT, LEGACY_PUT, foreign, hello));
    }
}
