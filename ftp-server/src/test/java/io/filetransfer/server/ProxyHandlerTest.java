package io.filetransfer.server;

import static io.filetransfer.server.Talk.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.server.address.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHandlerTest {
    private static final InetSocketAddress PROXY = new InetSocketAddress("192.0.2.1", 5);
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** 203.0.113.9:40312 to 10.0.0.2:50000. */
    private static final String IPV4 = SIGNATURE + "2111000c" + "cb007109" + "0a000002" + "9d78c350";

    private static final String IPV6 = SIGNATURE + "21210024" + "20010db8000000000000000000000009"
            + "20010db8000000000000000000000002" + "9d78c350";
    private static final String LOCAL = SIGNATURE + "20000000";

    private final Talk first;

    ProxyHandlerTest() throws Exception {
        first = new Talk(ServerConfig.builder(Path.of("/"))
                .proxies(List.of(AddressRange.parse("192.0.2.0/24")))
                .insecure(true)
                .build());
        first.storage.put("a", "a");
    }

    @AfterEach
    void close() {
        first.close();
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    private static byte[] request() {
        EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());
        encoder.writeOutbound(get("a"));
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        encoder.finishAndReleaseAll();
        return ByteBufUtil.getBytes(all);
    }

    /** @return as whose the request was served */
    private String served(Talk talk) {
        assertEquals(List.of("reply", "a", "end"), talk.work().answers());
        return first.seen.ends.get(first.seen.ends.size() - 1).peer().address();
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6, LOCAL})
    void theSameForEverySplit(String header) throws Exception {
        byte[] all = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(bytes(header), Unpooled.wrappedBuffer(request())));
        String expected = switch (header) {
            case IPV4 -> "203.0.113.9:40312";
            case IPV6 -> "[2001:db8:0:0:0:0:0:9]:40312";
            default -> "192.0.2.1:5";
        };
        for (int split = 0; split <= all.length; split++) {
            try (Talk talk = first.beside(PROXY)) {
                talk.send(Unpooled.copiedBuffer(all, 0, split));
                talk.send(Unpooled.copiedBuffer(all, split, all.length - split));
                assertEquals(expected, served(talk));
            }
        }
    }

    @Test
    void aByteAtATime() throws Exception {
        try (Talk talk = first.beside(PROXY)) {
            for (byte one : ByteBufUtil.decodeHexDump(IPV4)) {
                talk.send(Unpooled.copiedBuffer(new byte[] {one}));
            }
            talk.send(get("a"));
            assertEquals("203.0.113.9:40312", served(talk));
        }
    }

    @Test
    void extensionsAreSkipped() throws Exception {
        String rest = "00".repeat(ProxyHeader.MAX_REST - 12);
        for (String header : List.of(
                SIGNATURE + "2111000f" + "cb007109" + "0a000002" + "9d78c350" + "04dead",
                SIGNATURE + "21111000" + "cb007109" + "0a000002" + "9d78c350" + rest,
                SIGNATURE + "20110003" + "ffffff")) {
            try (Talk talk = first.beside(PROXY)) {
                talk.send(bytes(header)).send(get("a"));
                assertEquals(header.contains("2011") ? "192.0.2.1:5" : "203.0.113.9:40312", served(talk));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f746545001", // no header
                "1603010200", // TLS without one
                "50524f58592054435034203230332e302e3131332e39", // version 1
                "0d0a0d0a000d0a515549540b",
                SIGNATURE + "1111000ccb0071090a0000029d78c350", // version 1 in the place of 2
                SIGNATURE + "2211000ccb0071090a0000029d78c350", // no command
                SIGNATURE + "2112000ccb0071090a0000029d78c350", // UDP
                SIGNATURE + "2131000c", // a socket of Unix
                SIGNATURE + "21000000", // nobody knows for whom
                SIGNATURE + "2111000bcb0071090a0000029d78c3", // too short
                SIGNATURE + "2121000ccb0071090a0000029d78c350",
                SIGNATURE + "21111001" // too long
            })
    void whateverElseAProxySendsIsClosed(String hex) throws Exception {
        try (Talk talk = first.beside(PROXY)) {
            talk.send(bytes(hex)).send(get("a")).work();
            assertFalse(talk.channel.isOpen());
            assertEquals("", talk.text());
        }
        assertEquals(1, count("not proxied"));
        assertEquals(0, first.seen.ends.size());
    }

    @Test
    void theHeaderHasADeadline() throws Exception {
        try (Talk talk = first.beside(PROXY)) {
            for (byte one : ByteBufUtil.decodeHexDump(IPV4.substring(0, 20))) {
                talk.send(Unpooled.copiedBuffer(new byte[] {one})).pass(1, TimeUnit.SECONDS);
            }
            assertFalse(talk.channel.isOpen());
        }
        assertEquals(1, count("not proxied"));
    }

    @Test
    void whoOnlyLooksWhetherThePortIsOpenIsNoFault() throws Exception {
        try (Talk talk = first.beside(PROXY)) {
            talk.halfClose();
            assertFalse(talk.channel.isOpen());
        }
        first.beside(PROXY).close();
        assertEquals(0, count("not proxied"));
    }

    /** The connections of all clients come from the same address. */
    @Test
    void limitsAreOfTheClientsAddress() throws Exception {
        try (Talk talk = new Talk(ServerConfig.builder(Path.of("/"))
                        .proxies(List.of(AddressRange.parse("192.0.2.1")))
                        .insecure(true)
                        .limits(ServerLimits.DEFAULTS.withConnectionsPerAddress(1))
                        .build());
                Talk one = talk.beside(PROXY);
                Talk same = talk.beside(PROXY);
                Talk other = talk.beside(PROXY)) {
            one.send(bytes(IPV4)).send(get("none")).work();
            same.send(bytes(IPV4)).send(get("none")).work();
            other.send(bytes(IPV6)).send(get("none")).work();
            assertEquals(List.of("NOT_FOUND"), one.answers());
            assertEquals(List.of("BUSY"), same.answers());
            assertEquals(List.of("NOT_FOUND"), other.answers());
        }
    }

    @Test
    void nobodyElseMaySayForWhomItIs() throws Exception {
        try (Talk talk = first.beside(new InetSocketAddress("198.51.100.1", 5))) {
            talk.send(bytes(IPV4)).send(get("a")).work();
            assertTrue(talk.text().startsWith("BAD_REQUEST: No PROXY header"));
        }
        try (Talk talk = first.beside(new InetSocketAddress("198.51.100.1", 5))) {
            talk.sendText("PROXY TCP4 203.0.113.9 10.0.0.2 40312 50000\r\n").work();
            assertTrue(talk.text().startsWith("BAD_REQUEST: No PROXY header"));
        }
        assertEquals(2, count("refused PROXY"));
        assertEquals(0, first.seen.ends.size());
    }

    private long count(String event) {
        return first.seen.events.stream().filter(event::equals).count();
    }
}
