package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
    private long now = 5;
    private final FailedLogins failed = new FailedLogins(() -> now);

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    private long fail(InetAddress source) {
        long wait = failed.begin(source);
        failed.ended(source, true);
        return wait;
    }

    /** Not all places are one source's. */
    @Test
    void aSourceHasNoMoreThanItsPlaces() throws Exception {
        InetAddress source = address("192.0.2.1");
        for (int i = 0; i < FailedLogins.MAX_PENDING; i++) {
            assertTrue(failed.begin(source) >= 0);
        }
        assertEquals(-1, failed.begin(source));
        assertEquals(0, failed.begin(address("192.0.2.2")));
        failed.ended(source, true);
        assertTrue(failed.begin(source) > 0);
    }

    @Test
    void theSourceIsSlowedDownAndNoOther() throws Exception {
        InetAddress source = address("192.0.2.1");
        for (int i = 0; i < FailedLogins.FREE; i++) {
            assertEquals(0, fail(source));
        }
        long last = 0;
        for (int i = 0; i < 20; i++) {
            long wait = fail(source);
            assertTrue(wait > last || wait == FailedLogins.MOST_NANOS, "wait " + wait);
            last = wait;
        }
        assertEquals(FailedLogins.MOST_NANOS, last);
        assertEquals(0, failed.begin(address("192.0.2.2")));
    }

    @Test
    void whatWasRightIsTakenBack() throws Exception {
        InetAddress source = address("192.0.2.1");
        for (int i = 0; i < 100; i++) {
            assertEquals(0, failed.begin(source));
            failed.ended(source, false);
        }
        assertEquals(0, failed.sources());
    }

    @Test
    void allIsForgottenAfterAWhile() throws Exception {
        InetAddress source = address("192.0.2.1");
        for (int i = 0; i < 20; i++) {
            failed.begin(source);
        }
        now += TimeUnit.MINUTES.toNanos(11);
        assertEquals(0, failed.begin(source));
    }

    /** Whoever has one address of IPv6 has 2^64 of them. */
    @Test
    void aNetworkOfIpv6IsOneSource() throws Exception {
        for (int i = 0; i < FailedLogins.FREE; i++) {
            failed.begin(address("2001:db8::" + i));
        }
        assertTrue(failed.begin(address("2001:db8::ffff")) > 0);
        assertEquals(0, failed.begin(address("2001:db8:0:1::1")));
    }

    @Test
    void thereIsABoundForSources() throws Exception {
        for (int i = 0; i < FailedLogins.MAX_SOURCES + 1000; i++) {
            failed.begin(InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        assertEquals(FailedLogins.MAX_SOURCES, failed.sources());
    }
}
