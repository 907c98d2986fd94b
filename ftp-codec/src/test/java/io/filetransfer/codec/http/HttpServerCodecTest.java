package io.filetransfer.codec.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.LastRequest;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Settled;
import io.filetransfer.codec.Version;
import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests as the server gets them, and answers byte by byte. */
class HttpServerCodecTest {
    private static final Options FILE = Options.NONE
            .with(Option.SIZE, 5L)
            .with(Option.MODIFIED, Instant.ofEpochSecond(1_523_664_000, 7))
            .with(Option.MODE, 0644)
            .with(Option.VERSION, Version.parse("0a0b"))
            .with(Option.DIGEST, Digest.crc32c(0x9a71bb4c));

    private final List<Object> events = new ArrayList<>();
    private EmbeddedChannel channel = connection();

    private EmbeddedChannel connection() {
        HttpRequestParser parser = new HttpRequestParser();
        return new EmbeddedChannel(
                parser,
                new HttpServerCodec(parser, new HttpSite(false, true, true), new MemoryBudget(1 << 20)),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        events.add(event);
                    }
                });
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    /** What came in so far; content as its text. */
    private List<Object> requests() {
        List<Object> all = new ArrayList<>();
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            if (next instanceof Content content) {
                boolean more = !all.isEmpty() && all.get(all.size() - 1) instanceof String;
                String text = content.bytes().toString(StandardCharsets.UTF_8);
                all.add(more ? all.remove(all.size() - 1) + text : text);
                content.release();
            } else {
                all.add(next);
            }
        }
        return all;
    }

    /** What goes out for these frames, with the date of a test. */
    private String answer(Frame... frames) {
        channel.writeOutbound((Object[]) frames);
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return text.toString().replaceAll("Date: [^\r]*\r", "Date: D\r");
    }

    private void get(String... fields) {
        channel.writeInbound(bytes("GET /d/a.txt HTTP/1.1\r\nHost: x\r\n"
                + (fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n") + "\r\n"));
    }

    private static final String SCRIPT =
            "GET /%C3%BC HTTP/1.1\r\nHost: x\r\nUser-Agent: t/1 \u00fc\r\nRange: bytes=1-2\r\n\r\n"
                    + "\r\nPUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello"
                    + "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nX-OC-Mtime: 7\r\n\r\n"
                    + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
                    + "GET /d/?q HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                    + "FROB / HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "DELETE /e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    + "DELETE /f HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void theSameRequestsAtEverySplit() {
        channel.writeInbound(bytes(SCRIPT));
        List<Object> whole = requests();
        Options put =
                Options.NONE.with(Option.DIGEST_ALGORITHM, DigestAlgorithm.NONE).withFlag(Option.NEW_NAME, true);
        assertEquals(
                new Request(
                        "b", Choice.PUT, put.withFlag(Option.ASK_FIRST, true).with(Option.SIZE, 5L)),
                whole.get(1));
        assertEquals(List.of("hello", new End(5, Digest.NONE)), whole.subList(2, 4));
        assertEquals(new Request("c", Choice.PUT, put.with(Option.MODIFIED, Instant.ofEpochSecond(7))), whole.get(4));
        assertEquals(List.of("hello", new End(5, Digest.NONE)), whole.subList(5, 7));
        assertEquals(new Request("d", Choice.LIST, Options.NONE.withFlag(Option.ANY_NAMES, true)), whole.get(7));
        assertTrue(whole.get(8) instanceof Settled);
        assertEquals(new Request("e", Choice.DELETE, Options.NONE.withFlag(Option.RECURSIVE, true)), whole.get(9));
        assertEquals(10, whole.size(), "nothing behind the last request: " + whole);
        assertEquals(List.of(LastRequest.EVENT), events);
        Request first = (Request) whole.get(0);
        assertEquals("\u00fc", first.name());
        assertEquals("t/1 ?", first.options().get(Option.AGENT, ""));
        for (int split = 1; split < SCRIPT.length(); split++) {
            close();
            channel = connection();
            channel.writeInbound(bytes(SCRIPT.substring(0, split)));
            channel.writeInbound(bytes(SCRIPT.substring(split)));
            assertEquals(whole.toString(), requests().toString(), "split at " + split);
        }
    }

    @Test
    void aFile() {
        get();
        assertEquals(
                "HTTP/1.1 200 OK\r\nDate: D\r\nX-Content-Type-Options: nosniff\r\nETag: \"0a0b\"\r\n"
                        + "Last-Modified: Sat, 14 Apr 2018 00:00:00 GMT\r\nCache-Control: no-cache\r\n"
                        + "Accept-Ranges: bytes\r\nRepr-Digest: crc32c=:mnG7TA==:\r\n"
                        + "Cross-Origin-Resource-Policy: same-origin\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello",
                answer(new Reply(FILE), Content.of(bytes("hello")), new End(5, Digest.NONE)));
    }

    @Test
    void aRange() {
        get("Range: bytes=1-2");
        String answer = answer(
                new Reply(FILE.with(Option.OFFSET, 1L).with(Option.LENGTH, 2L)),
                Content.of(bytes("el")),
                new End(2, Digest.NONE));
        assertTrue(answer.startsWith("HTTP/1.1 206 Partial Content\r\n"), answer);
        assertTrue(answer.endsWith("Content-Range: bytes 1-2/5\r\nContent-Length: 2\r\n\r\nel"), answer);
    }

    @Test
    void noChange() {
        get("If-None-Match: \"0a0b\"");
        assertEquals(
                "HTTP/1.1 304 Not Modified\r\nDate: D\r\nX-Content-Type-Options: nosniff\r\nETag: \"0a0b\"\r\n"
                        + "Last-Modified: Sat, 14 Apr 2018 00:00:00 GMT\r\nCache-Control: no-cache\r\n\r\n",
                answer(new Failure(ErrorCode.NOT_MODIFIED, false, "As it was.", FILE)));
    }

    @Test
    void aFileThatCannotBeSentToItsEnd() {
        get();
        String answer =
                answer(new Reply(FILE), Content.of(bytes("hel")), new Failure(ErrorCode.CHANGED, "The file changed."));
        assertTrue(answer.endsWith("\r\n\r\nhel"), answer);
        assertFalse(channel.isOpen());
    }

    @Test
    void aDirectoryThatWasAskedForAsAFile() {
        get();
        String answer =
                answer(new Failure(ErrorCode.NOT_A_FILE, false, "No.", Options.NONE.with(Option.KIND, Kind.DIRECTORY)));
        assertTrue(answer.startsWith("HTTP/1.1 301 Moved Permanently\r\n"), answer);
        assertTrue(answer.contains("\r\nLocation: /d/a.txt/\r\n"), answer);
    }

    @Test
    void aListing() {
        channel.writeInbound(bytes("GET /d/ HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n"));
        ByteBuf entries = Unpooled.buffer();
        new Entry("a<\"", FILE.without(Option.DIGEST).with(Option.KIND, Kind.FILE)).write(entries);
        new Entry("lat\udce9", Options.NONE.with(Option.KIND, Kind.DIRECTORY)).write(entries);
        String answer = answer(new Reply(Options.NONE), Content.of(entries), new End(1, Digest.NONE));
        String[] chunks = answer.substring(answer.indexOf("\r\n\r\n") + 4).split("\r\n");
        assertEquals("{\"path\":\"/d/\",\"entries\":[", chunks[1]);
        assertEquals(
                "\n{\"name\":\"a\\u003c\\\"\",\"kind\":\"file\",\"size\":5,\"modified\":\"2018-04-14T00:00:00.000000007Z\","
                        + "\"version\":\"0a0b\",\"mode\":\"0644\"},"
                        + "\n{\"name\":\"lat\ufffd\",\"nameEscaped\":\"lat%E9\",\"kind\":\"directory\"}",
                chunks[3]);
        assertEquals("\n]}\n", chunks[5]);
        assertTrue(answer.endsWith("\r\n0\r\n\r\n"), answer);
    }

    @Test
    void aStoredFile() {
        channel.writeInbound(bytes("PUT /b HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertEquals(
                "HTTP/1.1 201 Created\r\nDate: D\r\nX-Content-Type-Options: nosniff\r\nETag: \"0a0b\"\r\n"
                        + "Last-Modified: Sat, 14 Apr 2018 00:00:00 GMT\r\nRepr-Digest: crc32c=:mnG7TA==:\r\n"
                        + "Content-Length: 0\r\n\r\n",
                answer(new Reply(FILE.withFlag(Option.NEW_NAME, true))));
    }

    @Test
    void whatWentWrong() {
        get();
        assertEquals(
                "HTTP/1.1 503 Service Unavailable\r\nDate: D\r\nX-Content-Type-Options: nosniff\r\nRetry-After: 2\r\n"
                        + "Cache-Control: no-store\r\nContent-Type: application/problem+json\r\nContent-Length: 101\r\n\r\n"
                        + "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"code\":\"BUSY\","
                        + "\"detail\":\"Too many.\"}\n",
                answer(new Failure(ErrorCode.BUSY, true, "Too many.", Options.NONE.with(Option.RETRY_AFTER, 1500L))));
    }

    @Test
    void whoEndsWithoutHavingAskedIsToldNothingNew() {
        get();
        answer(new Reply(FILE), Content.of(bytes("hello")), new End(5, Digest.NONE));
        assertEquals("", answer(new Failure(ErrorCode.TIMEOUT, "No request came in time.")));
        assertEquals("", answer(new Failure(ErrorCode.SHUTTING_DOWN, "The server is going down.")));
        channel.writeInbound(bytes("GET /a HT"));
        String late = answer(new Failure(ErrorCode.TIMEOUT, "No request came in time."));
        assertTrue(late.startsWith("HTTP/1.1 408 "), late);
    }

    @Test
    void whoHasNotBegunToAskIsToldWhyNot() {
        String busy = answer(new Failure(ErrorCode.BUSY, "No place."));
        assertTrue(busy.contains("\r\nConnection: close\r\n"), busy);
    }
}
