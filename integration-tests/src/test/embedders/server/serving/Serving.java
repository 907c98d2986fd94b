package serving;

import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Path;

/** Serves a directory, its only argument, for a moment. */
public final class Serving {
    private Serving() {}

    public static void main(String[] arguments) throws Exception {
        ServerConfig config = ServerConfig.builder(Path.of(arguments[0])).port(0).build();
        try (FileTransferServer server = FileTransferServer.start(config)) {
            System.out.println("port " + (server.port() > 0));
        }
    }
}
