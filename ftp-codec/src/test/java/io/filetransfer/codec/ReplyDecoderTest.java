package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.Wire.Decoding;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyDecoderTest {
    private final Decoding decoding = new Decoding(new ReplyDecoder());

    @ParameterizedTest
    @CsvSource({
        "02, 00000000, true", "02, 00010000, true", "02, 00010001, false", "02, ffffffff, false",
        "03, 00000000, true", "03, 00000001, false", "04, 00400000, true", "04, 00400001, false",
        "05, 00000008, false", "05, 00000029, true", "05, 0000002a, false", "06, 00000004, false",
        "06, 00000005, true", "06, 00010000, true", "06, 00010001, false", "06, 80000000, false",
        "01, 00000004, false", "07, 00000004, false", "00, 00000000, false", "08, 00000000, false",
        "09, 00000000, true", "09, 00010001, false", "0a, 00000000, false", "ff, 00000000, false"
    })
    void typeAndLengthAreCheckedInTheHeader(String type, String length, boolean legal) {
        decoding.feedHex(Wire.PREFACE + type + length);
        assertEquals(legal, decoding.failures.isEmpty());
        decoding.close();
    }

    @Test
    void theErrorOfAServerWithAnotherVersionIsRead() {
        decoding.feedHex("f7 46 54 50 07"
                + "06 00 00 00 1a 00 03 00 00 0f 4f 6e 6c 79 20 76 65 72 73 69 6f 6e 20 37 2e 00 14 00 02 07 07");
        Options range = Options.NONE.with(Option.PROTOCOL_VERSIONS, new Option.VersionRange(7, 7));
        assertEquals(
                List.of(new Failure(ErrorCode.UNSUPPORTED_VERSION, false, "Only version 7.", range)),
                decoding.framesWithoutFailure());
        decoding.close();
    }

    @Test
    void aServerWithAnotherVersionMaySayNothingElse() {
        decoding.feedHex("f7 46 54 50 02 02 00 00 00 00");
        assertEquals(ErrorCode.UNSUPPORTED_VERSION, decoding.failure().code());
        assertEquals(List.of(), decoding.frames);
        decoding.close();
    }

    @Test
    void theLongestSentencePasses() {
        decoding.feed(error(1024, Wire.ascii("x".repeat(1024))));
        assertEquals(List.of(new Failure(ErrorCode.NOT_FOUND, "x".repeat(1024))), decoding.framesWithoutFailure());
        decoding.close();
    }

    @Test
    void aLongerOneDoesNot() {
        decoding.feed(error(1025, Wire.ascii("x".repeat(1025))));
        assertEquals(ErrorCode.BAD_REQUEST, decoding.failure().code());
        decoding.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "06 00 00 00 05 00 05 00 00 01", // longer than its frame
                "06 00 00 00 05 00 05 00 ff ff",
                "06 00 00 00 06 00 05 00 00 01 00", // NUL
                "06 00 00 00 06 00 05 00 00 01 ff", // not UTF-8
                "06 00 00 00 06 00 05 00 00 00 00", // an option that is cut off
                "02 00 00 00 01 00",
                "02 00 00 00 08 00 05 00 04 01 a4 00 00"
            })
    void framesThatAreNotWellFormed(String hex) {
        decoding.feedHex(Wire.PREFACE + hex);
        assertEquals(ErrorCode.BAD_REQUEST, decoding.failure().code());
        assertEquals(List.of(), decoding.frames);
        decoding.close();
    }

    @Test
    void anErrorInTheMiddleOfContentAndThenTheNextReply() {
        decoding.feedHex(Wire.PREFACE
                + "02 00 00 00 0c 00 03 00 08 00 00 00 00 00 00 00 0a 04 00 00 00 05 68 65 6c 6c 6f"
                + "06 00 00 00 15 00 16 00 00 10 54 68 65 20 64 69 73 6b 20 66 61 69 6c 65 64 2e"
                + "02 00 00 00 00");
        assertEquals(
                List.of(
                        new Reply(Options.NONE.with(Option.SIZE, 10L)),
                        "68656c6c6f",
                        new Failure(ErrorCode.STORAGE_FAILED, "The disk failed."),
                        new Reply(Options.NONE)),
                decoding.framesWithoutFailure());
        decoding.close();
    }

    @Test
    void aStreamThatEndsInsideAFrameNeverLooksWhole() {
        decoding.feedHex(Wire.PREFACE + "02 00 00 00 00 04 00 00 00 05 68 65").end();
        assertEquals(ErrorCode.TRUNCATED, decoding.failure().code());
        assertEquals(List.of(new Reply(Options.NONE), "6865"), decoding.frames);
        decoding.close();
    }

    private static byte[] error(int length, byte[] sentence) {
        String frameLength = HexFormat.of().toHexDigits(5 + sentence.length);
        String sentenceLength = HexFormat.of().toHexDigits((short) length);
        return Wire.join(Wire.bytes(Wire.PREFACE + "06" + frameLength + "00 05 00" + sentenceLength), sentence);
    }
}
