package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A root that goes away under a running server takes no mirror with it. */
@Timeout(120)
class RootGoneIT {
    @TempDir
    Path directory;

    @Test
    void aMirrorKeepsWhatItHas() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Path copy = directory.resolve("copy");
        Path aside = directory.resolve("aside");
        Files.createDirectory(root.resolve("d"));
        Files.writeString(root.resolve("d/f"), "content");
        Files.writeString(root.resolve("g"), "content");
        try (ServerProcess server = ServerProcess.start(root)) {
            String remote = "127.0.0.1:" + server.port() + "/";
            succeeds("sync", "--delete", remote, copy.toString());
            TreeMap<String, String> before = Trees.picture(copy);
            assertEquals(4, before.size());

            // As people deploy.
            Files.move(root, aside);
            everyCommandSaysSo(remote, copy);
            Launched.succeeds("cp", "-a", aside.toString(), root.toString());
            syncSaysSo(remote, copy);
            assertEquals(before, Trees.picture(copy));

            Launched.succeeds("rm", "-rf", root.toString());
            Files.move(aside, root);
            succeeds("sync", "--delete", remote, copy.toString());
            Launched.succeeds("rm", "-rf", root.toString());
            syncSaysSo(remote, copy);
            assertEquals(before, Trees.picture(copy));

            String log = server.log();
            assertEquals(2, lines(log, " is gone: "), log);
            assertEquals(1, lines(log, " is back"), log);
        }
    }

    private void everyCommandSaysSo(String remote, Path copy) throws Exception {
        syncSaysSo(remote, copy);
        saysSo("ls", remote);
        saysSo("stat", remote + "g");
        saysSo("get", remote + "g", directory.resolve("got").toString());
        saysSo("put", copy.resolve("g").toString(), remote + "g");
        saysSo("verify", remote);
    }

    private void syncSaysSo(String remote, Path copy) throws Exception {
        saysSo("sync", "--delete", remote, copy.toString());
    }

    private void saysSo(String... command) throws Exception {
        Ended client = CommandInProcess.run(Map.of(), command);
        assertEquals(9, client.exit(), () -> command[0] + ": " + client.err());
        assertTrue(client.err().contains("not in its place"), client.err());
        assertTrue(client.err().contains("(ROOT_GONE)"), client.err());
    }

    private static long lines(String log, String text) {
        return log.lines().filter(line -> line.contains(text)).count();
    }

    private void succeeds(String... command) throws Exception {
        Ended client = CommandInProcess.run(Map.of(), command);
        assertEquals(0, client.exit(), client.err());
    }
}
