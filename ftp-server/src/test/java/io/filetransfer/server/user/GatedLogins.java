package io.filetransfer.server.user;

import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;

/** Logins by password that wait until a test lets them go, and then are wrong. */
public final class GatedLogins {
    private GatedLogins() {}

    public static Authenticator of(LiveUsers accounts, ScheduledExecutorService timer, CountDownLatch gate) {
        return new Authenticator(accounts, null, timer, Clock.systemUTC(), 1, (password, hash) -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        });
    }
}
