package io.filetransfer.server.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What lets a client that was here go on with its session (RFC 8446, 2.2): it brings it along, sealed with a key that only
 * this process has. A key seals for half a day and opens for another half, so that who learns one reads little. Of one
 * context; guarded by whoever has it.
 */
final class SessionTickets {
    static final Duration TURN = Duration.ofHours(12);

    /** How long a session may go on; also for a certificate of a client that meanwhile expires. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final SecureRandom random = new SecureRandom();
    private final OpenSslSessionContext sessions;
    private final LongSupplier nanos;
    private OpenSslSessionTicketKey current;
    private long madeAt;

    /** @param nanos a clock that only goes forward */
    SessionTickets(SslContext context, LongSupplier nanos) {
        // The JDK's engine makes tickets by itself.
        this.sessions = context.sessionContext() instanceof OpenSslSessionContext found ? found : null;
        this.nanos = nanos;
        context.sessionContext().setSessionTimeout((int) KEPT.toSeconds());
        turn();
    }

    /** Takes another key if it is time. */
    void refresh() {
        if (nanos.getAsLong() - madeAt >= TURN.toNanos()) {
            turn();
        }
    }

    private void turn() {
        madeAt = nanos.getAsLong();
        if (sessions == null) {
            return;
        }
        OpenSslSessionTicketKey last = current;
        current = new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
        if (last == null) {
            sessions.setTicketKeys(current);
        } else {
            sessions.setTicketKeys(current, last);
        }
    }

    private byte[] bytes(int count) {
        byte[] made = new byte[count];
        random.nextBytes(made);
        return made;
    }

    /** How many sessions went on so far; for tests. */
    long resumed() {
        return sessions == null
                ? 0
                : sessions.stats().ticketKeyResume() + sessions.stats().ticketKeyRenew();
    }
}
