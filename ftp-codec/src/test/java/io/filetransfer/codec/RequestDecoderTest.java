package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Wire.Decoding;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
    private final Decoding decoding = new Decoding(new RequestDecoder());

    @ParameterizedTest
    @ValueSource(strings = {"00", "47", "16", "f6", "f7 47", "f7 46 53", "f7 46 54 51", "f7 46 54 00 01"})
    void aWrongPrefaceIsRefusedAtItsFirstWrongByte(String hex) {
        decoding.feedByteByByte(Wire.bytes(hex));
        assertEquals(ErrorCode.BAD_REQUEST, decoding.failure().code());
        decoding.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "02", "ff"})
    void anotherVersionIsRefusedAsSuch(String version) {
        decoding.feedHex("f7 46 54 50" + version);
        assertEquals(ErrorCode.UNSUPPORTED_VERSION, decoding.failure().code());
        decoding.close();
    }

    /** Only the header is sent: what is too long is refused before it is awaited. */
    @ParameterizedTest
    @CsvSource({
        "01, 00000000, false", "01, 00000002, false", "01, 00000003, true", "01, 00004000, true",
        "01, 00004001, false", "01, 7fffffff, false", "01, 80000000, false", "01, ffffffff, false",
        "04, 00000000, true", "04, 00400000, true", "04, 00400001, false", "04, 80000000, false",
        "04, ffffffff, false", "05, 00000008, false", "05, 00000009, true", "05, 00000029, true",
        "05, 0000002a, false", "05, ffffffff, false", "07, 00000003, false", "07, 00000004, true",
        "07, 00000005, false", "07, ffffffff, false", "02, 00000000, false", "03, 00000000, false",
        "06, 00000005, false", "00, 00000004, false", "08, 00000004, false", "80, 00000004, false",
        "ff, ffffffff, false"
    })
    void typeAndLengthAreCheckedInTheHeader(String type, String length, boolean legal) {
        decoding.feedHex(Wire.PREFACE + type + length);
        assertEquals(legal, decoding.failures.isEmpty());
        if (!legal) {
            assertEquals(ErrorCode.BAD_REQUEST, decoding.failure().code());
        }
        decoding.close();
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 61 62, UNSUPPORTED", // empty name, choice 'a'
        "00 02 61 62, BAD_REQUEST", // no room for the choice
        "ff ff 61 62, BAD_NAME",
        "10 01 61 62, BAD_NAME",
        "10 00 61 62, BAD_REQUEST",
        "00 01 61 00, UNSUPPORTED",
        "00 01 61 0d, UNSUPPORTED", // the first number that is none
        "00 01 61 ff, UNSUPPORTED",
        "00 01 00 01, BAD_REQUEST", // NUL
        "00 01 ff 01, BAD_REQUEST",
        "00 02 c0 80 01, BAD_REQUEST", // overlong NUL
        "00 03 ed b0 80 01, BAD_REQUEST", // half of a surrogate pair
        "00 04 f4 90 80 80 01, BAD_REQUEST", // over U+10FFFF
        "00 01 61 01 80 1a 00 01 ff, BAD_REQUEST", // the name is there twice
        "00 00 07 80 0e 00 01 61 80 1b 00 01 ff, BAD_REQUEST", // the target is there twice
        "00 00 01 80 1a 00 01 00, BAD_REQUEST", // NUL
        "00 01 61 01 00, BAD_REQUEST" // an option that is cut off
    })
    void requestsThatAreNotWellFormed(String payload, ErrorCode code) {
        decoding.feed(request(Wire.bytes(payload)));
        assertEquals(code, decoding.failure().code());
        assertEquals(List.of(), decoding.frames);
        decoding.close();
    }

    @Test
    void theLongestNamePasses() {
        byte[] name = Wire.ascii("x".repeat(4096));
        decoding.feed(request(Wire.join(Wire.bytes("10 00"), name, Wire.bytes("01"))));
        assertEquals(List.of(new Request("x".repeat(4096), Choice.GET, Options.NONE)), decoding.framesWithoutFailure());
        decoding.close();
    }

    @Test
    void aNameIsCountedInBytes() {
        String name = "\u00fc".repeat(2049);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        decoding.feed(request(Wire.join(Wire.bytes("10 02"), bytes, Wire.bytes("01"))));
        assertEquals(ErrorCode.BAD_NAME, decoding.failure().code());
        decoding.close();
    }

    @Test
    void theEmptyNameIsLeftToTheRulesForNames() {
        decoding.feed(request(Wire.bytes("00 00 03 7f ff 00 00")));
        assertEquals(List.of(new Request("", Choice.LIST, Options.NONE)), decoding.framesWithoutFailure());
        decoding.close();
    }

    @Test
    void theLongestRequestPasses() {
        int fill = Limits.REQUEST - 4 - 4;
        byte[] payload =
                Wire.join(Wire.bytes("00 01 61 01 7f ff" + HexFormat.of().toHexDigits((short) fill)), new byte[fill]);
        decoding.feed(request(payload));
        assertEquals(List.of(new Request("a", Choice.GET, Options.NONE)), decoding.framesWithoutFailure());
        decoding.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "05 00 00 00 0d 80 00 00 00 00 00 00 00 01 00 00 00 00", // 2^63 bytes
                "05 00 00 00 0d ff ff ff ff ff ff ff ff 01 00 00 00 00",
                "05 00 00 00 0c 00 00 00 00 00 00 00 00 01 00 00 00", // a digest too short
                "05 00 00 00 0e 00 00 00 00 00 00 00 00 01 00 00 00 00 00", // too long
                "05 00 00 00 0a 00 00 00 00 00 00 00 00 00 00" // NONE with a byte
            })
    void endsThatAreNotWellFormed(String hex) {
        decoding.feedHex(Wire.PREFACE + hex);
        assertEquals(ErrorCode.BAD_REQUEST, decoding.failure().code());
        decoding.close();
    }

    @Test
    void anEndWithAnUnknownAlgorithmIsNotSupported() {
        decoding.feedHex(Wire.PREFACE + "05 00 00 00 0d 00 00 00 00 00 00 00 00 03 00 00 00 00");
        assertEquals(ErrorCode.UNSUPPORTED, decoding.failure().code());
        decoding.close();
    }

    @Test
    void whatCameBeforeTheMistakeIsHandedOn() {
        decoding.feedHex(Wire.PREFACE + "01 00 00 00 04 00 01 2f 03" + "04 00 00 00 09 68 69");
        decoding.feedHex("68 65 6c 6c 6f 21 21" + "ff 00 00 00 00");
        assertEquals(List.of(new Request("/", Choice.LIST, Options.NONE), "686968656c6c6f2121"), decoding.frames);
        decoding.failure();
        decoding.close();
    }

    @Test
    void afterAMistakeAllIsDroppedAndNothingIsSaidAgain() {
        decoding.feedHex(Wire.PREFACE + "09 00 00 00 00" + "01 00 00 00 04 00 01 2f 03");
        byte[] more = new byte[1 << 16];
        for (int i = 0; i < 160; i++) {
            decoding.feed(more);
        }
        decoding.feedHex(Wire.PREFACE + "01 00 00 00 04 00 01 2f 03").end().close();
        assertEquals(List.of(), decoding.frames);
        decoding.failure();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f7",
                "f7 46 54 50",
                "f7 46 54 50 01 01",
                "f7 46 54 50 01 01 00 00 00 04 00",
                "f7 46 54 50 01 04 00 00 00 04",
                "f7 46 54 50 01 04 00 00 00 04 61 62 63"
            })
    void aStreamThatThePeerEndsInsideAFrameIsRefused(String hex) {
        decoding.feedHex(hex).end();
        assertEquals(ErrorCode.TRUNCATED, decoding.failure().code());
        decoding.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "f7 46 54 50 01",
                "f7 46 54 50 01 07 00 00 00 04 00 00 00 00",
                "f7 46 54 50 01 04 00 00 00 01 61"
            })
    void aStreamMayEndBetweenFrames(String hex) {
        decoding.feedHex(hex).end().close();
        decoding.framesWithoutFailure();
    }

    @Test
    void aLostConnectionEndsNothing() {
        decoding.feedHex(Wire.PREFACE + "04 00 00 00 04 61").close();
        assertEquals(List.of("61"), decoding.framesWithoutFailure());
    }

    @Test
    void contentIsHandedOnAsItComesAndNeverGathered() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        decoding.channel.config().setAllocator(allocator);
        decoding.feedHex(Wire.PREFACE + "04 00 40 00 00");
        long most = 0;
        for (int i = 0; i < 64; i++) {
            decoding.feed(new byte[64 * 1024]);
            most = Math.max(
                    most,
                    allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory());
        }
        assertTrue(most < 16 * 1024, "kept " + most + " bytes");
        assertEquals(
                2 * Limits.CONTENT, ((String) decoding.framesWithoutFailure().get(0)).length());
        decoding.close();
    }

    @Test
    void aRequestByteByByteKeepsNoMoreThanItself() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        decoding.channel.config().setAllocator(allocator);
        decoding.feedHex(Wire.PREFACE + "01 00 00 40 00");
        long most = 0;
        for (int i = 0; i < Limits.REQUEST - 1; i++) {
            decoding.feed(new byte[1]);
            most = Math.max(
                    most,
                    allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory());
        }
        assertTrue(most < 4 * Limits.REQUEST, "kept " + most + " bytes");
        assertFalse(decoding.channel.finish());
        decoding.framesWithoutFailure();
    }

    private static byte[] request(byte[] payload) {
        return Wire.join(Wire.bytes(Wire.PREFACE + "01" + HexFormat.of().toHexDigits(payload.length)), payload);
    }
}
