package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.RunningDigest;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is not what was stored does not leave the storage as if it were, whatever digest is asked for. */
class DamageTest {
    private static final int LARGE = 300_000;

    private final Talk talk;

    DamageTest() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void close() {
        talk.close();
    }

    /** Stores a file with its digest and flips one bit of it. */
    private void damaged(String name, int size, DigestAlgorithm stored) {
        byte[] content = new byte[size];
        talk.storage.digests.put(name, digest(content, stored));
        content[size / 2] ^= 1;
        talk.storage.put(name, content);
    }

    private static Digest digest(byte[] content, DigestAlgorithm algorithm) {
        RunningDigest digest = new RunningDigest(algorithm);
        digest.update(ByteBuffer.wrap(content));
        return digest.digest();
    }

    private Object last(Choice choice, String name, Options options) {
        List<Object> frames =
                talk.send(new Request(name, choice, options)).work().frames();
        frames.forEach(ReferenceCountUtil::release);
        return frames.get(frames.size() - 1);
    }

    private static Options asking(DigestAlgorithm algorithm) {
        return Options.NONE.with(Option.DIGEST_ALGORITHM, algorithm);
    }

    private static ErrorCode code(Object frame) {
        return frame instanceof Failure failure ? failure.code() : null;
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, CRC32C",
        "NONE, SHA256",
        "CRC32C, CRC32C",
        "CRC32C, SHA256",
        "SHA256, CRC32C",
        "SHA256, SHA256",
    })
    void aSmallFileIsRefused(DigestAlgorithm asked, DigestAlgorithm stored) {
        damaged("a", 1000, stored);
        assertEquals(ErrorCode.CORRUPT, code(last(Choice.GET, "a", asking(asked))));
        talk.storage.put("a", new byte[1000]);
        assertEquals(new End(1000, digest(new byte[1000], asked)), last(Choice.GET, "a", asking(asked)));
    }

    @ParameterizedTest
    @CsvSource({"NONE, CRC32C", "NONE, SHA256", "CRC32C, SHA256", "SHA256, CRC32C"})
    void aLargeFileEndsInAnErrorWhereTheReceiverCannotCompare(DigestAlgorithm asked, DigestAlgorithm stored) {
        damaged("a", LARGE, stored);
        assertEquals(ErrorCode.CORRUPT, code(last(Choice.GET, "a", asking(asked))));
        talk.storage.put("a", new byte[LARGE]);
        assertEquals(new End(LARGE, digest(new byte[LARGE], asked)), last(Choice.GET, "a", asking(asked)));
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC32C", "SHA256"})
    void aLargeFileEndsInWhatWasStoredWhereTheReceiverCompares(DigestAlgorithm algorithm) {
        damaged("a", LARGE, algorithm);
        assertEquals(new End(LARGE, digest(new byte[LARGE], algorithm)), last(Choice.GET, "a", asking(algorithm)));
    }

    /** A part says nothing about the whole, and is what may still be had of a damaged file. */
    @Test
    void aRangeIsWhatIsThere() {
        damaged("a", LARGE, DigestAlgorithm.CRC32C);
        Object end = last(Choice.GET, "a", asking(DigestAlgorithm.CRC32C).with(Option.LENGTH, 100L));
        assertEquals(new End(100, digest(new byte[100], DigestAlgorithm.CRC32C)), end);
        Options all = asking(DigestAlgorithm.SHA256).with(Option.OFFSET, 0L).with(Option.LENGTH, (long) LARGE);
        assertEquals(ErrorCode.CORRUPT, code(last(Choice.GET, "a", all)));
    }

    @Test
    void aDigestOfAnotherKindIsNotTakenOfDamage() {
        damaged("a", LARGE, DigestAlgorithm.SHA256);
        assertEquals(ErrorCode.CORRUPT, code(last(Choice.DIGEST, "a", asking(DigestAlgorithm.CRC32C))));
    }

    @Test
    void aFileThatWasCutIsRefused() {
        talk.storage.put("a", new byte[1000]);
        talk.storage.cut.add("a");
        Options crc = asking(DigestAlgorithm.CRC32C);
        assertEquals(ErrorCode.CORRUPT, code(last(Choice.GET, "a", crc)));
        assertEquals(ErrorCode.CORRUPT, code(last(Choice.DIGEST, "a", crc)));
        assertEquals(100, ((End) last(Choice.GET, "a", crc.with(Option.LENGTH, 100L))).length());
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC32C", "SHA256"})
    void theFirstDialectIsReset(DigestAlgorithm stored) {
        damaged("a", LARGE, stored);
        talk.sendText("1a:GET").work();
        assertEquals("Done", talk.text());
        talk.pass(100, TimeUnit.MILLISECONDS).work();
        talk.text();
        assertTrue(talk.channel.isReset());
    }

    @Test
    void theFirstDialectGetsNothingOfASmallOne() {
        damaged("a", 1000, DigestAlgorithm.CRC32C);
        talk.sendText("1a:GET").work();
        talk.pass(100, TimeUnit.MILLISECONDS).work();
        assertEquals("DoneFile not found. Try again.", talk.text());
        assertFalse(talk.channel.isOpen());
    }
}
