package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.Conditions.Versions;
import io.filetransfer.codec.StateConditions.State;
import io.filetransfer.codec.StateConditions.StateList;
import io.filetransfer.codec.Wire.Decoding;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every frame and every option: its bytes, which are those of PROTOCOL.md and made without this code, and back. */
class GoldenBytesTest {
    private static final Digest HELLO_CRC = Digest.crc32c(0x9a71bb4c);
    private static final Digest HELLO_SHA = Digest.of(
            DigestAlgorithm.SHA256,
            HexFormat.of().parseHex("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));

    static Stream<Arguments> framesOfClient() {
        return Stream.of(
                Arguments.of(
                        new Request("notes.txt", Choice.GET, Options.NONE),
                        "01 00 00 00 0c 00 09 6e 6f 74 65 73 2e 74 78 74 01"),
                Arguments.of(
                        new Request(
                                "a/ü.bin",
                                Choice.GET,
                                Options.NONE.with(Option.OFFSET, 5L).with(Option.LENGTH, 7L)),
                        "01 00 00 00 23 00 08 61 2f c3 bc 2e 62 69 6e 01"
                                + "80 01 00 08 00 00 00 00 00 00 00 05 80 02 00 08 00 00 00 00 00 00 00 07"),
                Arguments.of(
                        new Request(
                                "big.bin",
                                Choice.PUT,
                                Options.NONE.with(Option.SIZE, 100_000L).withFlag(Option.ASK_FIRST, true)),
                        "01 00 00 00 1a 00 07 62 69 67 2e 62 69 6e 02"
                                + "00 03 00 08 00 00 00 00 00 01 86 a0 80 10 00 00"),
                Arguments.of(new Request("/", Choice.LIST, Options.NONE), "01 00 00 00 04 00 01 2f 03"),
                Arguments.of(
                        new Request("a", Choice.MOVE, Options.NONE.with(Option.TARGET, "b")),
                        "01 00 00 00 09 00 01 61 07 80 0e 00 01 62"),
                Arguments.of(
                        new Request(
                                "a",
                                Choice.COPY,
                                Options.NONE
                                        .withFlag(Option.RECURSIVE, true)
                                        .withFlag(Option.REPLACE, true)
                                        .with(Option.TARGET, "b")),
                        "01 00 00 00 11 00 01 61 0c 80 11 00 00 80 21 00 00 80 0e 00 01 62"),
                Arguments.of(
                        new Request(
                                "a",
                                Choice.LINK,
                                Options.NONE.with(
                                        Option.LINK_ACTION,
                                        new LinkAction(LinkAction.What.MAKE_UPLOAD, 3600, 2, "pw"))),
                        "01 00 00 00 13 00 01 61 0f 80 2a 00 0b 02 00 00 0e 10 00 00 00 02 70 77"),
                Arguments.of(
                        new Request("/", Choice.LIST, Options.NONE.withFlag(Option.SELF, true)),
                        "01 00 00 00 08 00 01 2f 03 00 20 00 00"),
                Arguments.of(
                        new Request(
                                "d",
                                Choice.GET,
                                Options.NONE.with(Option.ARCHIVE, new Archive(Archive.Format.ZIP, List.of("a")))),
                        "01 00 00 00 0c 00 01 64 01 80 26 00 04 01 00 01 61"),
                Arguments.of(
                        new Request("/", Choice.LIST, Options.NONE.with(Option.RIGHTS, Rights.NONE)),
                        "01 00 00 00 0a 00 01 2f 03 00 27 00 02 00 00"),
                Arguments.of(
                        new Request(
                                "a",
                                Choice.DIGEST,
                                Options.NONE.with(Option.VERIFY, true).with(Option.PROGRESS, true)),
                        "01 00 00 00 0c 00 01 61 05 80 17 00 00 00 18 00 00"),
                Arguments.of(
                        new Request("/", Choice.LIST, Options.NONE.withFlag(Option.ANY_NAMES, true)),
                        "01 00 00 00 08 00 01 2f 03 00 19 00 00"),
                Arguments.of(
                        new Request("lat\udce9", Choice.GET, Options.NONE),
                        "01 00 00 00 0b 00 00 01 80 1a 00 04 6c 61 74 e9"),
                Arguments.of(
                        new Request("\udcff", Choice.MOVE, Options.NONE.with(Option.TARGET, "a\udce9\u00e9")),
                        "01 00 00 00 10 00 00 07 80 1b 00 04 61 e9 c3 a9 80 1a 00 01 ff"),
                Arguments.of(new End(5, HELLO_CRC), "05 00 00 00 0d 00 00 00 00 00 00 00 05 01 9a 71 bb 4c"),
                Arguments.of(new End(0, Digest.crc32c(0)), "05 00 00 00 0d 00 00 00 00 00 00 00 00 01 00 00 00 00"),
                Arguments.of(
                        new End(5, HELLO_SHA),
                        "05 00 00 00 29 00 00 00 00 00 00 00 05 02 2c f2 4d ba 5f b0 a3 0e 26 e8 3b 2a c5 b9 e2 9e"
                                + "1b 16 1e 5c 1f a7 42 5e 73 04 33 62 93 8b 98 24"),
                Arguments.of(new End(5, Digest.NONE), "05 00 00 00 09 00 00 00 00 00 00 00 05 00"),
                Arguments.of(
                        new End(Long.MAX_VALUE, Digest.crc32c(-1)),
                        "05 00 00 00 0d 7f ff ff ff ff ff ff ff 01 ff ff ff ff"),
                Arguments.of(new Frame.Cancel(3), "07 00 00 00 04 00 00 00 03"),
                Arguments.of(new Frame.Cancel(0xFFFF_FFFFL), "07 00 00 00 04 ff ff ff ff"));
    }

    static Stream<Arguments> framesOfServer() {
        return Stream.of(
                Arguments.of(new Reply(Options.NONE), "02 00 00 00 00"),
                Arguments.of(
                        new Reply(Options.NONE.with(Option.SIZE, 5L)),
                        "02 00 00 00 0c 00 03 00 08 00 00 00 00 00 00 00 05"),
                Arguments.of(Frame.Go.GO, "03 00 00 00 00"),
                Arguments.of(new Frame.Progress(0x1_0000_0000L), "08 00 00 00 08 00 00 00 01 00 00 00 00"),
                Arguments.of(
                        new Trailer(Options.NONE.with(
                                Option.TIMES, TransferTimes.NONE.with(TransferTimes.Kind.DISK, 1_000_000))),
                        "09 00 00 00 0d 00 23 00 09 03 00 00 00 00 00 0f 42 40"),
                Arguments.of(new End(5, HELLO_CRC), "05 00 00 00 0d 00 00 00 00 00 00 00 05 01 9a 71 bb 4c"),
                Arguments.of(
                        new Failure(ErrorCode.NOT_FOUND, "No such file."),
                        "06 00 00 00 12 00 05 00 00 0d 4e 6f 20 73 75 63 68 20 66 69 6c 65 2e"),
                Arguments.of(
                        new Failure(ErrorCode.BUSY, true, "Busy.", Options.NONE.with(Option.RETRY_AFTER, 2000L)),
                        "06 00 00 00 12 00 19 01 00 05 42 75 73 79 2e 00 13 00 04 00 00 07 d0"),
                Arguments.of(
                        new Failure(ErrorCode.INTERNAL, false, "", Options.NONE), "06 00 00 00 05 00 1c 00 00 00"));
    }

    static Stream<Arguments> options() {
        return Stream.of(
                option(Option.OFFSET, Long.MAX_VALUE, "80 01 00 08 7f ff ff ff ff ff ff ff"),
                option(Option.LENGTH, 0L, "80 02 00 08 00 00 00 00 00 00 00 00"),
                option(Option.SIZE, 0x1_0000_0000L, "00 03 00 08 00 00 00 01 00 00 00 00"),
                option(Option.LINK_ACTION, LinkAction.list(""), "80 2a 00 09 03 00 00 00 00 00 00 00 00"),
                option(Option.LINK_ACTION, LinkAction.revoke("ab"), "80 2a 00 0b 04 00 00 00 00 00 00 00 00 61 62"),
                option(Option.LINK_SECRET, "/x", "00 2b 00 02 2f 78"),
                option(
                        Option.LINKS,
                        List.of(new LinkInfo(
                                "ab",
                                LinkKind.FOLDER,
                                Instant.ofEpochSecond(1),
                                Instant.ofEpochSecond(0x1_0000_0000L),
                                3,
                                1,
                                true,
                                "/d")),
                        "00 2c 00 21 02 01 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 03 00 00 00 01"
                                + "02 61 62 00 02 2f 64"),
                option(
                        Option.MODIFIED,
                        Instant.ofEpochSecond(1_523_664_000, 7),
                        "00 04 00 0c 00 00 00 00 5a d1 44 80 00 00 00 07"),
                option(
                        Option.MODIFIED,
                        Instant.ofEpochSecond(-1, 999_999_999),
                        "00 04 00 0c ff ff ff ff ff ff ff ff 3b 9a c9 ff"),
                option(Option.MODE, 0644, "00 05 00 02 01 a4"),
                option(
                        Option.UPLOAD_ID,
                        new UploadId(0x0102030405060708L, -1L),
                        "80 06 00 10 01 02 03 04 05 06 07 08 ff ff ff ff ff ff ff ff"),
                option(Option.DIGEST_ALGORITHM, DigestAlgorithm.SHA256, "80 07 00 01 02"),
                option(Option.DIGEST, HELLO_CRC, "00 08 00 05 01 9a 71 bb 4c"),
                option(Option.VERSION, Version.parse("0a0b0c0d"), "00 09 00 04 0a 0b 0c 0d"),
                option(Option.EXPECT_VERSION, Version.parse("ff"), "80 0a 00 01 ff"),
                option(Option.EXPECT_ABSENT, true, "80 0b 00 00"),
                option(
                        Option.CREDENTIALS,
                        new Credentials(2, "ann\0pw".getBytes(StandardCharsets.UTF_8)),
                        "80 0c 00 07 02 61 6e 6e 00 70 77"),
                option(Option.DURABILITY, Durability.SYNCED, "00 0d 00 01 01"),
                option(Option.DURABILITY, Durability.RELAXED, "00 0d 00 01 02"),
                option(Option.TARGET, "ü", "80 0e 00 02 c3 bc"),
                option(Option.APPEND, new Append(258, null), "80 22 00 08 00 00 00 00 00 00 01 02"),
                option(
                        Option.APPEND,
                        new Append(0, new Append.Checksum(Append.Algorithm.MD5, "0123456789abcdef".repeat(2))),
                        "80 22 00 19 00 00 00 00 00 00 00 00 01 01 23 45 67 89 ab cd ef 01 23 45 67 89 ab cd ef"),
                option(Option.NOTE, "hi", "00 24 00 02 68 69"),
                option(Option.JOIN, List.of(), "80 25 00 00"),
                option(
                        Option.JOIN,
                        List.of(new HeldUpload(new UploadId(1, 2), "a"), new HeldUpload(new UploadId(3, 4), "bc")),
                        "80 25 00 27 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 00 01 61"
                                + " 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00 04 00 02 62 63"),
                option(Option.KIND, Kind.DIRECTORY, "00 0f 00 01 02"),
                option(Option.ASK_FIRST, true, "80 10 00 00"),
                option(Option.RECURSIVE, true, "80 11 00 00"),
                option(Option.PARENTS, true, "80 12 00 00"),
                option(Option.RETRY_AFTER, 0xFFFF_FFFFL, "00 13 00 04 ff ff ff ff"),
                option(Option.PROTOCOL_VERSIONS, new Option.VersionRange(1, 255), "00 14 00 02 01 ff"),
                option(Option.AGENT, "x/1", "00 15 00 03 78 2f 31"),
                option(Option.VERIFY, true, "80 17 00 00"),
                option(Option.PROGRESS, true, "00 18 00 00"),
                option(
                        Option.CONDITIONS,
                        new Conditions(
                                new Versions(false, List.of(Version.parse("0a0b"), Version.parse("0c"))),
                                Versions.ANY,
                                Instant.ofEpochSecond(1),
                                Instant.ofEpochSecond(-1),
                                new Versions(false, List.of()),
                                Instant.ofEpochSecond(2)),
                        "80 1d 00 21 3f 02 02 0a 0b 01 0c ff 00 00 00 00 00 00 00 01"
                                + "ff ff ff ff ff ff ff ff 00 00 00 00 00 00 00 00 02"),
                option(
                        Option.RANGES,
                        List.of(new ByteSpan(1, 2), ByteSpan.last(3)),
                        "80 1e 00 20 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02"
                                + "ff ff ff ff ff ff ff ff 00 00 00 00 00 00 00 03"),
                option(Option.NEW_NAME, true, "00 1f 00 00"),
                option(Option.TIMES, TransferTimes.NONE, "00 23 00 00"),
                option(
                        Option.TIMES,
                        TransferTimes.NONE
                                .with(TransferTimes.Kind.TOTAL, Long.MAX_VALUE)
                                .with(TransferTimes.Kind.ENCRYPTION, 256),
                        "00 23 00 12 01 7f ff ff ff ff ff ff ff 07 00 00 00 00 00 00 01 00"),
                option(
                        Option.STATES,
                        new StateConditions(List.of(
                                new StateList(null, List.of(new State(true, "t", null))),
                                new StateList("d", List.of(new State(false, null, Version.parse("0a")))))),
                        "80 30 00 0e 02 00 00 01 01 01 74 00 01 64 01 02 01 0a"),
                option(Option.LOCK, new LockWish(false, true, true, 60, "o"), "80 31 00 06 03 00 00 00 3c 6f"),
                option(Option.LOCK_TOKEN, "t", "80 32 00 01 74"),
                option(
                        Option.LOCKS,
                        List.of(new LockState(true, false, 1, 60, "t", "o")),
                        "00 33 00 0b 01 01 00 00 00 3c 01 74 00 01 6f"),
                option(Option.ALSO, new Also(true, true), "00 34 00 01 03"),
                option(Option.PROPERTIES, new Properties(Map.of("n", "v")), "00 35 00 06 00 01 6e 00 01 76"),
                option(
                        Option.PROPERTY_CHANGES,
                        new PropertyChanges(
                                List.of(new PropertyChanges.Change("n", "v"), new PropertyChanges.Change("m", null))),
                        "80 36 00 0b 00 00 01 6e 00 01 76 01 00 01 6d"),
                option(Option.MODE_RULE, new ModeRule(07027, 0640), "00 1c 00 04 0e 17 01 a0"),
                option(
                        Option.HELD,
                        List.of(new Extent(0, 16, -1), new Extent(32, 1, 7)),
                        "00 16 00 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 10 ff ff ff ff"
                                + "00 00 00 00 00 00 00 20 00 00 00 00 00 00 00 01 00 00 00 07"));
    }

    private static <T> Arguments option(Option<T> option, T value, String hex) {
        return Arguments.of(Options.NONE.with(option, value), hex);
    }

    @ParameterizedTest
    @MethodSource("framesOfClient")
    void clientsFrame(Frame.Control frame, String hex) {
        assertEquals(List.of(frame), decodeFromClient(hex));
        assertArrayEquals(Wire.bytes(Wire.PREFACE + hex), encode(frame));
    }

    @ParameterizedTest
    @MethodSource("framesOfServer")
    void serversFrame(Frame.Control frame, String hex) {
        assertEquals(List.of(frame), decodeFromServer(hex));
        assertArrayEquals(Wire.bytes(Wire.PREFACE + hex), encode(frame));
    }

    @ParameterizedTest
    @MethodSource("options")
    void option(Options options, String hex) {
        String length = HexFormat.of().toHexDigits(Wire.bytes(hex).length);
        assertEquals(List.of(new Reply(options)), decodeFromServer("02" + length + hex));
        assertArrayEquals(Wire.bytes(Wire.PREFACE + "02" + length + hex), encode(new Reply(options)));
    }

    @Test
    void contentBothWays() {
        String hex = "04 00 00 00 05 68 65 6c 6c 6f";
        assertEquals(List.of("68656c6c6f"), decodeFromClient(hex));
        assertEquals(List.of("68656c6c6f"), decodeFromServer(hex));
        assertArrayEquals(Wire.bytes(Wire.PREFACE + hex), encode(Content.of(Wire.buffer("68 65 6c 6c 6f"))));
    }

    @Test
    void emptyContentIsAFrameAsAnyOther() {
        assertEquals(List.of(""), decodeFromClient("04 00 00 00 00"));
        assertEquals(List.of(""), decodeFromServer("04 00 00 00 00"));
        assertArrayEquals(Wire.bytes(Wire.PREFACE + "04 00 00 00 00"), encode(Content.of(Wire.buffer(""))));
    }

    @Test
    void entry() {
        Entry entry =
                new Entry("notes.txt", Options.NONE.with(Option.KIND, Kind.FILE).with(Option.SIZE, 5L));
        byte[] golden = Wire.bytes(
                "00 09 6e 6f 74 65 73 2e 74 78 74 00 11" + "00 0f 00 01 01 00 03 00 08 00 00 00 00 00 00 00 05");
        ByteBuf out = Wire.buffer("");
        entry.write(out);
        byte[] written = new byte[out.readableBytes()];
        out.getBytes(0, written);
        assertArrayEquals(golden, written);
        assertEquals(entry, Entry.read(out));
        assertEquals(0, out.readableBytes());
        out.release();
    }

    @ParameterizedTest
    @EnumSource(Choice.class)
    void choiceNumbersNeverChange(Choice choice) {
        List<Choice> inOrder = List.of(
                Choice.GET,
                Choice.PUT,
                Choice.LIST,
                Choice.STAT,
                Choice.DIGEST,
                Choice.MKDIR,
                Choice.MOVE,
                Choice.DELETE,
                Choice.STATUS,
                Choice.COMMIT,
                Choice.ABORT,
                Choice.COPY);
        // Numbers from 15 on came later.
        Map<Choice, Integer> later = Map.of(Choice.LINK, 15, Choice.LOCK, 16, Choice.UNLOCK, 17, Choice.ANNOTATE, 18);
        assertEquals(later.getOrDefault(choice, inOrder.indexOf(choice) + 1), choice.number());
        Request request = new Request("x", choice, Options.NONE);
        String number = HexFormat.of().toHexDigits((byte) choice.number());
        assertEquals(List.of(request), decodeFromClient("01 00 00 00 04 00 01 78" + number));
    }

    @Test
    void errorNumbersNeverChange() {
        List<String> inOrder = List.of(
                "UNKNOWN",
                "BAD_REQUEST",
                "UNSUPPORTED",
                "UNSUPPORTED_VERSION",
                "BAD_NAME",
                "NOT_FOUND",
                "DENIED",
                "UNAUTHENTICATED",
                "NOT_A_FILE",
                "NOT_A_DIRECTORY",
                "EXISTS",
                "VERSION_MISMATCH",
                "NOT_EMPTY",
                "READ_ONLY",
                "TOO_LARGE",
                "LENGTH_EXCEEDED",
                "TRUNCATED",
                "CHECKSUM_MISMATCH",
                "RANGE_NOT_SATISFIABLE",
                "OFFSET_MISMATCH",
                "CHANGED",
                "INSUFFICIENT_STORAGE",
                "STORAGE_FAILED",
                "TIMEOUT",
                "TOO_SLOW",
                "BUSY",
                "SHUTTING_DOWN",
                "CANCELLED",
                "INTERNAL",
                "CORRUPT",
                "UPLOAD_UNKNOWN",
                "CONNECTION",
                "LOCAL_FILE",
                "ROOT_GONE",
                "OTHER_FILE_SYSTEM",
                "TLS_REQUIRED",
                "UNTRUSTED",
                "QUOTA_EXCEEDED",
                "NOT_MODIFIED",
                "LOCKED");
        for (ErrorCode code : ErrorCode.values()) {
            assertEquals(inOrder.get(code.number()), code.name());
        }
        assertEquals(inOrder.size(), ErrorCode.values().length);
    }

    @Test
    void aNewerPeersNumbersFallBack() {
        assertEquals(
                List.of(new Failure(ErrorCode.UNKNOWN, true, "New.", Options.NONE)),
                decodeFromServer("06 00 00 00 09 7f ff 01 00 04 4e 65 77 2e"));
        assertEquals(
                List.of(new Reply(Options.NONE.with(Option.KIND, Kind.OTHER))),
                decodeFromServer("02 00 00 00 05 00 0f 00 01 63"));
        assertEquals(
                List.of(new Reply(Options.NONE.with(Option.DURABILITY, Durability.RELAXED))),
                decodeFromServer("02 00 00 00 05 00 0d 00 01 63"));
    }

    private static List<Object> decodeFromClient(String hex) {
        return new Decoding(new RequestDecoder())
                .feedHex(Wire.PREFACE + hex)
                .end()
                .close()
                .framesWithoutFailure();
    }

    private static List<Object> decodeFromServer(String hex) {
        return new Decoding(new ReplyDecoder())
                .feedHex(Wire.PREFACE + hex)
                .end()
                .close()
                .framesWithoutFailure();
    }

    private static byte[] encode(Frame frame) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());
        channel.writeOutbound(frame);
        byte[] written = Wire.written(channel);
        channel.finishAndReleaseAll();
        return written;
    }
}
