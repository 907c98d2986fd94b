package io.filetransfer.codec;

import java.time.Instant;
import java.util.List;

/** One stream in each direction with every type of frame and every option that belongs there. */
final class Conversations {
    private Conversations() {}

    static List<Frame> client() {
        Options about = Options.NONE
                .with(Option.CREDENTIALS, new Credentials(2, Wire.ascii("ann\0pw")))
                .with(Option.AGENT, "test/1");
        Options put = Options.NONE
                .with(Option.SIZE, 11L)
                .with(Option.MODIFIED, Instant.ofEpochSecond(1_523_664_000, 5))
                .with(Option.MODE, 0640)
                .withFlag(Option.PARENTS, true)
                .withFlag(Option.EXPECT_ABSENT, true)
                .with(Option.UPLOAD_ID, new UploadId(1, 2));
        return List.of(
                new Request("/", Choice.LIST, about.withFlag(Option.RECURSIVE, true)),
                new Request(
                        "a/\u00fc.bin",
                        Choice.GET,
                        Options.NONE.with(Option.OFFSET, 5L).with(Option.LENGTH, 7L)),
                new Request("b", Choice.PUT, put),
                content("hello "),
                content(""),
                content("world"),
                new End(11, Digest.crc32c(0xc9942a37)),
                new Request("c", Choice.PUT, Options.NONE.withFlag(Option.ASK_FIRST, true)),
                new Frame.Cancel(3),
                new Request(
                        "d",
                        Choice.MOVE,
                        Options.NONE.with(Option.TARGET, "e").with(Option.EXPECT_VERSION, Version.parse("0102"))),
                new Request("f", Choice.DIGEST, Options.NONE.with(Option.DIGEST_ALGORITHM, DigestAlgorithm.SHA256)),
                new Request(
                        "g",
                        Choice.DIGEST,
                        Options.NONE.with(Option.VERIFY, true).with(Option.PROGRESS, true)));
    }

    static List<Frame> server() {
        Options file = Options.NONE
                .with(Option.SIZE, 5L)
                .with(Option.KIND, Kind.FILE)
                .with(Option.VERSION, Version.parse("0a0b0c0d"))
                .with(Option.DIGEST, Digest.crc32c(0x9a71bb4c))
                .with(Option.DURABILITY, Durability.SYNCED)
                .with(Option.HELD, List.of(new Extent(0, 5, 7)));
        return List.of(
                new Reply(file),
                content("hel"),
                content("lo"),
                new Trailer(Options.NONE.with(Option.TIMES, TransferTimes.NONE.with(TransferTimes.Kind.DISK, 7))),
                new End(5, Digest.crc32c(0x9a71bb4c)),
                Frame.Go.GO,
                new Frame.Progress(7),
                new Reply(Options.NONE),
                new Failure(ErrorCode.BUSY, true, "Too many.", Options.NONE.with(Option.RETRY_AFTER, 100L)),
                new Reply(Options.NONE),
                content("half"),
                new Failure(ErrorCode.STORAGE_FAILED, "The disk failed."),
                new Failure(
                        ErrorCode.UNSUPPORTED_VERSION,
                        false,
                        "Only 1.",
                        Options.NONE.with(Option.PROTOCOL_VERSIONS, new Option.VersionRange(1, 1))));
    }

    private static Content content(String text) {
        return Content.of(Wire.buffer(Wire.ascii(text)));
    }
}
