package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Trailer;
import io.filetransfer.codec.TransferTimes;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server tells of its own time, to whoever asks. */
class TimesTalkTest {
    private static final Options ASKED = Options.NONE.with(Option.TIMES, TransferTimes.NONE);

    private Talk talk;

    @BeforeEach
    void connect() throws Exception {
        talk = new Talk();
        talk.storage.put("small", "hello");
        talk.storage.put("large", new byte[(1 << 20) + 5]);
    }

    @AfterEach
    void disconnect() {
        talk.close();
    }

    @Test
    void aSmallFilesAreInTheReply() {
        List<Object> answer = get("small", ASKED);
        assertTold(((Reply) answer.get(0)).options());
        assertTrue(answer.stream().noneMatch(Trailer.class::isInstance));
    }

    @Test
    void aLargeFilesAreRightBeforeTheEnd() {
        List<Object> answer = get("large", ASKED);
        assertFalse(((Reply) answer.get(0)).options().has(Option.TIMES));
        assertTrue(answer.get(answer.size() - 1) instanceof End);
        assertTold(((Trailer) answer.get(answer.size() - 2)).options());
    }

    @Test
    void anUploadsAreInTheReply() {
        Request put = new Request("new", Choice.PUT, ASKED);
        Reply stored =
                talk.send(put, Talk.content("hello"), Talk.end("hello")).work().onlyReply();
        assertTold(stored.options());
        assertTrue(stored.options().get(Option.TIMES, TransferTimes.NONE).nanos(TransferTimes.Kind.SYNC) > 0);
    }

    @Test
    void whoDoesNotAskIsToldNothing() {
        for (String name : List.of("small", "large")) {
            List<Object> answer = get(name, Options.NONE);
            assertFalse(((Reply) answer.get(0)).options().has(Option.TIMES));
            assertTrue(answer.stream().noneMatch(Trailer.class::isInstance));
        }
    }

    private List<Object> get(String name, Options options) {
        List<Object> frames =
                talk.send(new Request(name, Choice.GET, options)).work().frames();
        frames.forEach(ReferenceCountUtil::release);
        return frames;
    }

    private static void assertTold(Options options) {
        TransferTimes times = options.find(Option.TIMES).orElseThrow();
        assertTrue(times.nanos(TransferTimes.Kind.DISK) > 0, times::toString);
        assertTrue(times.nanos(TransferTimes.Kind.TOTAL) >= times.nanos(TransferTimes.Kind.DISK), times::toString);
    }
}
