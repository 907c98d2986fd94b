package io.filetransfer.server;

import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.crc;
import static io.filetransfer.server.Talk.end;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.exchange.PutPartExchange;
import io.filetransfer.server.storage.local.LocalStorage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts over the wire: one or more connections to one storage. */
class PartsTest {
    private static final UploadId ID = new UploadId(1, 2);
    private static final Options UPLOAD = Options.NONE.with(Option.UPLOAD_ID, ID);

    @TempDir
    Path directory;

    private LocalStorage files;
    private Talk talk;
    private Talk other;

    @BeforeEach
    void open() throws Exception {
        files = LocalStorage.open(directory);
        talk = connect();
        other = connect();
    }

    private Talk connect() throws Exception {
        return connect(ServerConfig.builder(Path.of("/")).build());
    }

    private Talk connect(ServerConfig config) throws Exception {
        Talk connected = new Talk(config);
        connected.storage.uploads = files;
        return connected;
    }

    @AfterEach
    void close() {
        talk.close();
        other.close();
        files.close();
    }

    private static Request part(String name, long size, long offset) {
        return new Request(name, Choice.PUT, UPLOAD.with(Option.SIZE, size).with(Option.OFFSET, offset));
    }

    private static Request part(String name, long size, long offset, long length) {
        return new Request(
                name,
                Choice.PUT,
                UPLOAD.with(Option.SIZE, size).with(Option.OFFSET, offset).with(Option.LENGTH, length));
    }

    private static Request status(String name) {
        return new Request(name, Choice.STATUS, UPLOAD);
    }

    private static Request commit(String name, String content) {
        return new Request(
                name,
                Choice.COMMIT,
                UPLOAD.with(Option.SIZE, (long) content.length()).with(Option.DIGEST, crc(content)));
    }

    private static Extent range(int offset, String content) {
        return new Extent(
                offset, content.length(), ByteBuffer.wrap(crc(content).bytes()).getInt());
    }

    private List<Extent> held() {
        other.send(status("f")).work();
        return other.onlyReply().options().get(Option.HELD, null);
    }

    private String stored(String name) throws Exception {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void partsThenCommit() throws Exception {
        talk.send(part("f", 10, 5), content("56789"), end("56789")).work();
        Options held = talk.onlyReply().options();
        assertEquals(5, held.get(Option.OFFSET, -1L));
        assertEquals(5, held.get(Option.LENGTH, -1L));
        assertEquals(crc("56789"), held.get(Option.DIGEST, null));
        assertEquals(Durability.SYNCED, held.get(Option.DURABILITY, null));
        talk.send(status("f")).work();
        Options status = talk.onlyReply().options();
        assertEquals(10, status.get(Option.SIZE, -1L));
        assertEquals(List.of(range(5, "56789")), status.get(Option.HELD, null));
        talk.send(part("f", 10, 0, 5), content("01234"), end("01234")).work();
        talk.onlyReply();
        talk.send(commit("f", "0123456789")).work();
        Reply committed = talk.onlyReply();
        assertEquals(10, committed.options().get(Option.SIZE, -1L));
        assertEquals(crc("0123456789"), committed.options().get(Option.DIGEST, null));
        assertTrue(committed.options().has(Option.VERSION));
        assertEquals("0123456789", stored("f"));
        talk.send(commit("f", "0123456789")).work();
        assertEquals(committed, talk.onlyReply());
        talk.send(status("f")).work();
        assertEquals(committed, talk.onlyReply());
    }

    @Test
    void everythingInOneSegment() throws Exception {
        talk.send(
                        part("f", 4, 0, 2),
                        content("01"),
                        end("01"),
                        part("f", 4, 2, 2),
                        content("23"),
                        end("23"),
                        status("f"),
                        commit("f", "0123"),
                        status("f"))
                .work();
        assertEquals(List.of("reply", "reply", "reply", "reply", "reply"), talk.answers());
        assertEquals("0123", stored("f"));
    }

    @Test
    void onOneConnectionOverlappingPartsComeOneAfterTheOther() throws Exception {
        talk.send(
                        part("f", 4, 0),
                        content("aaaa"),
                        end("aaaa"),
                        part("f", 4, 0),
                        content("0123"),
                        end("0123"),
                        commit("f", "0123"))
                .work();
        assertEquals(List.of("reply", "reply", "reply"), talk.answers());
        assertEquals("0123", stored("f"));
    }

    @Test
    void partsOfOneUploadOnSeveralConnectionsAtOnce() throws Exception {
        talk.send(part("f", 6, 0, 3), content("0")).work();
        other.send(part("f", 6, 3, 3), content("34")).work();
        talk.send(content("12"), end("012")).work();
        other.send(content("5"), end("345")).work();
        assertEquals(List.of("reply"), talk.answers());
        assertEquals(List.of("reply"), other.answers());
        other.send(commit("f", "012345")).work();
        assertEquals(List.of("reply"), other.answers());
        assertEquals("012345", stored("f"));
    }

    @Test
    void aNewerPartTakesOverFromAStaleConnection() throws Exception {
        talk.send(part("f", 6, 0), content("aa")).work();
        other.send(part("f", 6, 0), content("012345"), end("012345")).work();
        assertEquals(List.of("reply"), other.answers());
        talk.send(content("aaaa"), end("aaaaaa")).work();
        assertEquals(List.of("CANCELLED"), talk.answers());
        other.send(commit("f", "012345")).work();
        assertEquals(List.of("reply"), other.answers());
        assertEquals("012345", stored("f"));
    }

    @Test
    void aPartThatWasTakenOverIsNotAcknowledgedAtItsEnd() throws Exception {
        talk.send(part("f", 2, 0), content("aa")).work();
        other.send(part("f", 2, 0), content("0")).work();
        talk.send(end("aa")).work();
        assertEquals(List.of("CANCELLED"), talk.answers());
        other.send(content("1"), end("01"), commit("f", "01")).work();
        assertEquals(List.of("reply", "reply"), other.answers());
        assertEquals("01", stored("f"));
    }

    @Test
    void aPartThatIsCutKeepsWhatCame() throws Exception {
        talk.send(part("f", 10, 0), content("012")).work();
        talk.send(new Frame.Cancel(0)).work();
        assertEquals(List.of("CANCELLED"), talk.answers());
        assertEquals(List.of(range(0, "012")), held());
        talk.send(part("f", 10, 3), content("345")).work();
        talk.disconnect().work();
        assertEquals(List.of(range(0, "012345")), held());
        talk.close();
        talk = connect();
        talk.send(part("f", 10, 6), content("67")).halfClose().work();
        assertEquals(List.of("TRUNCATED"), talk.answers());
        assertEquals(List.of(range(0, "01234567")), held());
    }

    @Test
    void aDamagedPartIsNotHeld() {
        talk.send(part("f", 10, 0), content("012"), end("01X")).work();
        talk.send(part("f", 10, 5), content("567"), end("5678")).work();
        talk.send(part("f", 10, 5, 4), content("567"), end("567")).work();
        talk.send(part("f", 10, 5, 2), content("567"), end("567")).work();
        assertEquals(List.of("CHECKSUM_MISMATCH", "TRUNCATED", "TRUNCATED", "LENGTH_EXCEEDED"), talk.answers());
        talk.send(part("f", 10, 8), content("8901"), end("8901")).work();
        assertEquals(List.of("LENGTH_EXCEEDED"), talk.answers());
        assertEquals(List.of(), held());
    }

    @Test
    void whatIsMissingIsTold() {
        talk.send(part("f", 10, 5), content("56789"), end("56789"), commit("f", "0123456789"))
                .work();
        List<Object> frames = talk.frames();
        Failure failure = (Failure) frames.get(1);
        assertEquals(ErrorCode.OFFSET_MISMATCH, failure.code());
        assertEquals(List.of(range(5, "56789")), failure.options().get(Option.HELD, null));
        talk.send(commit("f", "01234")).work();
        assertEquals(ErrorCode.OFFSET_MISMATCH, talk.onlyFailure().code());
    }

    @Test
    void aWrongDigestForgetsTheUpload() {
        talk.send(part("f", 3, 0), content("012"), end("012"), commit("f", "01X"), status("f"))
                .work();
        assertEquals(List.of("reply", "CHECKSUM_MISMATCH", "UPLOAD_UNKNOWN"), talk.answers());
        assertFalse(Files.exists(directory.resolve("f")));
    }

    @Test
    void abortForgets() {
        talk.send(part("f", 3, 0), content("0"), end("0")).work();
        talk.send(new Request("f", Choice.ABORT, UPLOAD), status("f"), new Request("f", Choice.ABORT, UPLOAD))
                .work();
        assertEquals(List.of("reply", "reply", "UPLOAD_UNKNOWN", "reply"), talk.answers());
    }

    @Test
    void requestsThatMakeNoSense() throws Exception {
        Options noSize = UPLOAD.with(Option.OFFSET, 0L);
        talk.send(new Request("f", Choice.PUT, noSize), content("x"), end("x")).work();
        talk.send(new Request("f", Choice.STATUS, Options.NONE)).work();
        talk.send(new Request("f", Choice.COMMIT, UPLOAD)).work();
        talk.send(new Request("f", Choice.COMMIT, UPLOAD.with(Option.SIZE, 1L))).work();
        Options sha = UPLOAD.with(Option.SIZE, 1L).with(Option.DIGEST, Digest.of(DigestAlgorithm.SHA256, new byte[32]));
        talk.send(new Request("f", Choice.COMMIT, sha)).work();
        assertEquals(
                List.of("BAD_REQUEST", "BAD_REQUEST", "BAD_REQUEST", "BAD_REQUEST", "BAD_REQUEST"), talk.answers());
        Options digest = noSize.with(Option.SIZE, 1L).with(Option.DIGEST_ALGORITHM, DigestAlgorithm.SHA256);
        talk.send(new Request("f", Choice.PUT, digest), content("x"), end("x")).work();
        Options absent = noSize.with(Option.SIZE, 1L).with(Option.EXPECT_ABSENT, true);
        talk.send(new Request("f", Choice.PUT, absent), content("x"), end("x")).work();
        talk.send(new Request("f", Choice.STAT, UPLOAD)).work();
        assertEquals(List.of("UNSUPPORTED", "UNSUPPORTED", "UNSUPPORTED"), talk.answers());
        talk.send(part("f", 1, 2), content("x"), end("x")).work();
        talk.send(part("f", 9, 2, Long.MAX_VALUE), content("x"), end("x")).work();
        talk.send(part("../f", 1, 0), content("x"), end("x")).work();
        assertEquals(List.of("OFFSET_MISMATCH", "OFFSET_MISMATCH", "BAD_NAME"), talk.answers());
        talk.send(status("f")).work();
        assertEquals(List.of("UPLOAD_UNKNOWN"), talk.answers());
    }

    @Test
    void theServersLimitIsForTheWholeFile() throws Exception {
        talk.close();
        talk = connect(ServerConfig.builder(Path.of("/")).maxFileSize(9).build());
        talk.send(part("f", 10, 0), content("x"), end("x")).work();
        talk.send(part("f", 9, 0), content("x"), end("x")).work();
        assertEquals(List.of("TOO_LARGE", "reply"), talk.answers());
    }

    @Test
    void whoAsksFirstIsTold() {
        Options asks = UPLOAD.with(Option.SIZE, 3L).with(Option.OFFSET, 0L).with(Option.ASK_FIRST, true);
        talk.send(new Request("f", Choice.PUT, asks)).work();
        assertEquals(List.of("go"), talk.answers());
        talk.send(content("012"), end("012"), commit("f", "012")).work();
        assertEquals(List.of("reply", "reply"), talk.answers());
        talk.send(new Request("f", Choice.PUT, asks)).work();
        assertEquals(List.of("UPLOAD_UNKNOWN"), talk.answers());
    }

    @Test
    void aWholeUploadIsMadeOnceForItsId() throws Exception {
        Request put = new Request("f", Choice.PUT, UPLOAD.with(Option.EXPECT_ABSENT, true));
        talk.send(put, content("one"), end("one")).work();
        Reply first = talk.onlyReply();
        talk.send(put, content("one"), end("one")).work();
        assertEquals(first, talk.onlyReply());
        other.send(new Request("f", Choice.PUT, UPLOAD.with(Option.ASK_FIRST, true)))
                .work();
        assertEquals(List.of("go"), other.answers());
        other.send(content("one"), end("one")).work();
        assertEquals(first, other.onlyReply());
        talk.send(status("f")).work();
        assertEquals(first, talk.onlyReply());
        talk.send(put, content("two"), end("two")).work();
        assertEquals(List.of("BAD_REQUEST"), talk.answers());
        assertEquals("one", stored("f"));
    }

    @Test
    void aWholeUploadWithAnIdMayBeRefused() {
        talk.storage.fail("begin", ErrorCode.INSUFFICIENT_STORAGE);
        Request put = new Request("f", Choice.PUT, UPLOAD);
        talk.send(put, content("one"), end("one")).work();
        talk.storage.fail("parts", ErrorCode.INSUFFICIENT_STORAGE);
        talk.send(part("f", 1, 0), content("x"), end("x")).work();
        assertEquals(List.of("INSUFFICIENT_STORAGE", "INSUFFICIENT_STORAGE"), talk.answers());
    }

    @Test
    void aStorageWithoutPartsSaysSo() throws Exception {
        talk.storage.uploads = null;
        talk.send(part("f", 1, 0), content("x"), end("x"), status("f")).work();
        assertEquals(List.of("UNSUPPORTED", "UNSUPPORTED"), talk.answers());
    }

    @Test
    void aLargePartIsNotedOnTheWay() throws Exception {
        byte[] mebibyte = new byte[1 << 20];
        new Random(1).nextBytes(mebibyte);
        int count = 2 * (int) (PutPartExchange.CHECKPOINT_BYTES >> 20) + 10;
        long size = (long) count << 20;
        talk.send(part("f", size, 0));
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        for (int i = 0; i < count; i++) {
            talk.send(content(mebibyte)).work();
            crc.update(mebibyte);
        }
        // Nothing has told the server yet that the part is over.
        List<Extent> held = held();
        assertEquals(1, held.size());
        assertEquals(2 * PutPartExchange.CHECKPOINT_BYTES, held.get(0).length());
        Digest digest = Digest.crc32c((int) crc.getValue());
        talk.send(new io.filetransfer.codec.End(size, digest)).work();
        assertEquals(digest, talk.onlyReply().options().get(Option.DIGEST, null));
        Options whole = UPLOAD.with(Option.SIZE, size).with(Option.DIGEST, digest);
        talk.send(new Request("f", Choice.COMMIT, whole)).work();
        assertEquals(List.of("reply"), talk.answers());
        assertEquals(size, Files.size(directory.resolve("f")));
        try (var in = Files.newInputStream(directory.resolve("f"))) {
            assertArrayEquals(mebibyte, in.readNBytes(1 << 20));
        }
    }

    @Test
    void partsAreLostToNobodyWhenADiskIsSlow() throws Exception {
        // All work of the first connection waits, then runs after the second has taken over.
        talk.send(part("f", 4, 0), content("aaaa"), end("aaaa"));
        other.send(part("f", 4, 0), content("0123"), end("0123")).work();
        assertEquals(List.of("reply"), other.answers());
        talk.work();
        assertEquals(List.of("reply"), talk.answers(), "it began later, in the storage's eyes");
        other.send(commit("f", "0123")).work();
        assertEquals(List.of("CHECKSUM_MISMATCH"), other.answers());
        assertFalse(Files.exists(directory.resolve("f")));
    }

    @Test
    void aStalledPartEndsWithItsConnection() throws Exception {
        talk.send(part("f", 4, 0), content("01")).work();
        for (int i = 0; i < 10; i++) {
            talk.pass(10, TimeUnit.SECONDS).work();
        }
        assertFalse(talk.channel.isOpen());
        assertEquals(List.of("TOO_SLOW"), talk.answers());
        assertEquals(List.of(range(0, "01")), held());
    }
}
