package io.filetransfer.integration;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * For each test a server of a directory, a client of it, and a directory on the client's side. Afterwards nothing of an
 * upload may be left on its way.
 */
abstract class Served {
    @TempDir
    Path root;

    @TempDir
    Path local;

    FileTransferServer server;
    FileTransferClient client;

    /** As {@code HOST:PORT}, for command lines. */
    String host;

    /** What a class's server has otherwise than by default. */
    ServerConfig.Builder with(ServerConfig.Builder config) {
        return config;
    }

    /** What a class's client has otherwise than {@link Client#config}. */
    ClientConfig.Builder with(ClientConfig.Builder config) {
        return config;
    }

    @BeforeEach
    final void serve() throws IOException {
        serve(with(ServerConfig.builder(root).port(0)).build());
    }

    private void serve(ServerConfig config) throws IOException {
        server = FileTransferServer.start(config);
        client = FileTransferClient.open(with(Client.config(server.port())).build());
        host = "127.0.0.1:" + server.port();
    }

    /** Another server of the same directory, and a client of that. */
    final void serveAnew(ServerConfig config) throws Exception {
        end();
        serve(config);
    }

    @AfterEach
    final void end() throws Exception {
        client.close();
        Trees.awaitEmptyStaging(root);
        server.close();
    }
}
