package io.filetransfer.codec.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Wire;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from a first frame, and what is none. */
class LegacyFirstFrameTest extends LegacyServerTestBase {
    @Test
    void countAlone() {
        feed("2").feed(Wire.ascii("notes.txt:GET"));
        assertEquals(List.of(get("notes.txt")), decoding.framesWithoutFailure());
    }

    @Test
    void countOfSeveralDigitsAlone() {
        feed("12").feed(Wire.ascii("notes.txt:GET"));
        assertEquals(List.of(get("notes.txt")), decoding.framesWithoutFailure());
    }

    @Test
    void aSecondNumberBelongsToTheName() {
        feed("1").feed(Wire.ascii("2018.txt:GET"));
        assertEquals(List.of(get("2018.txt")), decoding.framesWithoutFailure());
    }

    /** What one segment may mean: first as the original server reads it, with one digit for the count. */
    @ParameterizedTest
    @CsvSource({
        "notes.txt:GET, notes.txt",
        "2notes.txt:GET, notes.txt|2notes.txt",
        "12notes.txt:GET, 2notes.txt|notes.txt|12notes.txt",
        "2018.txt:GET, 018.txt|.txt|2018.txt",
        "12:GET, 2|12",
        "1a:b:GET, ", // a name ends at the first colon, and 'b' is no choice
        "1n:get, n|1n",
        "1n:Get, n|1n",
        "'1File Name : GET', File Name|1File Name",
        "'1n: GET', n|1n",
        "'1n :GET', 'n |1n '",
        "'1n:GET\r\n', n|1n",
        "'1 n:GET', ' n|1 n'",
        "-1:GET, -1"
    })
    void readingsOfOneSegment(String text, String names) {
        feed(text);
        if (names == null) {
            assertEquals(ErrorCode.UNSUPPORTED, decoding.failure().code());
            return;
        }
        List<String> readings = List.of(names.split("\\|"));
        assertEquals(
                List.of(new Request(readings.get(0), Choice.GET, GET_OPTIONS, readings.subList(1, readings.size()))),
                decoding.framesWithoutFailure());
    }

    @Test
    void aPutHasTheFirstReadingOnly() {
        feed("12notes.txt:PUT");
        assertEquals(List.of(put("2notes.txt")), decoding.framesWithoutFailure());
    }

    @Test
    void namesAreUtf8() {
        decoding.feed("1\u00fc\u20ac.txt:GET".getBytes(StandardCharsets.UTF_8));
        assertEquals("\u00fc\u20ac.txt", ((Request) decoding.frames.get(0)).name());
    }

    @ParameterizedTest
    @CsvSource({
        "31 3a 47 45 54, BAD_REQUEST", // a count and no name
        "3a 47 45 54, BAD_REQUEST",
        "20 20 3a 47 45 54, BAD_REQUEST",
        "31 20 3a 50 55 54, BAD_REQUEST",
        "61 00 62 3a 47 45 54, BAD_REQUEST",
        "61 ff 3a 47 45 54, BAD_REQUEST",
        "61 3a 44, UNSUPPORTED",
        "61 3a 00, UNSUPPORTED",
        "61 3a 47 00 54, UNSUPPORTED",
        "61 3a 20 20 47 45 54, UNSUPPORTED",
        "61 3a 47 45 54 53, UNSUPPORTED",
        "61 3a 3a 47 45 54, UNSUPPORTED"
    })
    void firstFramesThatAreNone(String hex, ErrorCode code) {
        decoding.feedHex(hex).feed(Wire.ascii("1notes.txt:GET"));
        assertEquals(code, decoding.failure().code());
        assertEquals(List.of(), decoding.frames);
    }

    @ParameterizedTest
    @CsvSource({"notes.txt, BAD_REQUEST", "1, BAD_REQUEST", "notes.txt:, UNSUPPORTED", "notes.txt:GE, UNSUPPORTED"})
    void aFirstFrameThatThePeerEndsTooEarly(String text, ErrorCode code) {
        feed(text).end();
        assertEquals(code, decoding.failure().code());
        assertEquals(List.of(), decoding.frames);
    }

    @Test
    void aLostConnectionInTheFirstFrameSaysNothing() {
        feed("notes.txt:GE").close();
        assertEquals(List.of(), decoding.framesWithoutFailure());
    }

    @Test
    void tenMegabytesWithoutAColonAreRefusedEarlyAndNotKept() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        decoding.channel.config().setAllocator(allocator);
        byte[] part = Wire.ascii("x".repeat(1024));
        for (int i = 0; i < 10 * 1024; i++) {
            decoding.feed(part);
            long kept =
                    allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
            assertTrue(kept < 32 * 1024, "kept " + kept + " bytes");
            assertTrue(i < 5 || !decoding.failures.isEmpty());
        }
        assertEquals(ErrorCode.BAD_REQUEST, decoding.failure().code());
    }

    @Test
    void theLongestNamePasses() {
        feed("x".repeat(4096) + ":GET");
        assertEquals(List.of(get("x".repeat(4096))), decoding.framesWithoutFailure());
    }

    @Test
    void whatIsNoRequestGetsASentenceAndNoDone() {
        feed("1notes.txt:GETS");
        ProtocolException failure = decoding.failure();
        decoding.channel.writeAndFlush(new Failure(failure.code(), failure.getMessage()));
        assertEquals("UNSUPPORTED: The choice is GET or PUT.\n", Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isClosedInOrder());
    }
}
