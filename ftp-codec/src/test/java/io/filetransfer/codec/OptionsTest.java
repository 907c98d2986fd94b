package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void unknownOptionalOnesAreSkipped() {
        Options options = read("00 63 00 02 aa bb 00 05 00 02 01 a4 7f ff 00 00 00 00 00 00");
        assertEquals(Options.NONE.with(Option.MODE, 0644), options);
        assertEquals(0, options.unknownCritical());
    }

    @Test
    void anUnknownOptionalOneMayComeTwice() {
        assertEquals(Options.NONE, read("00 63 00 00 00 63 00 00"));
    }

    @Test
    void theFirstUnknownCriticalOneIsReportedAndTheOthersAreRead() {
        Options options = read("81 23 00 01 78 00 05 00 02 01 a4 81 24 00 00");
        assertEquals(0x8123, options.unknownCritical());
        assertEquals(0644, options.get(Option.MODE, 0));
        assertNotEquals(Options.NONE.with(Option.MODE, 0644), options);
        assertEquals(0x8123, options.with(Option.SIZE, 1L).unknownCritical());
        assertEquals(0x8000, read("80 00 00 00").unknownCritical());
        assertEquals(0xFFFF, read("ff ff 00 00").unknownCritical());
    }

    @Test
    void theCriticalBitIsPartOfTheNumber() {
        assertEquals(Options.NONE, read("00 01 00 08 00 00 00 00 00 00 00 05"), "an optional offset is not known");
        assertEquals(0x8003, read("80 03 00 08 00 00 00 00 00 00 00 05").unknownCritical(), "nor a critical size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 05 00 02 01 a4 00 05 00 02 01 a4", // twice
                "80 10 00 00 80 10 00 00",
                "00", // cut off
                "00 05",
                "00 05 00",
                "00 05 00 02",
                "00 05 00 02 01",
                "00 63 00 03 00 00",
                "00 63 ff ff",
            })
    void twiceOrCutOff(String hex) {
        assertRefused(ErrorCode.BAD_REQUEST, hex);
    }

    /** Each option with one byte less and one more than it may have. */
    @ParameterizedTest
    @CsvSource({
        "8001, 7", "8001, 9", "8002, 7", "8002, 9", "0003, 7", "0003, 9", "0004, 11", "0004, 13", "0005, 1",
        "0005, 3", "8006, 15", "8006, 17", "8007, 0", "8007, 2", "0008, 0", "0008, 34", "0009, 0", "0009, 65",
        "800a, 0", "800a, 65", "800b, 1", "800c, 0", "800c, 4098", "000d, 0", "000d, 2", "800e, 4097", "000f, 0",
        "000f, 2", "8010, 1", "8011, 1", "8012, 1", "0013, 3", "0013, 5", "0014, 1", "0014, 3", "0015, 256",
        "0016, 60001"
    })
    void lengthsOneOverTheEdge(String number, int length) {
        assertRefused(ErrorCode.BAD_REQUEST, option(number, length));
    }

    @ParameterizedTest
    @CsvSource({
        "8001, 8",
        "0009, 1",
        "0009, 64",
        "800a, 64",
        "800c, 1",
        "800c, 4097",
        "800e, 0",
        "800e, 4096",
        "0015, 0",
        "0015, 255",
        "0016, 0",
        "0016, 60000"
    })
    void lengthsAtTheEdge(String number, int length) {
        ByteBuf in = Wire.buffer(option(number, length).replace("00 ", "00"));
        if (number.equals("800e") || number.equals("0015")) {
            for (int i = 4; i < in.writerIndex(); i++) {
                in.setByte(i, 'x'); // text has no NUL
            }
        }
        assertNotEquals(Options.NONE, Options.read(in));
        in.release();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80 01 00 08 80 00 00 00 00 00 00 00", // 2^63
                "80 02 00 08 ff ff ff ff ff ff ff ff", // 2^64 - 1
                "00 03 00 08 80 00 00 00 00 00 00 00",
                "00 04 00 0c 00 00 00 00 00 00 00 00 3b 9a ca 00", // 10^9 nanoseconds
                "00 04 00 0c 00 00 00 00 00 00 00 00 ff ff ff ff",
                "00 04 00 0c 7f ff ff ff ff ff ff ff 00 00 00 00", // further than a time goes
                "00 04 00 0c 80 00 00 00 00 00 00 00 00 00 00 00",
                "00 05 00 02 10 00", // more than twelve bits
                "00 08 00 04 01 9a 71 bb", // a digest too short
                "00 08 00 06 01 9a 71 bb 4c 00", // too long
                "80 0e 00 01 00", // NUL
                "80 0e 00 03 61 00 62",
                "80 0e 00 02 c0 af", // an overlong slash
                "80 0e 00 01 ff",
                "00 15 00 03 ed a0 80", // half of a surrogate pair
                "00 16 00 13 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", // not a whole range
                "00 16 00 14 80 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
                "00 16 00 14 7f ff ff ff ff ff ff ff 00 00 00 00 00 00 00 01 00 00 00 00",
            })
    void valuesThatMakeNoSense(String hex) {
        assertRefused(ErrorCode.BAD_REQUEST, hex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80 0c 00 01 01", // no token
                "80 0c 00 04 01 61 00 62", // a NUL in it
                "80 0c 00 02 01 ff",
                "80 0c 00 04 02 61 6e 6e", // no password
                "80 0c 00 05 02 61 6e 6e 00", // an empty one
                "80 0c 00 03 02 00 70", // no user
                "80 0c 00 06 02 61 00 62 00 70", // a second NUL
                "80 0c 00 04 02 ff 00 70",
                "80 0c 00 04 02 61 00 ff"
            })
    void credentialsThatMakeNoSense(String hex) {
        assertRefused(ErrorCode.BAD_REQUEST, hex);
    }

    @Test
    void credentialsOfASchemeThatIsNotKnownHereAreLeftToWhoJudgesThem() {
        assertEquals(
                new Credentials(9, new byte[2]), read("80 0c 00 03 09 00 00").get(Option.CREDENTIALS, null));
    }

    @Test
    void anUnknownDigestAlgorithmIsNotSupported() {
        assertRefused(ErrorCode.UNSUPPORTED, "80 07 00 01 03");
        assertRefused(ErrorCode.UNSUPPORTED, "80 07 00 01 ff");
    }

    @Test
    void timesOfEveryCenturyPass() {
        for (String time : List.of("1901-12-13T20:45:52Z", "2106-02-07T06:28:16Z", "9999-12-31T23:59:59.999999999Z")) {
            Options options = Options.NONE.with(Option.MODIFIED, Instant.parse(time));
            assertEquals(options, again(options));
        }
        Options first = Options.NONE.with(Option.MODIFIED, Instant.MIN);
        assertEquals(first, again(first));
    }

    @Test
    void heldRangesUpToTheEdge() {
        Options options = Options.NONE.with(Option.HELD, List.of(new Extent(Long.MAX_VALUE - 1, 1, 0)));
        assertEquals(options, again(options));
        Options most = Options.NONE.with(Option.HELD, Collections.nCopies(Option.MAX_HELD, new Extent(1, 2, 3)));
        assertEquals(most, again(most));
    }

    @Test
    void whatNoPeerWouldTakeIsNotWritten() {
        assertNotWritten(Options.NONE.with(Option.AGENT, "x".repeat(256)));
        assertNotWritten(Options.NONE.with(Option.TARGET, "a\0b"));
        assertNotWritten(Options.NONE.with(Option.TARGET, "a\ud800"));
        assertNotWritten(Options.NONE.with(Option.HELD, Collections.nCopies(Option.MAX_HELD + 1, new Extent(1, 2, 3))));
    }

    @Test
    void aSetOfOptions() {
        Options options = Options.NONE.with(Option.SIZE, 1L).withFlag(Option.PARENTS, true);
        assertTrue(options.has(Option.PARENTS));
        assertFalse(options.has(Option.MODE));
        assertEquals(Optional.of(1L), options.find(Option.SIZE));
        assertEquals(Optional.empty(), options.find(Option.MODE));
        assertEquals(7, options.get(Option.MODE, 7));
        assertEquals(2L, options.with(Option.SIZE, 2L).get(Option.SIZE, 0L));
        assertEquals(1L, options.get(Option.SIZE, 0L), "an instance does not change");
        assertEquals(options, options.withPresent(Option.MODE, null).withFlag(Option.RECURSIVE, false));
        assertThrows(NullPointerException.class, () -> Options.NONE.with(Option.SIZE, null));
        assertEquals("{size=1, parents=true}", options.toString());
    }

    @Test
    void credentialsAreNeverPrinted() {
        Options options = Options.NONE.with(Option.CREDENTIALS, new Credentials(1, Wire.ascii("s3cret")));
        assertFalse(options.toString().contains("s3cret"), options.toString());
        assertFalse(new Request("a", Choice.GET, options).toString().contains("s3cret"));
    }

    /** An option of zeros. */
    private static String option(String number, int length) {
        return number + String.format("%04x", length) + "00".repeat(length);
    }

    private static Options read(String hex) {
        ByteBuf in = Wire.buffer(hex);
        try {
            return Options.read(in);
        } finally {
            in.release();
        }
    }

    private static void assertRefused(ErrorCode code, String hex) {
        assertEquals(
                code, assertThrows(ProtocolException.class, () -> read(hex)).code());
    }

    private static Options again(Options options) {
        ByteBuf out = Wire.buffer("");
        options.write(out);
        try {
            return Options.read(out);
        } finally {
            out.release();
        }
    }

    private static void assertNotWritten(Options options) {
        ByteBuf out = Wire.buffer("");
        assertThrows(IllegalArgumentException.class, () -> options.write(out));
        out.release();
    }

    @Test
    void whatIsAppendedAndJoinedIsRefusedUnlessItIsWellFormed() {
        for (String malformed : new String[] {
            "80 22 00 07 00 00 00 00 00 00 00", // short
            "80 22 00 08 ff ff ff ff ff ff ff ff", // over 2^63
            "80 22 00 09 00 00 00 00 00 00 00 00 01", // no checksum
            "80 22 00 0a 00 00 00 00 00 00 00 00 09 00", // no such algorithm
            "80 25 00 01 00",
            "80 25 00 12 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 00 00", // no name
            "80 25 00 13 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 00 02 61"
        }) {
            assertThrows(ProtocolException.class, () -> read(malformed), malformed);
        }
        String one = " 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 00 01 61";
        assertEquals(
                100,
                read("80 25 07 6c" + one.repeat(100)).get(Option.JOIN, null).size());
        assertThrows(ProtocolException.class, () -> read("80 25 07 7f" + one.repeat(101)));
    }

    @Test
    void optionsAreKept() {
        Options kept = Options.NONE.with(Option.NOTE, "a").withFlag(Option.EXPECT_ABSENT, true);
        assertEquals(kept, Options.of(kept.toBytes()));
        assertThrows(ProtocolException.class, () -> Options.of(new byte[] {0}));
    }
}
