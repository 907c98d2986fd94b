package io.filetransfer.server.storage.local;

import io.filetransfer.server.storage.AppendsContractTest;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(DescriptorGate.class)
class LocalAppendsContractTest extends AppendsContractTest {
    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory, false, new Disk(), () -> now);
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }
}
