package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Wire.Decoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bytes in the examples of PROTOCOL.md are what the words beside them say. */
class ProtocolExamplesTest {
    private static final Pattern LINE = Pattern.compile("(?:([CS])> | {3})((?:[0-9a-f]{2} ?)+)(?: {2,}(\\S.*))?");

    /** One of them, as written: who sends it, its bytes, and what is said of it. */
    private record Sent(boolean byClient, String hex, String words) {}

    @Test
    void everyExampleIsWhatItsFirstWordSays() throws IOException {
        int examples = 0;
        for (String section : sections()) {
            for (Sent sent : examples(section)) {
                if (section.startsWith("The legacy") || sent.hex.startsWith("f7")) {
                    continue; // no frame
                }
                Object frame = frame(sent);
                assertTrue(firstWord(sent).equalsIgnoreCase(type(frame)), () -> sent + " is " + frame);
                if (frame instanceof Request request) {
                    boolean named = List.of(sent.words.split("[ ,]+"))
                            .contains(request.choice().name());
                    assertTrue(named, () -> sent + " is " + frame);
                }
                examples++;
            }
        }
        assertTrue(examples >= 50, examples + " examples");
    }

    @Test
    void uploadsInParts() throws IOException {
        UploadId id = new UploadId(0xa0a1a2a3a4a5a6a7L, 0xa8a9aaabacadaeafL);
        Options upload = Options.NONE.with(Option.UPLOAD_ID, id);
        Digest whole = Digest.crc32c(0x9a71bb4c);
        Options commit = upload.with(Option.SIZE, 5L).with(Option.DIGEST, whole);
        List<Extent> held = List.of(new Extent(3, 2, 0x9db65ff6));
        Options committed = Options.NONE
                .with(Option.SIZE, 5L)
                .with(Option.MODIFIED, Instant.ofEpochSecond(1_523_664_000))
                .with(Option.MODE, 0644)
                .with(Option.VERSION, Version.parse("0a0b0c0d"))
                .with(Option.DIGEST, whole)
                .with(Option.DURABILITY, Durability.SYNCED);
        List<Object> expected = List.of(
                new Request("a", Choice.PUT, part(upload, 3, 2)),
                HexFormat.of().formatHex(Wire.ascii("lo")),
                new End(2, Digest.crc32c(0x9db65ff6)),
                new Reply(held(3, 2, 0x9db65ff6)),
                new Request("a", Choice.STATUS, upload),
                new Reply(Options.NONE.with(Option.HELD, held).with(Option.SIZE, 5L)),
                new Request("a", Choice.COMMIT, commit),
                new Failure(
                        ErrorCode.OFFSET_MISMATCH,
                        false,
                        "Not all of the content is there.",
                        Options.NONE.with(Option.HELD, held)),
                new Request("a", Choice.PUT, part(upload, 0, 3)),
                HexFormat.of().formatHex(Wire.ascii("hel")),
                new End(3, Digest.crc32c(0x8f25666d)),
                new Reply(held(0, 3, 0x8f25666d)),
                new Request("a", Choice.COMMIT, commit),
                new Reply(committed));
        assertEquals(expected, frames("Uploads in parts"));
    }

    @Test
    void lookingForDamage() throws IOException {
        Options verify = Options.NONE.with(Option.VERIFY, true);
        List<Object> expected = List.of(
                new Request("a", Choice.DIGEST, verify.with(Option.PROGRESS, true)),
                new Frame.Progress(4L << 30),
                new Reply(Options.NONE.with(Option.SIZE, 8L << 30).with(Option.DIGEST, Digest.crc32c(0x9a71bb4c))),
                new Request("b", Choice.DIGEST, verify),
                new Failure(ErrorCode.CORRUPT, "The content is not what was stored."));
        assertEquals(expected, frames("Looking for damage"));
    }

    private static Options part(Options upload, long offset, long length) {
        return upload.with(Option.OFFSET, offset).with(Option.SIZE, 5L).with(Option.LENGTH, length);
    }

    private static Options held(long offset, long length, int crc) {
        return Options.NONE
                .with(Option.OFFSET, offset)
                .with(Option.LENGTH, length)
                .with(Option.DIGEST, Digest.crc32c(crc))
                .with(Option.DURABILITY, Durability.SYNCED);
    }

    private static List<Object> frames(String section) throws IOException {
        for (String one : sections()) {
            if (one.startsWith(section)) {
                return examples(one).stream().map(ProtocolExamplesTest::frame).toList();
            }
        }
        throw new AssertionError("No section " + section);
    }

    /** Content as its digits. */
    private static Object frame(Sent sent) {
        Decoding decoding = new Decoding(sent.byClient ? new RequestDecoder() : new ReplyDecoder());
        List<Object> frames =
                decoding.feedHex(Wire.PREFACE + sent.hex).end().close().framesWithoutFailure();
        assertEquals(1, frames.size(), sent::toString);
        return frames.get(0);
    }

    private static String firstWord(Sent sent) {
        return sent.words.split("[ ,:;.]", 2)[0];
    }

    private static String type(Object frame) {
        return frame instanceof Frame.Control control ? control.type().name() : "CONTENT";
    }

    private static List<String> sections() throws IOException {
        String text = Files.readString(Path.of("PROTOCOL.md"));
        return List.of(text.split("(?m)^#+ "));
    }

    private static List<Sent> examples(String section) {
        List<Sent> examples = new ArrayList<>();
        String[] blocks = section.split("(?m)^```.*$");
        for (int i = 1; i < blocks.length; i += 2) {
            for (String line : blocks[i].split("\n")) {
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches()) {
                    continue;
                }
                String words = matcher.group(3) == null ? "" : matcher.group(3);
                if (matcher.group(1) == null) {
                    Sent first = examples.remove(examples.size() - 1);
                    examples.add(new Sent(
                            first.byClient, first.hex + " " + matcher.group(2), (first.words + " " + words).strip()));
                } else {
                    examples.add(new Sent(matcher.group(1).equals("C"), matcher.group(2), words));
                }
            }
        }
        return examples;
    }
}
