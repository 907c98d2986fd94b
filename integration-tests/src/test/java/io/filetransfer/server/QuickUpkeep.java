package io.filetransfer.server;

import java.io.IOException;
import java.time.Duration;

/** Servers that look every moment, or never, for what they otherwise look for every ten seconds. */
public final class QuickUpkeep {
    private static final Duration MOMENT = Duration.ofMillis(100);

    private QuickUpkeep() {}

    public static FileTransferServer start(ServerConfig config) throws IOException {
        return FileTransferServer.start(config, new Upkeep.Times(MOMENT, MOMENT, Duration.ofHours(1)));
    }

    /** One that takes up what has changed only when it is told to. */
    public static FileTransferServer startWithout(ServerConfig config) throws IOException {
        Duration never = Duration.ofHours(1);
        return FileTransferServer.start(config, new Upkeep.Times(never, never, never));
    }
}
