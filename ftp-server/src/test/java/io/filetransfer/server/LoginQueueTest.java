package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.GatedLogins;
import io.filetransfer.server.user.LiveUsers;
import io.filetransfer.server.user.Principal;
import io.filetransfer.server.user.UserProgram;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins that wait are in nobody's way. */
@Timeout(60)
class LoginQueueTest {
    @TempDir
    Path directory;

    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void transfersOfOthersEndWhileNoPlaceIsLeftForLogins() throws Exception {
        Path users = directory.resolve("users.toml");
        user(users, "add", "alice", "--no-password", "--allow", "all");
        Credentials token = credentials(Credentials.TOKEN, user(users, "token", "alice"));
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Authenticator authenticator = GatedLogins.of(LiveUsers.read(users), timer, gate);
                Talk talk = new Talk(
                        ServerConfig.builder(Path.of("/")).build(),
                        new MemoryBudget(1 << 30),
                        new Security(null, null, authenticator))) {
            int waiting = 0;
            CompletableFuture<Principal> login = new CompletableFuture<>();
            while (!login.isDone()) { // until there is no place
                login = login(authenticator, waiting++);
            }
            assertEquals(ErrorCode.BUSY, login.get().refusal().code());

            Request put = new Request("a", Choice.PUT, Options.NONE.with(Option.CREDENTIALS, token));
            talk.send(put, Talk.content("hello"), Talk.end("hello"), Talk.get("a"))
                    .work();
            assertEquals(List.of("reply", "reply", "hello", "end"), talk.answers());
            assertFalse(login(authenticator, 0).isDone(), "the first of them waits as before");
        } finally {
            gate.countDown();
            timer.shutdownNow();
        }
    }

    private static CompletableFuture<Principal> login(Authenticator authenticator, int number) throws Exception {
        CompletableFuture<Principal> found = new CompletableFuture<>();
        InetAddress source = InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        Credentials guess = credentials(Credentials.PASSWORD, "user" + number + "\0guess");
        authenticator.authenticate(guess, source, found::complete);
        return found;
    }

    private static Credentials credentials(int scheme, String secret) {
        return new Credentials(scheme, secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String user(Path users, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--users", users.toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(
                0, UserProgram.run(all, Map.of(), InputStream.nullInputStream(), lines, System.err, question -> null));
        return out.toString(StandardCharsets.UTF_8).strip();
    }
}
