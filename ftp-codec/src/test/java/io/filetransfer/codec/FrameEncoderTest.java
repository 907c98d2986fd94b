package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Wire.Decoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void thePrefaceLeavesOnceAndWithTheFirstFrame() {
        channel.write(Frame.Go.GO);
        channel.write(new Reply(Options.NONE));
        assertTrue(channel.outboundMessages().isEmpty(), "nothing leaves by itself");
        channel.flush();
        ByteBuf first = channel.readOutbound();
        assertArrayEquals(Wire.bytes(Wire.PREFACE + "03 00 00 00 00"), ByteBufUtil.getBytes(first));
        first.release();
        assertArrayEquals(Wire.bytes("02 00 00 00 00"), Wire.written(channel));
    }

    @Test
    void contentMayBeTheFirstFrame() {
        channel.writeOutbound(Content.of(Wire.buffer("61")));
        assertArrayEquals(Wire.bytes(Wire.PREFACE + "04 00 00 00 01 61"), Wire.written(channel));
    }

    @Test
    void aHeaderGoesIntoTheRoomBeforeItsContent() {
        channel.writeOutbound(Frame.Go.GO);
        Wire.written(channel);
        channel.writeOutbound(
                Content.withHeaderRoom(Wire.buffer("ff ff ff ff ff ff 61 62").skipBytes(6)));
        ByteBuf whole = channel.readOutbound();
        assertArrayEquals(Wire.bytes("04 00 00 00 02 61 62"), ByteBufUtil.getBytes(whole));
        whole.release();
        assertNull(channel.readOutbound(), "one buffer");
    }

    @Test
    void aFirstFrameHasItsPrefaceBeforeThatRoom() {
        channel.writeOutbound(
                Content.withHeaderRoom(Wire.buffer("ff ff ff ff ff 61").skipBytes(5)));
        assertArrayEquals(Wire.bytes(Wire.PREFACE + "04 00 00 00 01 61"), Wire.written(channel));
    }

    @Test
    void contentWithoutThatRoomIsRefused() {
        ByteBuf bytes = Wire.buffer("ff ff ff ff 61").skipBytes(4);
        assertThrows(IllegalArgumentException.class, () -> Content.withHeaderRoom(bytes));
        bytes.release();
    }

    @Test
    void aFirstFrameThatCannotBeEncodedLeavesThePrefaceToTheNext() {
        ChannelFuture refused = channel.writeAndFlush(new Request("x".repeat(4097), Choice.GET, Options.NONE));
        assertInstanceOf(IllegalArgumentException.class, refused.cause());
        assertNull(channel.readOutbound());
        channel.writeOutbound(new Frame.Cancel(0));
        assertArrayEquals(Wire.bytes(Wire.PREFACE + "07 00 00 00 04 00 00 00 00"), Wire.written(channel));
    }

    @Test
    void contentIsNotCopied() {
        ByteBuf bytes = Wire.buffer("68 69");
        channel.writeOutbound(Content.of(bytes));
        ByteBuf header = channel.readOutbound();
        assertEquals(10, header.readableBytes());
        header.release();
        ByteBuf payload = channel.readOutbound();
        assertSame(bytes, payload);
        assertTrue(payload.release());
    }

    @Test
    void aRegionOfAFileIsPassedAsItIsWithItsPromise() {
        FileRegion region = new DefaultFileRegion(Path.of("/nowhere").toFile(), 7, 300);
        ChannelFuture written = channel.write(Content.of(region));
        assertFalse(written.isDone());
        channel.flush();
        assertTrue(written.isSuccess());
        ByteBuf header = channel.readOutbound();
        assertArrayEquals(Wire.bytes(Wire.PREFACE + "04 00 00 01 2c"), ByteBufUtil.getBytes(header));
        header.release();
        assertSame(region, channel.readOutbound());
        assertEquals(1, region.refCnt());
        region.release();
    }

    @Test
    void thePromiseOfContentFailsWithTheChannel() {
        ByteBuf bytes = Wire.buffer("61");
        ChannelFuture written = channel.write(Content.of(bytes));
        channel.close();
        assertFalse(written.isSuccess());
        assertTrue(written.isDone());
        assertEquals(0, bytes.refCnt());
    }

    @Test
    void contentOverTheLimitIsReleasedAndFails() {
        ByteBuf bytes = Unpooled.directBuffer(Limits.CONTENT + 1).writeZero(Limits.CONTENT + 1);
        ChannelFuture refused = channel.writeAndFlush(Content.of(bytes));
        assertInstanceOf(IllegalArgumentException.class, refused.cause());
        assertEquals(0, bytes.refCnt());
        FileRegion region = new DefaultFileRegion(Path.of("/nowhere").toFile(), 0, 1L << 32);
        assertInstanceOf(
                IllegalArgumentException.class,
                channel.writeAndFlush(Content.of(region)).cause());
        assertEquals(0, region.refCnt());
        assertNull(channel.readOutbound());
    }

    @Test
    void contentAtTheLimitPasses() {
        channel.writeOutbound(Content.of(Unpooled.directBuffer(Limits.CONTENT).writeZero(Limits.CONTENT)));
        Decoding decoding = new Decoding(new RequestDecoder()).feed(Wire.written(channel));
        assertEquals(
                2 * Limits.CONTENT, ((String) decoding.framesWithoutFailure().get(0)).length());
        decoding.close();
    }

    @Test
    void aRequestOverTheLimitFails() {
        Options options = Options.NONE
                .with(Option.CREDENTIALS, new Credentials(1, new byte[4096]))
                .with(Option.TARGET, "x".repeat(4096));
        assertTrue(channel.writeAndFlush(new Request("y".repeat(4096), Choice.MOVE, options))
                .isSuccess());
        assertTrue(Wire.written(channel).length < Limits.REQUEST + 10);
        Options held = Options.NONE.with(Option.HELD, Collections.nCopies(1000, new Extent(0, 1, 2)));
        assertInstanceOf(
                IllegalArgumentException.class,
                channel.writeAndFlush(new Request("y", Choice.GET, held)).cause());
        assertTrue(channel.writeAndFlush(new Reply(held)).isSuccess(), "a reply has room for it");
    }

    @Test
    void namesThatWouldChangeOnTheWireFail() {
        for (String name : new String[] {"a\0b", "a\ud800", "\udc00"}) {
            assertInstanceOf(
                    IllegalArgumentException.class,
                    channel.writeAndFlush(new Request(name, Choice.GET, Options.NONE))
                            .cause());
        }
        assertNull(channel.readOutbound());
    }

    @Test
    void aLongSentenceIsCutToWhatThePeerTakes() {
        for (String letter : new String[] {"x", "\u00fc", "\u20ac", "\ud83d\ude00"}) {
            channel.writeOutbound(new Failure(ErrorCode.INTERNAL, letter.repeat(2000)));
        }
        Decoding decoding = new Decoding(new ReplyDecoder()).feed(Wire.written(channel));
        assertEquals(4, decoding.framesWithoutFailure().size());
        for (Object frame : decoding.frames) {
            assertFalse(((Failure) frame).sentence().isEmpty());
            assertFalse(((Failure) frame).sentence().contains("?"), "cut between characters");
        }
        decoding.close();
    }

    @Test
    void otherMessagesPass() {
        ByteBuf other = Wire.buffer("61");
        channel.writeOutbound(other);
        assertSame(other, channel.readOutbound());
        other.release();
    }
}
