package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Wire.Decoding;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectDetectorTest {
    private final List<Dialect> installed = new ArrayList<>();
    private final DialectDetector detector = new DialectDetector((ctx, dialect) -> installed.add(dialect));
    private final EmbeddedChannel channel = new EmbeddedChannel(detector);

    @ParameterizedTest
    @CsvSource({
        "f7, NATIVE",
        "f7 00, NATIVE",
        "16, TLS",
        "16 03 01, TLS",
        "00, UNKNOWN",
        "0d0a0d0a000d0a515549540a, PROXY",
        "0d0a0d0a000d0a515549540b, UNKNOWN",
        "0d0d, UNKNOWN",
        "0a, UNKNOWN",
        "1f, UNKNOWN",
        "7f, UNKNOWN",
        "f8, UNKNOWN",
        "ff, UNKNOWN",
        "c3 bc, LEGACY",
        "20, LEGACY",
        "7e, LEGACY"
    })
    void firstBytes(String hex, Dialect dialect) {
        assertDetected(Wire.bytes(hex), dialect);
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, HTTP",
        "'GET /', HTTP",
        "PUT /a, HTTP",
        "HEAD /, HTTP",
        "POST /, HTTP",
        "PATCH /, HTTP",
        "TRACE /, HTTP",
        "DELETE /, HTTP",
        "OPTIONS *, HTTP",
        "OPTIONS /, HTTP",
        "PROPFIND /, HTTP",
        "CONNECT a:1, HTTP",
        "PRI * HTTP/2.0, HTTP",
        "SSH-2.0-OpenSSH_9.6, SSH",
        "notes.txt:GET, LEGACY",
        "1, LEGACY",
        "12notes.txt:GET, LEGACY",
        "GET:GET, LEGACY",
        "GET x:PUT, LEGACY",
        "GETTING.txt:GET, LEGACY",
        "get / HTTP/1.1, LEGACY",
        "Post /, LEGACY",
        "PUTTY.log:PUT, LEGACY",
        "SSH.txt:GET, LEGACY",
        "PRINT:GET, LEGACY",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2, PROXY",
        "PROXY TCP6 ::1 ::1 1 2, PROXY",
        "PROXY UNKNOWN, PROXY",
        "PROXY list.txt:GET, LEGACY"
    })
    void texts(String text, Dialect dialect) {
        assertDetected(Wire.ascii(text), dialect);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET",
                "GET ",
                "P",
                "PR",
                "OPTIONS ",
                "PROPFIND ",
                "SSH",
                "PRI * HTTP/",
                "PROXY TCP",
                "\r",
                "\r\n\r\n"
            })
    void waitsWhileThereAreTwoReadings(String text) {
        channel.writeInbound(Wire.buffer(Wire.ascii(text)));
        assertTrue(installed.isEmpty());
        assertNull(channel.readInbound());
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "GETTING.txt:GET", "1notes.txt:PUThello", "SSH-2.0-x"})
    void theSameForEverySplitAndNoByteIsConsumed(String text) {
        byte[] bytes = Wire.ascii(text);
        Dialect expected = null;
        for (int split = 0; split <= bytes.length; split++) {
            List<Dialect> seen = new ArrayList<>();
            EmbeddedChannel each = new EmbeddedChannel(new DialectDetector((ctx, dialect) -> seen.add(dialect)));
            each.writeInbound(Wire.buffer(Arrays.copyOf(bytes, split)));
            each.writeInbound(Wire.buffer(Arrays.copyOfRange(bytes, split, bytes.length)));
            assertEquals(1, seen.size());
            expected = expected == null ? seen.get(0) : expected;
            assertEquals(expected, seen.get(0));
            assertEquals(text, inbound(each));
            each.finishAndReleaseAll();
        }
        channel.finishAndReleaseAll();
    }

    @Test
    void theInstalledDecoderGetsTheBytesAndTheDetectorLeaves() {
        Decoding decoding = new Decoding(new DialectDetector(
                (ctx, dialect) -> ctx.pipeline().addAfter(ctx.name(), "requests", new RequestDecoder())));
        decoding.feedHex(Wire.PREFACE + "01 00 00 00 04 00 01 2f 03");
        assertEquals(List.of(new Request("/", Choice.LIST, Options.NONE)), decoding.framesWithoutFailure());
        assertNull(decoding.channel.pipeline().get(DialectDetector.class));
        decoding.close();
        channel.finishAndReleaseAll();
    }

    @Test
    void anInstallerThatFailsIsAskedOnce() {
        int[] asked = {0};
        Decoding decoding = new Decoding(new DialectDetector((ctx, dialect) -> {
            asked[0]++;
            throw new IllegalStateException("full");
        }));
        decoding.feedHex("61").feedHex("62");
        assertEquals(1, asked[0]);
        assertEquals(1, decoding.failures.size());
        decoding.frames.forEach(ReferenceCountUtil::release);
        decoding.close();
        channel.finishAndReleaseAll();
    }

    @Test
    void aConnectionThatClosesEarlyIsNoDialect() {
        channel.writeInbound(Wire.buffer(Wire.ascii("GE")));
        channel.finishAndReleaseAll();
        assertTrue(installed.isEmpty());
    }

    private void assertDetected(byte[] bytes, Dialect dialect) {
        channel.writeInbound(Wire.buffer(bytes));
        assertEquals(List.of(dialect), installed);
        assertNull(channel.pipeline().get(DialectDetector.class));
        channel.finishAndReleaseAll();
    }

    private static String inbound(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            all.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return all.toString();
    }
}
