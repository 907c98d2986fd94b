package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.codec.body.RateLimit;
import io.netty.util.concurrent.EventExecutor;

/** What all connections of a client share of its bandwidth, in each direction. */
record RateLimits(RateLimit in, RateLimit out) {
    /** Of a client there is one; it shares with nobody. */
    static final Object PARTY = "client";

    static RateLimits of(ClientConfig config, EventExecutor loop) {
        return new RateLimits(limit(config, loop), limit(config, loop));
    }

    private static RateLimit limit(ClientConfig config, EventExecutor loop) {
        return new RateLimit(config::rateLimit, () -> 0, loop);
    }
}
