package io.filetransfer.server;

import java.io.IOException;
import java.time.Duration;

/** Servers that look every moment for what they otherwise look for every ten seconds. */
public final class QuickUpkeep {
    private static final Duration MOMENT = Duration.ofMillis(100);

    private QuickUpkeep() {}

    public static FileTransferServer start(ServerConfig config) throws IOException {
        return FileTransferServer.start(config, new Upkeep.Times(MOMENT, MOMENT, Duration.ofHours(1)));
    }
}
