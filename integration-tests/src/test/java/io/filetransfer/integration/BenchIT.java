package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BenchIT extends Served {
    private CommandInProcess.Ended bench(String... words) {
        return CommandInProcess.run(Map.of("HOME", local.toString()), words);
    }

    @Test
    void measuresBothWaysAndLeavesNothing() throws Exception {
        Files.createDirectory(root.resolve("scratch"));
        Files.writeString(root.resolve("mine"), "content");
        CommandInProcess.Ended ended = bench("bench", "--size", "1M", host + "/scratch");
        assertEquals(0, ended.exit(), ended.err());
        List<String> lines = ended.out().lines().toList();
        List<String> begins = List.of(
                "a question .* ms",
                "one stream   to the server .*B/s  .*",
                "one stream   from the server .*B/s  .*",
                "4 streams    to the server .*B/s  .*",
                "4 streams    from the server .*B/s  .*",
                "small files  to the server .* files/s  .*",
                "small files  from the server .* files/s  .*");
        assertEquals(begins.size(), lines.size(), ended.out());
        for (int i = 0; i < begins.size(); i++) {
            assertTrue(Pattern.matches(begins.get(i), lines.get(i)), lines.get(i));
        }
        assertEquals(List.of("mine", "scratch"), Trees.visible(root));
        assertEquals(List.of(), Trees.visible(root.resolve("scratch")));
    }

    @Test
    void tellsTheSameAsJson() throws Exception {
        CommandInProcess.Ended ended = bench("bench", "--json", "-q", "--size=300K", "--connections=2", host);
        assertEquals(0, ended.exit(), ended.err());
        List<String> lines = ended.out().lines().toList();
        assertEquals(7, lines.size(), ended.out());
        assertTrue(lines.get(0).contains("\"measure\":\"answer\",\"micros\":"), lines.get(0));
        assertTrue(
                lines.get(1).contains("\"measure\":\"one_stream\",\"way\":\"put\",\"files\":1,\"bytes\":307200,"),
                lines.get(1));
        assertTrue(lines.get(4).contains("\"measure\":\"several_streams\",\"way\":\"get\",\"files\":2,"), lines.get(4));
        assertTrue(lines.get(6).contains("\"limit\":\""), lines.get(6));
        assertTrue(lines.get(6).contains("\"serverTimes\":{"), lines.get(6));
    }

    @Test
    void aServerThatTakesNoFilesIsNotMeasured() throws Exception {
        serveAnew(ServerConfig.builder(root).port(0).readOnly(true).build());
        CommandInProcess.Ended ended = bench("bench", host);
        assertTrue(ended.exit() != 0, ended.out());
        assertTrue(ended.err().contains("takes no files, so nothing can be measured (READ_ONLY)"), ended.err());
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        assertEquals(2, bench("bench").exit());
        assertEquals(2, bench("bench", "--size=0", host).exit());
        assertEquals(2, bench("bench", host, host).exit());
    }
}
