package io.filetransfer.codec.legacy;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Wire;
import io.filetransfer.codec.Wire.Decoding;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** A server's side of the first dialect, and what its peer sends and gets. */
abstract class LegacyServerTestBase {
    static final String NOT_FOUND = "File not found. Try again.";
    static final Options GET_OPTIONS = Options.NONE.with(Option.DIGEST_ALGORITHM, DigestAlgorithm.NONE);
    static final Options PUT_OPTIONS = GET_OPTIONS.withFlag(Option.ASK_FIRST, true);
    Decoding decoding = new Decoding(new LegacyServerCodec()).goAtOnce();

    @AfterEach
    void close() {
        decoding.close();
    }

    final void answerByHand() {
        decoding.close();
        decoding = new Decoding(new LegacyServerCodec());
    }

    final Decoding feed(String text) {
        return decoding.feed(Wire.ascii(text));
    }

    final void endPause() {
        decoding.channel.advanceTimeBy(LegacyTexts.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        decoding.channel.runScheduledPendingTasks();
    }

    static Content content(String text) {
        return Content.of(Wire.buffer(Wire.ascii(text)));
    }

    static Request get(String name) {
        return new Request(name, Choice.GET, GET_OPTIONS);
    }

    static Request put(String name) {
        return new Request(name, Choice.PUT, PUT_OPTIONS);
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(Wire.ascii(text));
    }
}
