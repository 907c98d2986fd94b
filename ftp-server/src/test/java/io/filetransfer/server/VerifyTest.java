package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DIGEST that reads the disk, and what a client hears while that takes long. */
class VerifyTest {
    private static final Options VERIFY = Options.NONE.with(Option.VERIFY, true);
    private static final Options WITH_PROGRESS = VERIFY.with(Option.PROGRESS, true);
    /** Read in three steps. */
    private static final byte[] LARGE = new byte[(1 << 20) + 5];

    private Talk talk;

    @BeforeEach
    void connect() throws Exception {
        talk = new Talk();
        talk.storage.put("a", "hello");
        talk.storage.put("large", LARGE);
        talk.storage.digests.put("large", Talk.end(LARGE).digest());
    }

    @AfterEach
    void disconnect() {
        talk.close();
    }

    @Test
    void whatAgreesIsRepliedWithItsDigest() {
        talk.storage.digests.put("a", Talk.crc("hello"));
        Reply reply = ask("a", VERIFY).onlyReply();
        assertEquals(Talk.crc("hello"), reply.options().get(Option.DIGEST, null));
        assertEquals(5L, reply.options().get(Option.SIZE, null));
        assertTrue(reply.options().has(Option.VERSION));
        Digest sha = ask("a", Options.NONE.with(Option.DIGEST_ALGORITHM, DigestAlgorithm.SHA256))
                .onlyReply()
                .options()
                .get(Option.DIGEST, null);
        talk.storage.digests.put("a", sha);
        assertEquals(sha, ask("a", VERIFY).onlyReply().options().get(Option.DIGEST, null));
    }

    @Test
    void whatDiffersIsCorrupt() {
        talk.storage.digests.put("a", Talk.crc("other"));
        Failure failure = ask("a", VERIFY).onlyFailure();
        assertEquals(ErrorCode.CORRUPT, failure.code());
        assertFalse(failure.mayRetry());
        assertEquals(ErrorCode.NOT_FOUND, ask("none", VERIFY).onlyFailure().code());
    }

    @Test
    void withoutAStoredDigestNothingIsRead() {
        Reply reply = ask("a", VERIFY).onlyReply();
        assertFalse(reply.options().has(Option.DIGEST));
        assertTrue(talk.storage.calls.stream().noneMatch(call -> call.startsWith("read")));
    }

    @Test
    void aStatDoesNotGiveOneVersionTheDigestOfAnother() {
        talk.storage.digests.put("a", Talk.crc("hello"));
        Request stat = new Request("a", Choice.STAT, Options.NONE);
        assertEquals(
                Talk.crc("hello"), talk.send(stat).work().onlyReply().options().get(Option.DIGEST, null));
        talk.storage.beforeOpen = () -> talk.storage.put("a", "newer");
        assertFalse(talk.send(stat).work().onlyReply().options().has(Option.DIGEST));
    }

    @Test
    void progressIsToldEachSecondToWhoWantsIt() {
        talk.storage.whileReading = () -> talk.channel.advanceTimeBy(600, TimeUnit.MILLISECONDS);
        assertEquals(1, ask("large", VERIFY).frames().size());
        assertEquals(
                List.of(new Frame.Progress(1 << 20)),
                ask("large", WITH_PROGRESS).frames().subList(0, 1));
        Options digest = Options.NONE.with(Option.PROGRESS, true).with(Option.DIGEST_ALGORITHM, DigestAlgorithm.SHA256);
        assertEquals(
                List.of(new Frame.Progress(512 << 10), new Frame.Progress(1 << 20)),
                ask("large", digest).frames().subList(0, 2));
    }

    /** The second request is not worked on before the first is answered, and what comes back is in order. */
    @Test
    void progressIsOfTheAnswerThatIsDue() {
        talk.storage.whileReading = () -> talk.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        talk.send(new Request("large", Choice.DIGEST, WITH_PROGRESS), new Request("large", Choice.DIGEST, VERIFY));
        List<Object> frames = talk.work().frames();
        assertEquals(5, frames.size());
        assertEquals(
                List.of(new Frame.Progress(512 << 10), new Frame.Progress(1 << 20), new Frame.Progress(LARGE.length)),
                frames.subList(0, 3));
    }

    @Test
    void aCancelEndsTheReading() {
        talk.storage.whileReading = () -> talk.send(new Frame.Cancel(0));
        assertEquals(
                ErrorCode.CANCELLED, ask("large", WITH_PROGRESS).onlyFailure().code());
        assertEquals(
                1,
                talk.storage.calls.stream()
                        .filter(call -> call.startsWith("read"))
                        .count());
    }

    private Talk ask(String name, Options options) {
        return talk.send(new Request(name, Choice.DIGEST, options)).work();
    }
}
