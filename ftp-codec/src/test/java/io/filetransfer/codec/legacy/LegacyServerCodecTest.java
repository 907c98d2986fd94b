package io.filetransfer.codec.legacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Wire;
import io.filetransfer.codec.Wire.Decoding;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows the first frame, either way. */
class LegacyServerCodecTest extends LegacyServerTestBase {
    @Test
    void contentUntilTheStreamEnds() {
        feed("1").feed(Wire.ascii("notes.txt:PUT")).feed(Wire.ascii("hel")).feed(Wire.ascii("lo"));
        assertEquals(List.of(put("notes.txt"), hex("hello")), decoding.frames);
        decoding.end();
        assertEquals(List.of(put("notes.txt"), hex("hello"), new End(5, Digest.NONE)), decoding.framesWithoutFailure());
        decoding.close();
        assertEquals(3, decoding.frames.size(), "the end comes once");
    }

    @Test
    void contentThatIsGluedToTheChoice() {
        feed("1notes.txt:PUThello").end();
        assertEquals(List.of(put("notes.txt"), hex("hello"), new End(5, Digest.NONE)), decoding.framesWithoutFailure());
    }

    @Test
    void contentBeforeTheGoFrameWaitsForIt() {
        answerByHand();
        feed("1notes.txt:PUThel").feed(Wire.ascii("lo")).end();
        assertEquals(List.of(put("notes.txt")), decoding.framesWithoutFailure());
        List<Object> meanwhile = new ArrayList<>();
        decoding.channel.eventLoop().execute(() -> {
            decoding.channel.pipeline().write(Frame.Go.GO);
            meanwhile.addAll(decoding.frames);
        });
        decoding.channel.runPendingTasks();
        assertEquals(List.of(put("notes.txt")), meanwhile, "not while the go frame is written");
        assertEquals(List.of(put("notes.txt"), hex("hello"), new End(5, Digest.NONE)), decoding.framesWithoutFailure());
    }

    @Test
    void contentBeforeTheGoFrameHasALimit() {
        answerByHand();
        feed("1notes.txt:PUT").feed(new byte[Limits.CONTENT]);
        decoding.framesWithoutFailure();
        feed("x").feed(new byte[Limits.CONTENT]);
        assertEquals(ErrorCode.BAD_REQUEST, decoding.failure().code());
        assertEquals(List.of(put("notes.txt")), decoding.frames);
    }

    @Test
    void contentBeforeARefusalIsDropped() {
        answerByHand();
        feed("1notes.txt:PUThello");
        decoding.channel.write(new Failure(ErrorCode.READ_ONLY, "No changes here."));
        feed("hello").end();
        decoding.channel.flush();
        assertEquals(List.of(put("notes.txt")), decoding.framesWithoutFailure());
    }

    @Test
    void anEmptyFile() {
        feed("1notes.txt:put").end();
        assertEquals(List.of(put("notes.txt"), new End(0, Digest.NONE)), decoding.framesWithoutFailure());
    }

    @Test
    void aResetEndsNoFile() {
        feed("1notes.txt:PUThello").close();
        assertEquals(List.of(put("notes.txt"), hex("hello")), decoding.framesWithoutFailure());
    }

    @Test
    void theErrorTextInThePlaceOfContentGivesThePutUp() {
        for (int split = 0; split <= NOT_FOUND.length(); split++) {
            decoding.close();
            decoding = new Decoding(new LegacyServerCodec()).goAtOnce();
            feed("1notes.txt:PUT" + NOT_FOUND.substring(0, split));
            feed(NOT_FOUND.substring(split)).end();
            assertEquals(List.of(put("notes.txt"), new Frame.Cancel(0)), decoding.framesWithoutFailure());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {NOT_FOUND + "\n", NOT_FOUND + NOT_FOUND, "File not found", "F", "File not found. Try again!"})
    void contentThatOnlyBeginsLikeTheErrorText(String text) {
        for (int split = 0; split <= text.length(); split++) {
            decoding.close();
            decoding = new Decoding(new LegacyServerCodec()).goAtOnce();
            feed("1n:PUT" + text.substring(0, split));
            feed(text.substring(split)).end();
            assertEquals(
                    List.of(put("n"), hex(text), new End(text.length(), Digest.NONE)), decoding.framesWithoutFailure());
        }
    }

    @Test
    void aGetIsDoneThenContentThenTheEndOfTheStream() {
        feed("1notes.txt:GET");
        ChannelFuture reply = decoding.channel.writeAndFlush(new Reply(Options.NONE.with(Option.SIZE, 5L)));
        decoding.channel.write(content("hel"));
        ChannelFuture content = decoding.channel.write(content("lo"));
        ChannelFuture end = decoding.channel.writeAndFlush(new End(5, Digest.NONE));
        assertTrue(reply.isSuccess());
        assertEquals("Done", Wire.writtenText(decoding.channel), "alone, as a legacy client reads it");
        assertFalse(content.isDone());
        endPause();
        assertEquals("hello", Wire.writtenText(decoding.channel));
        assertTrue(content.isSuccess());
        assertTrue(end.isSuccess());
        assertTrue(decoding.channel.isClosedInOrder());
    }

    @Test
    void thePauseHoldsWritersBack() {
        feed("1notes.txt:GET");
        List<Boolean> changes = new ArrayList<>();
        decoding.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                changes.add(ctx.channel().isWritable());
            }
        });
        decoding.channel.writeAndFlush(new Reply(Options.NONE));
        decoding.channel.runPendingTasks();
        assertFalse(decoding.channel.isWritable());
        endPause();
        decoding.channel.runPendingTasks();
        assertTrue(decoding.channel.isWritable());
        assertEquals(List.of(false, true), changes);
        Wire.written(decoding.channel);
    }

    @Test
    void anEmptyFileIsDoneAndNothing() {
        feed("1notes.txt:GET");
        decoding.channel.writeAndFlush(new Reply(Options.NONE));
        decoding.channel.writeAndFlush(new End(0, Digest.NONE));
        endPause();
        assertEquals("Done", Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isClosedInOrder());
    }

    @Test
    void aMissingFileIsDoneThenTheErrorText() {
        feed("1notes.txt:GET");
        ChannelFuture failed = decoding.channel.writeAndFlush(new Failure(ErrorCode.NOT_FOUND, "No such file."));
        assertEquals("Done", Wire.writtenText(decoding.channel));
        endPause();
        assertEquals(NOT_FOUND, Wire.writtenText(decoding.channel));
        assertTrue(failed.isSuccess());
        assertTrue(decoding.channel.isClosedInOrder());
    }

    @Test
    void aFailureAfterDoneAndBeforeContentIsTheErrorText() {
        feed("1notes.txt:GET");
        decoding.channel.writeAndFlush(new Reply(Options.NONE));
        decoding.channel.writeAndFlush(new Failure(ErrorCode.STORAGE_FAILED, "The disk failed."));
        endPause();
        assertEquals("Done" + NOT_FOUND, Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isClosedInOrder());
    }

    @Test
    void aFailureAfterContentIsAResetAndNoText() {
        feed("1notes.txt:GET");
        decoding.channel.writeAndFlush(new Reply(Options.NONE));
        decoding.channel.writeAndFlush(content("hel"));
        endPause();
        decoding.channel.writeAndFlush(new Failure(ErrorCode.STORAGE_FAILED, "The disk failed."));
        assertEquals("Donehel", Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isReset());
    }

    @Test
    void aPutIsDoneAndThenTheEndOfTheStream() {
        answerByHand();
        feed("1notes.txt:PUT");
        decoding.channel.writeAndFlush(Frame.Go.GO);
        assertEquals("Done", Wire.writtenText(decoding.channel));
        feed("hello").end();
        assertTrue(decoding.channel.isOpen());
        decoding.channel.writeAndFlush(new Reply(Options.NONE.with(Option.SIZE, 5L)));
        assertEquals("", Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isClosedInOrder());
    }

    @Test
    void aPutThatIsRefusedGetsASentence() {
        answerByHand();
        feed("1notes.txt:PUT");
        decoding.channel.writeAndFlush(new Failure(ErrorCode.READ_ONLY, "No changes here."));
        assertEquals("READ_ONLY: No changes here.\n", Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isClosedInOrder());
    }

    @Test
    void aPutThatFailsAfterDoneNeverLooksStored() {
        answerByHand();
        feed("1notes.txt:PUThello");
        decoding.channel.writeAndFlush(Frame.Go.GO);
        decoding.end();
        decoding.channel.writeAndFlush(new Failure(ErrorCode.INSUFFICIENT_STORAGE, "The disk is full."));
        assertEquals("Done", Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isReset());
    }

    @Test
    void aPutThatItsSenderGaveUpClosesInOrder() {
        answerByHand();
        feed("1notes.txt:PUT");
        decoding.channel.writeAndFlush(Frame.Go.GO);
        feed(NOT_FOUND).end();
        decoding.channel.writeAndFlush(new Failure(ErrorCode.CANCELLED, "Cancelled."));
        assertEquals("Done", Wire.writtenText(decoding.channel));
        assertTrue(decoding.channel.isClosedInOrder());
    }

    @Test
    void aConnectionLostInThePauseReleasesWhatWaited() {
        feed("1notes.txt:GET");
        decoding.channel.writeAndFlush(new Reply(Options.NONE));
        ByteBuf bytes = Wire.buffer("61");
        ChannelFuture waiting = decoding.channel.writeAndFlush(Content.of(bytes));
        decoding.channel.close();
        endPause();
        assertInstanceOf(ClosedChannelException.class, waiting.cause());
        assertEquals(0, bytes.refCnt());
        assertEquals("Done", Wire.writtenText(decoding.channel));
    }

    @Test
    void bytesAfterAGetAreDropped() {
        feed("1notes.txt:GET").feed(new byte[100]).end();
        assertEquals(1, decoding.framesWithoutFailure().size());
    }

    @Test
    void otherMessagesPass() {
        answerByHand();
        feed("1notes.txt:PUT");
        decoding.channel.writeOutbound(Wire.buffer("61"));
        assertArrayEquals(Wire.bytes("61"), Wire.written(decoding.channel));
    }
}
