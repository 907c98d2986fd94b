package io.filetransfer.server.storage;

import java.time.Duration;
import java.time.Instant;

class InMemoryAppendsContractTest extends AppendsContractTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    protected Storage create() {
        return new InMemoryStorage(() -> now);
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }
}
