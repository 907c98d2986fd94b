package io.filetransfer.codec.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import io.filetransfer.codec.Wire;
import io.filetransfer.codec.Wire.Decoding;
import io.netty.channel.ChannelFuture;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyClientCodecTest {
    private static final String NOT_FOUND = "File not found. Try again.";
    private static final Request GET = new Request("notes.txt", Choice.GET, Options.NONE);
    private static final Request PUT =
            new Request("notes.txt", Choice.PUT, Options.NONE.withFlag(Option.ASK_FIRST, true));

    private final Decoding decoding = new Decoding(new LegacyClientCodec());

    @AfterEach
    void close() {
        decoding.close();
    }

    @Test
    void theCountThenAPauseThenTheRequest() {
        ChannelFuture written = decoding.channel.writeAndFlush(GET);
        assertEquals("1", Wire.writtenText(decoding.channel));
        assertFalse(written.isDone());
        endPause();
        assertEquals("notes.txt:GET", Wire.writtenText(decoding.channel));
        assertTrue(written.isSuccess());
    }

    @Test
    void aFile() {
        send(GET);
        feed("Do").feed(Wire.ascii("nehel")).feed(Wire.ascii("lo"));
        decoding.end();
        assertEquals(
                List.of(new Reply(Options.NONE), hex("hello"), new End(5, Digest.NONE)),
                decoding.framesWithoutFailure());
        decoding.close();
        assertEquals(3, decoding.frames.size(), "the end comes once");
    }

    @Test
    void anEmptyFile() {
        send(GET);
        feed("Done").end();
        assertEquals(List.of(new Reply(Options.NONE), new End(0, Digest.NONE)), decoding.framesWithoutFailure());
    }

    @Test
    void aMissingFile() {
        send(GET);
        feed("Done" + NOT_FOUND).end();
        assertEquals(2, decoding.framesWithoutFailure().size());
        assertEquals(ErrorCode.NOT_FOUND, ((Failure) decoding.frames.get(1)).code());
    }

    @Test
    void aFileThatBeginsLikeTheErrorText() {
        send(GET);
        feed("Done" + NOT_FOUND + " Or not.").end();
        assertEquals(
                hex(NOT_FOUND + " Or not."), decoding.framesWithoutFailure().get(1));
    }

    /** However it is cut on its way. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 25, 100})
    void aRefusalInThePlaceOfDone(int cut) {
        send(PUT);
        String refusal = "READ_ONLY: This server takes no changes.\n";
        for (int at = 0; at < refusal.length(); at += cut) {
            decoding.feed(Wire.ascii(refusal.substring(at, Math.min(refusal.length(), at + cut))));
        }
        decoding.end();
        assertEquals(
                List.of(new Failure(ErrorCode.READ_ONLY, "This server takes no changes.")),
                decoding.framesWithoutFailure());
    }

    @Test
    void aRefusalWithoutALineEnd() {
        send(PUT);
        feed("BUSY: Too many").end();
        assertEquals(List.of(new Failure(ErrorCode.BUSY, "Too many")), decoding.framesWithoutFailure());
    }

    @Test
    void aResetEndsNoFile() {
        send(GET);
        feed("Donehel").close();
        assertEquals(List.of(new Reply(Options.NONE), hex("hel")), decoding.framesWithoutFailure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "D", "Don"})
    void aServerThatClosesBeforeItAnswers(String text) {
        send(GET);
        feed(text).end().close();
        assertEquals(1, decoding.framesWithoutFailure().size());
        assertEquals(ErrorCode.CONNECTION, ((Failure) decoding.frames.get(0)).code());
    }

    @Test
    void anotherAnswerThanDoneIsSaidOnce() {
        send(GET);
        feed("Sorry: later\n").feed(Wire.ascii("Done")).feed(Wire.ascii("hello"));
        decoding.end();
        assertTrue(decoding.failure().getMessage().contains("Sorry: later"));
        assertEquals(List.of(), decoding.frames);
    }

    @Test
    void aRefusalIsSaidOnce() {
        send(GET);
        feed("BUSY: later\n").feed(Wire.ascii("Done")).feed(Wire.ascii("hello"));
        decoding.end();
        assertEquals(List.of(new Failure(ErrorCode.BUSY, "later")), decoding.framesWithoutFailure());
    }

    @Test
    void aCodeThatNobodyKnows() {
        send(PUT);
        feed("LUNCH: back soon").end();
        assertTrue(decoding.failure().getMessage().contains("LUNCH: back soon"));
    }

    @Test
    void anUpload() {
        send(PUT);
        feed("Done");
        assertEquals(List.of(Frame.Go.GO), decoding.frames);
        decoding.channel.write(Content.of(Wire.buffer(Wire.ascii("hello"))));
        assertFalse(decoding.channel.isOutputShutdown());
        decoding.channel.writeAndFlush(new End(5, Digest.NONE));
        assertEquals("hello", Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isOutputShutdown());
        decoding.end();
        assertEquals(List.of(Frame.Go.GO, new Reply(Options.NONE)), decoding.framesWithoutFailure());
    }

    @Test
    void anUploadIsNotStoredWhenTheServerClosesBeforeItsEnd() {
        send(PUT);
        feed("Done");
        decoding.channel.writeAndFlush(Content.of(Wire.buffer(Wire.ascii("hel"))));
        decoding.end();
        assertEquals(2, decoding.framesWithoutFailure().size());
        assertEquals(ErrorCode.CONNECTION, ((Failure) decoding.frames.get(1)).code());
        Wire.written(decoding.channel);
    }

    @Test
    void aCancelIsAReset() {
        send(PUT);
        feed("Done");
        decoding.channel.writeAndFlush(new Frame.Cancel(0));
        assertTrue(decoding.channel.isReset());
    }

    /** The server takes an end in order for the end of the file. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whateverClosesAnUploadBeforeItsEndResetsIt(int step) {
        decoding.channel.writeAndFlush(PUT);
        if (step > 0) {
            endPause();
        }
        if (step > 1) {
            feed("Done");
        }
        if (step > 2) {
            decoding.channel.writeAndFlush(Content.of(Wire.buffer(Wire.ascii("hel"))));
        }
        decoding.channel.close();
        assertTrue(decoding.channel.isReset());
        Wire.written(decoding.channel);
    }

    @Test
    void whatIsSentWholeEndsInOrder() {
        send(PUT);
        feed("Done");
        decoding.channel.writeAndFlush(new End(0, Digest.NONE));
        decoding.channel.close();
        assertTrue(decoding.channel.isClosedInOrder());
        Wire.written(decoding.channel);
    }

    @ParameterizedTest
    @EnumSource(
            value = Choice.class,
            mode = Mode.EXCLUDE,
            names = {"GET", "PUT"})
    void otherChoicesFail(Choice choice) {
        assertNotSent(new Request("a", choice, Options.NONE));
    }

    @Test
    void whatTheDialectCannotSayFails() {
        assertNotSent(new Request("a:b", Choice.GET, Options.NONE));
        assertNotSent(new Request("a", Choice.GET, Options.NONE.with(Option.OFFSET, 1L)));
        assertNotSent(new Request("a", Choice.GET, Options.NONE.with(Option.EXPECT_VERSION, Version.parse("01"))));
        assertNotSent(new Request("a", Choice.PUT, PUT.options().withFlag(Option.EXPECT_ABSENT, true)));
        assertNotSent(new Request("a", Choice.PUT, Options.NONE));
    }

    @Test
    void aConnectionLostInThePauseFailsTheRequest() {
        ChannelFuture written = decoding.channel.writeAndFlush(GET);
        decoding.channel.close();
        endPause();
        assertTrue(written.isDone());
        assertFalse(written.isSuccess());
        assertEquals("1", Wire.writtenText(decoding.channel));
    }

    /** Both codecs against each other, over every way to cut the bytes into pieces of one size. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void ourServerUnderstandsIt(int piece) {
        Decoding server = new Decoding(new LegacyServerCodec());
        decoding.channel.writeAndFlush(PUT);
        pass(decoding, server, piece);
        endPause();
        pass(decoding, server, piece);
        server.channel.writeAndFlush(Frame.Go.GO);
        pass(server, decoding, piece);
        decoding.channel.writeAndFlush(Content.of(Wire.buffer(Wire.ascii("File not"))));
        pass(decoding, server, piece);
        decoding.channel.writeAndFlush(new End(8, Digest.NONE));
        server.end();
        Request request = (Request) server.framesWithoutFailure().get(0);
        assertEquals("notes.txt", request.name());
        assertEquals(List.of(request, hex("File not"), new End(8, Digest.NONE)), server.frames);
        server.channel.writeAndFlush(new Reply(Options.NONE));
        assertTrue(server.channel.isClosedInOrder());
        decoding.end();
        assertEquals(List.of(Frame.Go.GO, new Reply(Options.NONE)), decoding.framesWithoutFailure());
        server.close();
    }

    private static void pass(Decoding from, Decoding to, int piece) {
        byte[] bytes = Wire.written(from.channel);
        for (int at = 0; at < bytes.length; at += piece) {
            to.feed(bytes, at, Math.min(bytes.length, at + piece));
        }
    }

    private void send(Request request) {
        decoding.channel.writeAndFlush(request);
        endPause();
        assertEquals("1notes.txt:" + request.choice(), Wire.writtenText(decoding.channel));
    }

    private void assertNotSent(Request request) {
        ChannelFuture written = decoding.channel.writeAndFlush(request);
        assertInstanceOf(IllegalArgumentException.class, written.cause());
        assertEquals("", Wire.writtenText(decoding.channel));
    }

    private Decoding feed(String text) {
        return decoding.feed(Wire.ascii(text));
    }

    private void endPause() {
        decoding.channel.advanceTimeBy(LegacyTexts.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        decoding.channel.runScheduledPendingTasks();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(Wire.ascii(text));
    }
}
