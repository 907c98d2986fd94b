package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another process exchanges a directory and a link to the outside, all the time, while clients run every choice through
 * that name: nothing outside is touched, and nothing of it comes back.
 */
class LinkRaceIT {
    private static final String SECRET = "SECRET of the outside";
    private static final int SECONDS = 4;
    private static final int CLIENTS = 4;

    /** A step of a client; what comes back is looked through. */
    private interface Step {
        void on(NativeConnection connection, int turn) throws IOException;
    }

    @TempDir
    Path directory;

    private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();

    @Test
    void nothingOutsideIsReached() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Path kept = Files.createDirectory(directory.resolve("kept"));
        for (Path each : List.of(outside, kept)) {
            boolean secret = each.equals(outside);
            Trees.file(each.resolve("file"), (secret ? SECRET : "inside").getBytes(StandardCharsets.UTF_8));
            Trees.file(each.resolve("sub/deep"), (secret ? SECRET : "inside").getBytes(StandardCharsets.UTF_8));
            Trees.file(each.resolve(secret ? "outside-only" : "inside-only"), new byte[secret ? 77_777 : 5]);
        }
        Files.createDirectory(outside.resolve("empty"));
        UsersMade users = new UsersMade(directory.resolve("users.toml"));
        users.run("add", "all", "--no-password", "--allow", "all");
        users.run("add", "u", "--no-password", "--allow", "all", "--root", "/home/%u");
        List<String> tokens = List.of(users.run("token", "all"), users.run("token", "u"));
        Path link = Files.createSymbolicLink(directory.resolve("other"), outside);
        Path home = Files.createDirectories(root.resolve("home/u"));
        Launched.succeeds("cp", "-a", kept.toString(), home.resolve("flip").toString());
        TreeMap<String, String> before = Trees.picture(outside);

        try (ServerProcess server = ServerProcess.start(
                        root,
                        "--log-level",
                        "error",
                        "--users",
                        directory.resolve("users.toml").toString());
                Launched flips = Launched.start(Launched.python(
                        "flip.py",
                        home.resolve("flip").toString(),
                        link.toString(),
                        Integer.toString(SECONDS),
                        kept.toString()))) {
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                clients.add(threads.submit(() -> runSteps(server.port(), number, tokens, flips)));
            }
            for (Future<Void> client : clients) {
                client.get(SECONDS + 60, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertEquals(0, flips.exit(), flips.err());
            System.out.println("Exchanged " + flips.out().strip() + " times; outcomes " + new TreeMap<>(outcomes));
            assertEquals(before, Trees.picture(outside));
            try (NativeConnection connection = as(tokens.get(0), server.port())) {
                connection.put("canary", new byte[] {1}).read(NativeConnection.REPLY);
            }
        }
        assertTrue(outcomes.keySet().stream().filter(key -> key.endsWith(" ok")).count() >= 10, "Little went well");
    }

    /** One half of the clients are a user whose root the directory is in. */
    private Void runSteps(int port, int number, List<String> tokens, Launched flips) throws Exception {
        try (NativeConnection connection = as(tokens.get(number % 2), port)) {
            List<Step> steps = steps(number, number % 2 == 0 ? "home/u/" : "");
            for (int turn = 0; !flips.ended(); turn++) {
                steps.get(turn % steps.size()).on(connection, turn);
            }
        }
        return null;
    }

    private static NativeConnection as(String token, int port) throws IOException {
        NativeConnection connection = new NativeConnection(port);
        connection.request(Choice.STAT, "/", NativeConnection.token(token)).read(NativeConnection.REPLY);
        return connection;
    }

    private List<Step> steps(int number, String in) {
        byte[] parents = NativeConnection.option(NativeConnection.PARENTS);
        byte[] recursive = NativeConnection.option(NativeConnection.RECURSIVE);
        byte[] content = ("put by " + number).getBytes(StandardCharsets.UTF_8);
        String own = in + "own" + number;
        return List.of(
                (c, turn) -> body("GET", c.request(Choice.GET, in + "flip/file")),
                (c, turn) -> body("GET deep", c.request(Choice.GET, in + "flip/sub/deep")),
                (c, turn) -> reply("PUT", c.put(in + "flip/file", content)),
                (c, turn) -> reply("PUT parents", c.put(in + "flip/new" + turn % 5 + "/a/b", content, parents)),
                (c, turn) -> body("LIST", c.request(Choice.LIST, in + "flip")),
                (c, turn) -> body("LIST recursive", c.request(Choice.LIST, in + "flip", recursive)),
                (c, turn) -> body("LIST all", c.request(Choice.LIST, "/", recursive)),
                (c, turn) -> reply("STAT", c.request(Choice.STAT, in + "flip/file")),
                (c, turn) -> reply("STAT only", c.request(Choice.STAT, in + "flip/outside-only")),
                (c, turn) -> reply("DIGEST", c.request(Choice.DIGEST, in + "flip/sub/deep")),
                (c, turn) -> reply("MKDIR", c.request(Choice.MKDIR, in + "flip/d" + turn)),
                (c, turn) -> reply("MKDIR parents", c.request(Choice.MKDIR, in + "flip/sub/d" + turn + "/e", parents)),
                (c, turn) -> reply("PUT own", c.put(own, content)),
                (c, turn) -> reply(
                        "MOVE in", c.request(Choice.MOVE, own, NativeConnection.target(in + "flip/own" + number))),
                (c, turn) ->
                        reply("MOVE out", c.request(Choice.MOVE, in + "flip/file", NativeConnection.target(own + "f"))),
                (c, turn) -> body("GET moved", c.request(Choice.GET, own + "f")),
                (c, turn) ->
                        reply("MOVE dir", c.request(Choice.MOVE, in + "flip/sub", NativeConnection.target(own + "d"))),
                (c, turn) -> body("LIST moved", c.request(Choice.LIST, own + "d", recursive)),
                (c, turn) -> reply("DELETE moved", c.request(Choice.DELETE, own + "d", recursive)),
                (c, turn) -> reply("DELETE", c.request(Choice.DELETE, in + "flip/outside-only")),
                (c, turn) -> reply("DELETE sub", c.request(Choice.DELETE, in + "flip/sub", recursive)),
                (c, turn) -> {
                    if (turn % 7 == 0) {
                        reply("DELETE all", c.request(Choice.DELETE, in + "flip", recursive));
                    }
                });
    }

    private void reply(String what, NativeConnection connection) throws IOException {
        NativeConnection.Frame frame = connection.read();
        check(frame.payload());
        count(what, frame);
    }

    private void body(String what, NativeConnection connection) throws IOException {
        NativeConnection.Frame frame = connection.read();
        count(what, frame);
        while (frame.type() != NativeConnection.ERROR && frame.type() != NativeConnection.END) {
            frame = connection.read();
            check(frame.payload());
        }
    }

    private void count(String what, NativeConnection.Frame frame) {
        String outcome = frame.type() == NativeConnection.ERROR ? frame.code().name() : "ok";
        assertFalse(
                outcome.equals("INTERNAL") || outcome.equals("STORAGE_FAILED"), () -> what + ": " + frame.sentence());
        outcomes.computeIfAbsent(what + " " + outcome, key -> new AtomicLong()).incrementAndGet();
    }

    /** Neither content nor names nor sizes nor digests of the outside. */
    private static void check(byte[] payload) {
        String text = new String(payload, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("SECRET"), "Content of the outside");
        assertFalse(text.contains("outside-only"), "A name of the outside");
        assertFalse(text.contains(SECRET_SIZE), "A size of the outside");
        assertFalse(text.contains(SECRET_DIGEST), "A digest of the outside");
    }

    private static final String SECRET_SIZE = new String(Trees.bigEndian(SECRET.length()), StandardCharsets.ISO_8859_1);
    private static final String SECRET_DIGEST = digest();

    private static String digest() {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(SECRET.getBytes(StandardCharsets.UTF_8));
        byte[] value = java.util.Arrays.copyOfRange(Trees.bigEndian(crc.getValue()), 4, 8);
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    /**
     * A file that is a pipe every other moment. Java opens a pipe by waiting for its other end, so a request can come to
     * wait there when the change falls between look and open; then it must be that request alone, and
     * must not keep the server from ending.
     */
    @Test
    void aPipeInThePlaceOfAFileHoldsUpNobodyElse() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Path file = Files.write(root.resolve("flip"), new byte[] {1, 2, 3});
        Path kept = Files.write(directory.resolve("kept"), new byte[] {1, 2, 3});
        Path pipe = directory.resolve("pipe");
        Launched.succeeds("mkfifo", pipe.toString());
        AtomicLong waiting = new AtomicLong();
        try (ServerProcess server = ServerProcess.start(root, "--log-level", "error", "--drain-timeout", "1");
                Launched flips = Launched.start(
                        Launched.python("flip.py", file.toString(), pipe.toString(), "2", kept.toString()))) {
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit((Callable<Void>) () -> {
                    askForPipe(server.port(), flips, waiting);
                    return null;
                }));
            }
            while (!flips.ended()) {
                Canary.sing(server.port());
                Thread.sleep(50);
            }
            for (Future<Void> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertEquals(0, flips.exit(), flips.err());
            if (waiting.get() > 0) {
                System.out.println(waiting + " requests came to wait for a pipe");
            }
            Canary.sing(server.port());
            server.program().signal("TERM");
            assertEquals(0, server.program().exit());
        }
    }

    private static void askForPipe(int port, Launched flips, AtomicLong waiting) throws Exception {
        while (!flips.ended()) {
            try (NativeConnection connection = new NativeConnection(port)) {
                connection.socket().setSoTimeout(2000);
                while (!flips.ended()) {
                    ask(connection, Choice.GET);
                    ask(connection, Choice.DIGEST);
                    ask(connection, Choice.STAT);
                    connection.put("flip", new byte[] {1});
                    expect(connection.read());
                }
            } catch (SocketTimeoutException e) {
                waiting.incrementAndGet();
            }
        }
    }

    private static void ask(NativeConnection connection, Choice choice) throws IOException {
        connection.request(choice, "flip");
        NativeConnection.Frame frame = connection.read();
        expect(frame);
        while (choice == Choice.GET && frame.type() != NativeConnection.END && frame.type() != NativeConnection.ERROR) {
            frame = connection.read();
        }
    }

    private static void expect(NativeConnection.Frame frame) {
        if (frame.type() == NativeConnection.ERROR) {
            List<ErrorCode> plain =
                    List.of(ErrorCode.NOT_A_FILE, ErrorCode.NOT_FOUND, ErrorCode.CHANGED, ErrorCode.NOT_A_DIRECTORY);
            assertTrue(plain.contains(frame.code()), frame.code() + ": " + frame.sentence());
        }
    }
}
