package io.filetransfer.server;

import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.get;
import static io.filetransfer.server.Talk.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.server.address.SourceNetwork;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final SourceNetwork HERE = network("192.0.2.1");
    private static final SourceNetwork THERE = network("192.0.2.2");
    private static final ServerLimits LIMITS = limits(3, 4);

    /** Names of the connections that were told to give way. */
    private final List<String> gaveWay = new ArrayList<>();

    private final Admission admission = new Admission(() -> config(2, LIMITS), ConnectionLimit.NONE);

    private static ServerConfig config(int maxConnections, ServerLimits limits) {
        return ServerConfig.builder(Path.of("/"))
                .maxConnections(maxConnections)
                .limits(limits)
                .build();
    }

    private static ServerLimits limits(int perAddress, int unauthenticated) {
        return ServerLimits.DEFAULTS.withConnectionsPerAddress(perAddress).withUnauthenticated(unauthenticated);
    }

    private static SourceNetwork network(String address) {
        try {
            return SourceNetwork.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Admission.Place enter(String name, SourceNetwork from) {
        return admission.enter(
                new OpenConnection() {
                    @Override
                    public void drain() {}

                    @Override
                    public void shutDown() {}

                    @Override
                    public void usersChanged() {}

                    @Override
                    public void giveWay() {
                        gaveWay.add(name);
                    }
                },
                from);
    }

    @Test
    void theStrangerThatCameFirstGivesWay() {
        for (int i = 0; i < 7; i++) {
            enter("s" + i, network("198.51.100." + i));
        }
        assertEquals(List.of("s0", "s1", "s2"), gaveWay);
        assertEquals(4, admission.sources());
    }

    @Test
    void anAddressWithTooManyLosesItsOwn() {
        enter("other", THERE);
        for (int i = 0; i < 6; i++) {
            enter("s" + i, HERE);
        }
        assertEquals(List.of("s0", "s1", "s2"), gaveWay);
    }

    @Test
    void whoIsServedNeverGivesWay() {
        Admission.Place served = enter("served", HERE);
        assertNull(served.serve());
        for (int i = 0; i < 20; i++) {
            enter("s" + i, i % 2 == 0 ? HERE : network("198.51.100." + i));
        }
        assertFalse(gaveWay.contains("served"));
        served.leave();
    }

    @Test
    void thereAreOnlySoManyServed() {
        Admission.Place first = enter("a", HERE);
        Admission.Place second = enter("b", THERE);
        Admission.Place third = enter("c", network("192.0.2.3"));
        assertNull(first.serve());
        assertNull(second.serve());
        assertNotNull(third.serve());
        first.leave();
        assertNull(third.serve());
    }

    @Test
    void theAddressOfWhomIsServedHasABoundToo() {
        Admission many = new Admission(() -> config(10, LIMITS), ConnectionLimit.NONE);
        for (int i = 0; i < 3; i++) {
            assertNull(many.enter(null, HERE).serve());
        }
        Admission.Place fourth = many.enter(null, HERE);
        assertTrue(fourth.serve().contains("address"));
        assertNull(many.enter(null, THERE).serve());
    }

    @Test
    void whoGaveWayIsNotServedAndLeavesOnce() {
        Admission.Place first = enter("first", HERE);
        for (int i = 0; i < 3; i++) {
            enter("s" + i, HERE);
        }
        assertEquals(List.of("first"), gaveWay);
        assertNotNull(first.serve());
        first.leave();
        enter("s3", HERE);
        assertEquals(List.of("first", "s0"), gaveWay);
    }

    @Test
    void nothingIsKeptOfWhoHasLeft() {
        List<Admission.Place> places = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            places.add(enter("s" + i, network("198.51.100." + i)));
        }
        assertNull(places.get(0).serve());
        places.forEach(Admission.Place::leave);
        places.forEach(Admission.Place::leave);
        assertEquals(0, admission.sources());
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() {
        assertEquals(network("2001:db8::1"), network("2001:db8::ffff:ffff:ffff:ffff"));
        assertTrue(!network("2001:db8::1").equals(network("2001:db8:0:1::1")));
        assertTrue(!network("0.0.0.1").equals(network("0:0:0:1::")));
        assertEquals(network("192.0.2.1"), network("::ffff:192.0.2.1"));
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(address, 5);
    }

    @Test
    void whoFindsNoPlaceIsToldToComeLater() throws Exception {
        try (Talk first = new Talk(config(1, LIMITS));
                Talk second = first.beside(at("192.0.2.1"))) {
            first.storage.put("a", "a");
            first.send(get("a"), put("b"), content("b")).work();
            second.send(get("a")).work();
            Failure busy = second.onlyFailure();
            assertEquals("BUSY", busy.code().name());
            assertTrue(busy.mayRetry());
            assertTrue(busy.options().has(Option.RETRY_AFTER));
            assertTrue(second.isLingering());
            first.send(Talk.end("b")).work();
            assertEquals(List.of("reply", "a", "end", "reply"), first.answers());
        }
    }

    @Test
    void aLegacyClientIsToldToo() throws Exception {
        try (Talk first = new Talk(config(1, LIMITS));
                Talk second = first.beside(at("192.0.2.1"))) {
            first.send(get("none")).work();
            second.sendText("1a:GET").work();
            assertTrue(second.text().startsWith("BUSY: "));
        }
    }

    @Test
    void silentConnectionsKeepNobodyOut() throws Exception {
        try (Talk first = new Talk(config(2, LIMITS))) {
            first.storage.put("a", "a");
            first.send(get("a")).work();
            List<Talk> silent = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                silent.add(first.beside(at("198.51.100." + i)));
            }
            try (Talk user = first.beside(at("192.0.2.9"))) {
                user.send(get("a")).work();
                assertEquals(List.of("reply", "a", "end"), user.answers());
                user.send(get("a")).work();
                assertEquals(List.of("reply", "a", "end"), user.answers());
            }
            first.send(get("a")).work();
            assertEquals(List.of("reply", "a", "end", "reply", "a", "end"), first.answers());
            assertEquals(
                    3, silent.stream().filter(talk -> talk.channel.isOpen()).count());
            silent.forEach(Talk::close);
        }
    }

    @Test
    void whoGivesWayHearsItWhereThatIsPossible() throws Exception {
        try (Talk first = new Talk(config(2, limits(5, 1)));
                Talk nothing = first.beside(at("192.0.2.1"));
                Talk preface = first.beside(at("192.0.2.2"))) {
            assertFalse(first.settle().channel.isOpen());
            assertFalse(nothing.settle().channel.isOpen());
            assertEquals("", nothing.text());
            preface.send(Unpooled.copiedBuffer("\u00f7FTP\u0001", StandardCharsets.ISO_8859_1));
            try (Talk last = first.beside(at("192.0.2.3"))) {
                assertEquals(List.of("BUSY"), preface.settle().answers());
                assertFalse(preface.channel.isOpen());
                assertTrue(last.channel.isOpen());
            }
        }
    }

    /** It is not counted any more, so it may not stay. */
    @Test
    void whoGivesWayAndTakesNothingIsClosedSoon() throws Exception {
        try (Talk first = new Talk(config(2, limits(5, 1)))) {
            first.send(Unpooled.copiedBuffer("\u00f7FTP\u0001", StandardCharsets.ISO_8859_1));
            first.channel.stick(true);
            try (Talk last = first.beside(at("192.0.2.3"))) {
                assertTrue(first.settle().channel.isOpen());
                assertFalse(first.pass(2, TimeUnit.SECONDS).channel.isOpen());
                assertTrue(last.channel.isOpen());
            }
        }
    }
}
