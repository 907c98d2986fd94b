package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.codec.Await;
import io.filetransfer.integration.CrashLog.Change;
import io.filetransfer.integration.CrashLog.Content;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Server and writers are killed at random moments, again and again, also while directories are made and removed. The server
 * starts each time. What was acknowledged is there, byte for byte; what was not, is old or new and whole; and what is left
 * of uploads that were cut goes away or can go on.
 */
class CrashIT {
    private static final int WRITERS = 8;
    private static final int PROCESSES = 2;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Launched[] writers = new Launched[PROCESSES];
    private Path root;
    private Path logs;
    private int port;
    private int largest;
    private ServerProcess server;
    private int serverKills;
    private int writerKills;
    private int verified;
    private int acknowledged;
    private int doubts;

    /** Uploads of puts that a kill ended: the client sends large files in parts, with an id that only it knows. */
    private final Set<String> orphans = new HashSet<>();

    @AfterEach
    void end() {
        for (Launched writer : writers) {
            if (writer != null) {
                writer.close();
            }
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aFewKills() throws Exception {
        largest = 3_000_000;
        run(4, 4, Long.MAX_VALUE, 200);
    }

    /** Until there were enough kills, or the time is over. */
    @Test
    @Tag("crash")
    void manyKills() throws Exception {
        largest = 64 << 20;
        long minutes = Long.getLong("crash.minutes", 60);
        run(Integer.getInteger("crash.rounds", 400), 10, TimeUnit.MINUTES.toNanos(minutes), 2000);
    }

    private void run(int kills, int killsBetweenChecks, long nanos, int longestRunMillis) throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        logs = Files.createDirectory(directory.resolve("logs"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        long started = System.nanoTime();
        start();
        for (int kill = 1; kill <= kills && System.nanoTime() - started < nanos; kill++) {
            long before = acknowledgements();
            Await.until("some changes", () -> acknowledgements() >= before + WRITERS);
            // At any moment from then on, which no state of the programs is to choose.
            Thread.sleep(random.nextInt(longestRunMillis));
            if (kill % 4 != 0) {
                server.kill();
                serverKills++;
            }
            if (kill % 2 == 0) {
                int victim = random.nextInt(PROCESSES);
                writers[victim].signal("KILL");
                writers[victim].exit();
                writers[victim].close();
                writers[victim] = null;
                writerKills++;
            }
            if (kill % killsBetweenChecks == 0) {
                verify();
            }
            start();
        }
        verify();
        readAllBack();
        assertTrue(acknowledged > 0, "Nothing was acknowledged");
        System.out.println(serverKills + " kills of the server, " + writerKills + " of writers; " + acknowledged
                + " changes acknowledged, " + doubts + " in doubt; " + verified + " files compared; seed " + seed);
    }

    private void start() throws Exception {
        if (server == null || server.program().ended()) {
            if (server != null) {
                server.close();
            }
            server = ServerProcess.start(root, "--port", Integer.toString(port), "--log-level", "warn");
        }
        for (int i = 0; i < PROCESSES; i++) {
            if (writers[i] != null && writers[i].ended()) {
                throw new AssertionError("A writer ended: " + writers[i].err() + broken());
            }
            if (writers[i] == null) {
                List<String> arguments =
                        new ArrayList<>(List.of(Integer.toString(port), logs.toString(), Integer.toString(largest)));
                for (int writer = i; writer < WRITERS; writer += PROCESSES) {
                    arguments.add(Integer.toString(writer));
                }
                writers[i] = Launched.start(Launched.java(
                        List.of(), "io.filetransfer.integration.CrashWriter", arguments.toArray(String[]::new)));
                writers[i].firstLine();
            }
        }
    }

    private long acknowledgements() throws IOException {
        long count = 0;
        for (int writer = 0; writer < WRITERS; writer++) {
            Path log = CrashWriter.log(logs, writer);
            if (Files.exists(log)) {
                count += Files.readString(log)
                        .lines()
                        .filter(line -> line.startsWith("A "))
                        .count();
            }
        }
        return count;
    }

    private String broken() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int writer = 0; writer < WRITERS; writer++) {
            try (CrashLog log = CrashLog.open(CrashWriter.log(logs, writer))) {
                log.broken().forEach(line -> text.append('\n').append(line));
            }
        }
        return text.toString();
    }

    /** Kills everything, and compares what is on the disk with what the writers know. */
    private void verify() throws Exception {
        for (int i = 0; i < PROCESSES; i++) {
            if (writers[i] != null) {
                writers[i].signal("KILL");
                writers[i].exit();
                writers[i].close();
                writers[i] = null;
            }
        }
        if (!server.program().ended()) {
            server.kill();
        }
        assertEquals("", broken());
        Set<String> uploads = new HashSet<>();
        Set<String> puts = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            try (CrashLog log = CrashLog.open(CrashWriter.log(logs, writer))) {
                verify(log);
                acknowledged += log.acknowledged();
                doubts += log.doubtful().size();
                log.unfinished().forEach(upload -> uploads.add(upload.uploadId()));
                names.addAll(log.certain().keySet());
                log.doubtful().forEach(change -> names.addAll(change.names()));
                log.doubtful().stream()
                        .filter(change -> change.kind().equals("put"))
                        .forEach(change -> puts.add(change.name()));
                forgetDoubts(log);
            }
        }
        assertEquals(Set.of(), others(names), "Files that nobody has put");
        server.close();
        server = ServerProcess.start(root, "--port", Integer.toString(port), "--log-level", "warn");
        assertEquals(List.of(), Trees.names(Trees.staging(root)));
        Set<String> left = new HashSet<>();
        for (String name : Trees.names(root.resolve(".filetransfer/uploads"))) {
            left.add(name.substring(0, Math.min(32, name.length())));
        }
        left.remove("commits");
        left.removeAll(uploads);
        for (String upload : left) {
            if (!orphans.contains(upload)) {
                assertTrue(puts.contains(target(upload)), "An upload that nobody can resume: " + upload);
                orphans.add(upload);
            }
        }
    }

    /** The name that an upload in parts is for, as its journal begins: its head, a record's, a time, a size, the name. */
    private String target(String upload) throws IOException {
        byte[] journal =
                Files.readAllBytes(root.resolve(".filetransfer/uploads").resolve(upload + ".journal"));
        int begin = 6 + 3 + 2 * Long.BYTES;
        int length = ByteBuffer.wrap(journal).getShort(7) - 2 * Long.BYTES;
        return new String(journal, begin, length, StandardCharsets.UTF_8);
    }

    private void verify(CrashLog log) throws IOException {
        for (Map.Entry<String, Content> file : log.certain().entrySet()) {
            assertTrue(is(file.getKey(), file.getValue()), "Acknowledged, but not there: " + file);
        }
        for (String name : log.gone()) {
            assertTrue(is(name, null), "Removed or renamed, but there: " + name);
        }
        for (Change change : log.doubtful()) {
            Content old = log.before(change.name());
            boolean whole = switch (change.kind()) {
                case "put", "parts" -> is(change.name(), old) || is(change.name(), change.content());
                case "delete", "tree" -> eachIsOldOrGone(log, change);
                case "move" ->
                    is(change.name(), old) && is(change.target(), log.before(change.target()))
                            || is(change.name(), null) && is(change.target(), old);
                default -> throw new IllegalStateException(change.toString());
            };
            assertTrue(whole, "Neither old nor new: " + change + ", before " + old);
        }
    }

    private boolean eachIsOldOrGone(CrashLog log, Change change) throws IOException {
        for (String name : change.names()) {
            if (!is(name, log.before(name)) && !is(name, null)) {
                return false;
            }
        }
        return true;
    }

    private boolean is(String name, Content content) throws IOException {
        Path file = root.resolve(name);
        if (content == null) {
            return Files.notExists(file);
        }
        verified++;
        return Files.exists(file)
                && Files.size(file) == content.size()
                && Arrays.equals(content.bytes(), Files.readAllBytes(file));
    }

    /** Names in doubt are done with, since no server runs that could still change them; parts can go on. */
    private void forgetDoubts(CrashLog log) throws IOException {
        Set<String> kept = new HashSet<>();
        log.unfinished().forEach(upload -> kept.addAll(upload.names()));
        for (Change change : log.doubtful()) {
            for (String name : change.names()) {
                if (!kept.contains(name)) {
                    Files.deleteIfExists(root.resolve(name));
                }
            }
        }
        log.compact();
    }

    private Set<String> others(Set<String> names) throws IOException {
        Set<String> others = new HashSet<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(name -> !name.startsWith(".filetransfer/") && !names.contains(name))
                    .forEach(others::add);
        }
        return others;
    }

    /** Through the server, which then compares with the digests that it has stored. */
    private void readAllBack() throws Exception {
        TreeMap<String, Content> all = new TreeMap<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            try (CrashLog log = CrashLog.open(CrashWriter.log(logs, writer))) {
                all.putAll(log.certain());
            }
        }
        Path target = directory.resolve("target");
        try (FileTransferClient client = Client.of(port)) {
            for (Map.Entry<String, Content> file : all.entrySet()) {
                Client.get(client.get(GetRequest.of(file.getKey()), target).future());
                assertArrayEquals(file.getValue().bytes(), Files.readAllBytes(target), file.getKey());
            }
        }
        Canary.sing(port);
    }
}
