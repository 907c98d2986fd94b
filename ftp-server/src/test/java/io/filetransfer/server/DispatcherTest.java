package io.filetransfer.server;

import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.end;
import static io.filetransfer.server.Talk.get;
import static io.filetransfer.server.Talk.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.Version;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each choice's answer, and what is refused before any work. */
class DispatcherTest {
    private final Talk talk;

    DispatcherTest() throws Exception {
        talk = new Talk();
        talk.storage.put("a", "hello");
    }

    @AfterEach
    void close() {
        talk.close();
    }

    private List<String> ask(Choice choice, Options options) {
        return talk.send(new Request("a", choice, options)).work().answers();
    }

    @Test
    void ranges() {
        Options two = Options.NONE.with(Option.OFFSET, 1L).with(Option.LENGTH, 2L);
        List<Object> frames =
                talk.send(new Request("a", Choice.GET, two)).work().frames();
        Options head = ((Reply) frames.get(0)).options();
        assertEquals(5, head.get(Option.SIZE, 0L));
        assertEquals(1, head.get(Option.OFFSET, 0L));
        assertEquals(2, head.get(Option.LENGTH, 0L));
        assertEquals(end("el"), frames.get(2));
        frames.forEach(ReferenceCountUtil::release);
        Options all = Options.NONE.with(Option.OFFSET, 0L).with(Option.LENGTH, Long.MAX_VALUE);
        assertEquals(List.of("reply", "hello", "end"), ask(Choice.GET, all));
        assertEquals(List.of("reply", "end"), ask(Choice.GET, Options.NONE.with(Option.OFFSET, 5L)));
        assertEquals(List.of("RANGE_NOT_SATISFIABLE"), ask(Choice.GET, Options.NONE.with(Option.OFFSET, 6L)));
        assertEquals(
                List.of("RANGE_NOT_SATISFIABLE"), ask(Choice.GET, Options.NONE.with(Option.OFFSET, Long.MAX_VALUE)));
    }

    @Test
    void versions() {
        Reply stat = talk.send(request(Choice.STAT, "a")).work().onlyReply();
        Version version = stat.options().get(Option.VERSION, null);
        assertEquals(
                List.of("reply", "hello", "end"), ask(Choice.GET, Options.NONE.with(Option.EXPECT_VERSION, version)));
        Version other = Version.of(new byte[] {9});
        assertEquals(List.of("VERSION_MISMATCH"), ask(Choice.GET, Options.NONE.with(Option.EXPECT_VERSION, other)));
    }

    @Test
    void digests() {
        Options sha = Options.NONE.with(Option.DIGEST_ALGORITHM, DigestAlgorithm.SHA256);
        Reply reply = talk.send(new Request("a", Choice.DIGEST, sha)).work().onlyReply();
        Digest digest = reply.options().get(Option.DIGEST, Digest.NONE);
        assertEquals("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", digest.hex());
        List<Object> frames =
                talk.send(new Request("a", Choice.GET, sha)).work().frames();
        assertEquals(digest, ((End) frames.get(2)).digest());
        frames.forEach(ReferenceCountUtil::release);
        Options none = Options.NONE.with(Option.DIGEST_ALGORITHM, DigestAlgorithm.NONE);
        talk.send(new Request("b", Choice.PUT, none), content("x"), new End(1, Digest.NONE))
                .work();
        assertEquals(List.of("reply"), talk.answers());
    }

    @Test
    void aListingOfTheRootByEitherName() {
        for (String name : List.of("/", "")) {
            List<Object> frames = talk.send(request(Choice.LIST, name)).work().frames();
            assertEquals(3, frames.size());
            frames.forEach(ReferenceCountUtil::release);
        }
        Reply root = talk.send(request(Choice.STAT, "/")).work().onlyReply();
        assertEquals(Kind.DIRECTORY, root.options().get(Option.KIND, null));
        assertFalse(root.options().has(Option.SIZE));
    }

    @Test
    void aLongListingStreams() {
        for (int i = 0; i < 20_000; i++) {
            talk.storage.put("file" + i, "");
        }
        talk.channel.stick(true);
        talk.send(request(Choice.LIST, "/"));
        int steps = 0;
        while (talk.disk.runOne()) {
            talk.settle();
            steps++;
        }
        assertTrue(steps > 1);
        talk.channel.stick(false);
        talk.work();
        List<String> answers = talk.answers();
        assertEquals("end", answers.get(2));
    }

    @Test
    void anEmptyNameIsNoFile() {
        assertEquals(
                List.of("BAD_REQUEST"),
                talk.send(request(Choice.MKDIR, "")).work().answers());
        assertEquals(List.of("BAD_REQUEST"), talk.send(get("")).work().answers());
    }

    @Test
    void aMoveNeedsATarget() {
        assertEquals(List.of("BAD_REQUEST"), ask(Choice.MOVE, Options.NONE));
        talk.send(new Request("a", Choice.MOVE, Options.NONE.with(Option.TARGET, "b")));
        Options moved = talk.work().onlyReply().options();
        Options stat = talk.send(request(Choice.STAT, "b")).work().onlyReply().options();
        assertEquals(5L, moved.get(Option.SIZE, null));
        assertEquals(stat.get(Option.VERSION, null), moved.get(Option.VERSION, null));
    }

    @Test
    void whatNobodyOffersYet() {
        // Uploads in parts, on a storage that has none.
        Options part = Options.NONE.with(Option.UPLOAD_ID, new UploadId(1, 2));
        assertEquals(List.of("UNSUPPORTED"), ask(Choice.STATUS, part));
        assertEquals(List.of("UNSUPPORTED"), ask(Choice.ABORT, part));
        talk.send(new Request("b", Choice.PUT, part), content("x"), end("x")).work();
        assertEquals(List.of("UNSUPPORTED"), talk.answers());
        Options who =
                Options.NONE.with(Option.CREDENTIALS, new Credentials(1, "token".getBytes(StandardCharsets.UTF_8)));
        Failure refused = talk.send(new Request("a", Choice.GET, who)).work().onlyFailure();
        assertFalse(refused.sentence().contains("token"));
    }

    /** Option 0x8123 of the example in PROTOCOL.md. */
    @Test
    void anUnknownCriticalOptionIsNamedAndTheConnectionGoesOn() {
        byte[] bytes = {(byte) 0xF7, 'F', 'T', 'P', 1, 1, 0, 0, 0, 9, 0, 1, 'a', 1, (byte) 0x81, 0x23, 0, 1, 'x'};
        talk.send(Unpooled.copiedBuffer(bytes)).work();
        assertEquals("Option 33059 is not supported.", talk.onlyFailure().sentence());
    }

    @ParameterizedTest
    @EnumSource(Choice.class)
    void anOptionWithoutMeaningIsRefusedBeforeAnyWork(Choice choice) {
        Options absent = Options.NONE.with(Option.EXPECT_ABSENT, true);
        Options recursive = Options.NONE.with(Option.RECURSIVE, true);
        Options verify = Options.NONE.with(Option.VERIFY, true).with(Option.TARGET, "b");
        Options options = switch (choice) {
            case LIST, DELETE -> absent;
            case COPY -> verify;
            default -> recursive;
        };
        assertEquals(List.of("UNSUPPORTED"), ask(choice, options));
        assertEquals(List.of(), talk.storage.calls);
    }
}
