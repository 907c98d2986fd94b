package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of many entries, by a client with little memory. Run with {@code -Pscale}. */
@Tag("scale")
class ScaleIT {
    private static final int ENTRIES = Integer.getInteger("scale.entries", 100_000);
    private static final int IN_A_DIRECTORY = 1000;
    private static final String HEAP = "-Xmx128m";

    @TempDir
    Path root;

    @TempDir
    Path local;

    @Test
    void manyEntriesInLittleMemory() throws Exception {
        Path tree = local.resolve("tree");
        for (int i = 0; i < ENTRIES; i++) {
            Path directory = tree.resolve("d" + i / IN_A_DIRECTORY);
            if (i % IN_A_DIRECTORY == 0) {
                Files.createDirectories(directory);
            }
            // a few with content, as empty files are never taken for renamed ones
            String content = i % IN_A_DIRECTORY < 10 ? "content " + i : "";
            Files.writeString(directory.resolve("file" + i), content);
        }
        try (ServerProcess server = ServerProcess.start(root, "--durability", "relaxed")) {
            String remote = "127.0.0.1:" + server.port() + "/tree";
            Path copy = local.resolve("copy");
            run("put", "-r", "-q", tree + "/", remote + "/");
            assertEquals(ENTRIES + directories(), lines(run("ls", "-R", remote)));
            run("get", "-r", "-q", remote + "/", copy.toString());
            assertEquals(ENTRIES, files(copy));
            assertEquals(0, lines(run("sync", "--json", "--delete", tree.toString(), remote)));
            assertEquals(
                    0,
                    run("sync", "--json", "--delete", remote, copy.toString())
                            .lines()
                            .filter(line -> !line.contains("\"action\":\"attributes\""))
                            .count());

            Files.move(tree.resolve("d0"), tree.resolve("renamed"));
            Files.writeString(tree.resolve("renamed/new"), "new", StandardCharsets.UTF_8);
            for (String[] sync :
                    List.of(new String[] {tree.toString(), remote}, new String[] {remote, copy.toString()})) {
                String told = run("sync", "--json", "--delete", sync[0], sync[1]);
                assertEquals(10, actions(told, "move"));
                assertEquals(IN_A_DIRECTORY - 10 + 1, actions(told, "send"));
                assertEquals(IN_A_DIRECTORY - 10 + 1, actions(told, "delete"));
                assertEquals(1, actions(told, "mkdir"));
            }
            assertTrue(Files.exists(copy.resolve("renamed/new")));
            assertEquals(ENTRIES + 1, files(copy));
        }
    }

    private static int directories() {
        return (ENTRIES + IN_A_DIRECTORY - 1) / IN_A_DIRECTORY;
    }

    private static long files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private static long lines(String text) {
        return text.lines().count();
    }

    private static long actions(String told, String action) {
        return told.lines()
                .filter(line -> line.contains("\"action\":\"" + action + "\""))
                .count();
    }

    /** What it writes to standard output. */
    private static String run(String... words) throws Exception {
        long begun = System.nanoTime();
        try (Launched client = Launched.start(Launched.java(List.of(HEAP), "io.filetransfer.client.cli.Main", words))) {
            assertTrue(client.process().waitFor(1, TimeUnit.HOURS), "hangs");
            assertEquals(0, client.exit(), client.err());
            System.out.println(words[0] + ": " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms");
            return client.out();
        }
    }
}
