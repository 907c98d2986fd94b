package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.exchange.PauseReasons;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.GatedLogins;
import io.filetransfer.server.user.LiveUsers;
import io.filetransfer.server.user.Sessions;
import io.filetransfer.server.user.UserProgram;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoginTest {
    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Seen seen = new Seen();
    private final List<Object> passed = new ArrayList<>();
    private Path users;
    private LiveUsers accounts;
    private Authenticator authenticator;
    private Login login;
    private EmbeddedChannel channel;

    @BeforeEach
    void server() throws Exception {
        users = directory.resolve("users.toml");
        user(Map.of("FTP_SERVER_PASSWORD", "secret"), "add", "alice", "--allow", "all");
        accounts = LiveUsers.read(users);
        authenticator = new Authenticator(accounts, timer);
        login = new Login(authenticator, new Sessions(accounts), Peer.of(null), seen);
        channel = new EmbeddedChannel(login, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                passed.add(message);
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                passed.add(event);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                passed.add(cause);
            }
        });
        login.pauses(new PauseReasons(channel));
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
        authenticator.close();
        timer.shutdownNow();
    }

    private void user(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--users", users.toString()));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        assertEquals(
                0,
                UserProgram.run(
                        all, environment, InputStream.nullInputStream(), nowhere, System.err, question -> null));
    }

    private static Request request(String name) {
        return new Request(name, Choice.STAT, Options.NONE);
    }

    private static Request request(String name, String password) {
        byte[] secret = ("alice\0" + password).getBytes(StandardCharsets.UTF_8);
        return new Request(
                name,
                Choice.STAT,
                Options.NONE.with(Option.CREDENTIALS, new Credentials(Credentials.PASSWORD, secret)));
    }

    private void awaitChecked() throws Exception {
        while (login.isChecking()) {
            channel.runPendingTasks();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Each request moves the deadline of the next one, but not that of the login. */
    @Test
    void whoAsksOnAndOnAsNobodyIsClosed() throws Exception {
        ServerConfig config = ServerConfig.builder(Path.of("/")).build();
        try (Talk talk = new Talk(config, new MemoryBudget(1 << 30), new Security(null, null, authenticator))) {
            for (int i = 0; i < 7; i++) {
                talk.send(request("a")).pass(5, TimeUnit.SECONDS);
            }
            List<String> answers = talk.answers();
            assertEquals("UNAUTHENTICATED", answers.get(0));
            assertEquals("TIMEOUT", answers.get(answers.size() - 1));
            assertFalse(talk.pass(2, TimeUnit.SECONDS).channel.isOpen());
        }
    }

    /** What it is told at the deadline waits in its buffer for ever. */
    @Test
    void whoAsksAsNobodyAndTakesNothingIsClosed() throws Exception {
        ServerConfig config = ServerConfig.builder(Path.of("/")).build();
        try (Talk talk = new Talk(config, new MemoryBudget(1 << 30), new Security(null, null, authenticator))) {
            talk.channel.stick(true);
            for (int i = 0; i < 8; i++) {
                talk.send(request("a")).pass(5, TimeUnit.SECONDS);
            }
            assertFalse(talk.pass(5, TimeUnit.SECONDS).channel.isOpen());
        }
    }

    private static Request upload(String name) {
        return new Request(name, Choice.PUT, request(name, "secret").options());
    }

    @Test
    void aUserHasSoManyUploadsUnderWayOnAllConnections() throws Exception {
        ServerConfig config = ServerConfig.builder(Path.of("/"))
                .limits(ServerLimits.DEFAULTS.withUploadsPerUser(2))
                .build();
        try (Talk talk = new Talk(config, new MemoryBudget(1 << 30), new Security(null, null, authenticator));
                Talk beside = talk.beside(new InetSocketAddress("192.0.2.1", 5))) {
            talk.send(request("a", "secret"));
            List<String> first = new ArrayList<>();
            Await.until("logged in", () -> first.addAll(talk.work().answers()) || !first.isEmpty());
            talk.send(upload("a"), Talk.content("a")).work();
            beside.send(upload("b"), Talk.content("b")).work();
            try (Talk third = talk.beside(new InetSocketAddress("192.0.2.2", 5))) {
                third.send(upload("c"), Talk.content("c"), Talk.end("c")).work();
                Failure busy = third.onlyFailure();
                assertEquals(ErrorCode.BUSY, busy.code());
                assertTrue(busy.options().has(Option.RETRY_AFTER));
                beside.send(Talk.end("b")).work();
                assertEquals(List.of("reply"), beside.answers());
                third.send(upload("c"), Talk.content("c"), Talk.end("c")).work();
                assertEquals(List.of("reply"), third.answers());
                beside.send(upload("d"), Talk.content("d")).work();
                third.send(upload("c"), Talk.content("c"), Talk.end("c")).work();
                assertEquals(List.of("BUSY"), third.answers());
                talk.disconnect();
                third.send(upload("c"), Talk.content("c"), Talk.end("c")).work();
                assertEquals(List.of("reply"), third.answers());
            }
            beside.disconnect();
            assertEquals(0, talk.server.uploads().users());
        }
    }

    @Test
    void whoSaysNothingIsNobody() {
        channel.writeInbound(request("a"));
        assertEquals(List.of(request("a")), passed);
        assertEquals(ErrorCode.UNAUTHENTICATED, login.principal().refusal().code());
    }

    /** Nothing overtakes anything, and no secret goes further. */
    @Test
    void whatComesMeanwhileWaitsInItsOrder() throws Exception {
        Content content = Content.of(Unpooled.buffer(4).writeInt(7));
        Throwable failure = ProtocolException.badRequest("garbage");
        channel.writeInbound(request("a", "secret"), request("b"), content);
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.pipeline().fireExceptionCaught(failure);
        assertTrue(login.isChecking());
        assertFalse(channel.config().isAutoRead());
        assertEquals(List.of(), passed);
        awaitChecked();
        assertEquals(List.of(request("a"), request("b"), content, ChannelInputShutdownEvent.INSTANCE, failure), passed);
        assertEquals("alice", login.principal().user());
        assertTrue(channel.config().isAutoRead());
        content.release();
    }

    @Test
    void aWrongPasswordIsRefusedAndTheNextMayBeRight() throws Exception {
        channel.writeInbound(request("a", "wrong"), request("b", "secret"), request("c", "secret"), request("d"));
        awaitChecked();
        assertEquals(List.of(request("a"), request("b"), request("c"), request("d")), passed);
        assertEquals(List.of("login PASSWORD alice UNAUTHENTICATED", "login PASSWORD alice null"), seen.events);
        assertEquals("alice", login.principal().user());
    }

    @Test
    void aLoginThatIsNotDecidedInTimeMayComeAgain() {
        CountDownLatch gate = new CountDownLatch(1);
        try (Authenticator gated = GatedLogins.of(accounts, timer, gate)) {
            Login waiting = new Login(gated, new Sessions(accounts), Peer.of(null), seen);
            EmbeddedChannel slow = new EmbeddedChannel(waiting);
            waiting.pauses(new PauseReasons(slow));
            slow.writeInbound(request("a", "secret"));
            slow.advanceTimeBy(29, TimeUnit.SECONDS);
            slow.runScheduledPendingTasks();
            assertTrue(waiting.isChecking());
            slow.advanceTimeBy(2, TimeUnit.SECONDS);
            slow.runScheduledPendingTasks();
            assertFalse(waiting.isChecking());
            assertEquals(request("a"), slow.readInbound(), "to be refused as all others");
            Failure refusal = waiting.principal().refusal();
            assertEquals(ErrorCode.BUSY, refusal.code());
            assertTrue(refusal.options().has(Option.RETRY_AFTER));
            assertEquals(List.of("login PASSWORD alice BUSY"), seen.events);
            slow.finishAndReleaseAll();
        } finally {
            gate.countDown();
        }
    }

    @Test
    void aConnectionThatEndsReleasesWhatWaits() {
        ByteBuf bytes = Unpooled.buffer(4).writeInt(7);
        channel.writeInbound(request("a", "secret"), Content.of(bytes));
        channel.close();
        channel.runPendingTasks();
        assertEquals(0, bytes.refCnt());
        assertEquals(List.of(), passed);
    }

    @Test
    void aUserWhoIsDisabledIsNobodySoon() throws Exception {
        channel.writeInbound(request("a", "secret"));
        awaitChecked();
        assertTrue(login.renew());
        user(Map.of(), "disable", "alice");
        accounts.refresh();
        assertFalse(login.renew());
        assertEquals(ErrorCode.UNAUTHENTICATED, login.principal().refusal().code());
        assertEquals(List.of("login PASSWORD alice null", "withdrawn alice"), seen.events);
        user(Map.of(), "enable", "alice");
        accounts.refresh();
        channel.writeInbound(request("b", "secret"));
        awaitChecked();
        assertEquals("alice", login.principal().user());
    }
}
