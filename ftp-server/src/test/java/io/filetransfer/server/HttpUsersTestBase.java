package io.filetransfer.server;

import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.LiveUsers;
import io.filetransfer.server.user.UserProgram;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server with a user, alice, whose password is "secret", over its whole pipeline. */
abstract class HttpUsersTestBase {
    @TempDir
    Path directory;

    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Authenticator authenticator;
    Talk talk;

    @BeforeEach
    void server() throws Exception {
        Path users = directory.resolve("users.toml");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        UserProgram.run(
                List.of("add", "alice", "--allow", "all", "--users", users.toString()),
                Map.of("FTP_SERVER_PASSWORD", "secret"),
                InputStream.nullInputStream(),
                nowhere,
                System.err,
                question -> null);
        authenticator = new Authenticator(LiveUsers.read(users), timer);
        talk = new Talk(
                ServerConfig.builder(Path.of("/")).build(),
                new MemoryBudget(1 << 30),
                new Security(null, authenticator));
        talk.storage.put("a", "hello");
    }

    @AfterEach
    void close() {
        talk.close();
        authenticator.close();
        timer.shutdownNow();
    }
}
