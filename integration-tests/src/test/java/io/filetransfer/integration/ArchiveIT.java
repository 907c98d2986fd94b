package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.client.PutRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Directories and selections as one file, unpacked by programs that others have written. */
@Timeout(120)
class ArchiveIT extends Served {
    private static final Instant TIME = Instant.parse("2020-02-03T04:05:06Z");
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void tree() throws Exception {
        Path tree = root.resolve("tree");
        Files.createDirectories(tree.resolve("in/deep"));
        Files.createDirectory(tree.resolve("empty"));
        Files.writeString(tree.resolve("a.txt"), "a");
        Files.write(tree.resolve("in/large.bin"), Trees.bytes(1, 3 << 20));
        Files.writeString(tree.resolve("in/deep/\u00fc \u4e2d.txt"), "text");
        Files.writeString(tree.resolve("in/" + "long".repeat(60) + ".txt"), "long");
        Files.createFile(tree.resolve("nothing"));
        Files.createSymbolicLink(tree.resolve("link"), tree.resolve("a.txt"));
        Files.setLastModifiedTime(tree.resolve("a.txt"), FileTime.from(TIME));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + host + path));
    }

    private Path got(HttpRequest.Builder request) throws Exception {
        Path file = local.resolve("archive");
        HttpResponse<Path> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofFile(file));
        assertEquals(200, answer.statusCode());
        return file;
    }

    private int status(String path) throws Exception {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Path unpacked(String... program) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/" + program[0])), program[0]);
        Path target = Files.createTempDirectory(local, "unpacked");
        Process process = new ProcessBuilder(program)
                .directory(target.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
        return target;
    }

    /** Names with content; directories without. */
    private static Map<String, String> content(Path directory) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) all.filter(path -> !Files.isSymbolicLink(path))::iterator) {
                String name = directory.relativize(each).toString();
                found.put(name, Files.isDirectory(each) ? "" : Trees.sha256(each));
            }
        }
        return found;
    }

    @Test
    void aZipOfADirectoryIsThatDirectory() throws Exception {
        Path zip = got(request("/tree/?archive=zip").header("Accept", "text/html"));
        Path target = unpacked("unzip", "-q", zip.toString());
        assertEquals(content(root.resolve("tree")), content(target.resolve("tree")));
        assertEquals(
                TIME, Files.getLastModifiedTime(target.resolve("tree/a.txt")).toInstant());
    }

    @Test
    void aTarOfADirectoryIsThatDirectory() throws Exception {
        Path tar = got(request("/tree/?archive=tar"));
        Path target = unpacked("tar", "-xf", tar.toString());
        assertEquals(content(root.resolve("tree")), content(target.resolve("tree")));
        assertEquals(
                TIME, Files.getLastModifiedTime(target.resolve("tree/a.txt")).toInstant());
    }

    @Test
    void whatIsChosenComesByQueryAndByForm() throws Exception {
        Path zip = got(request("/tree/?archive=zip&name=a.txt&name=empty"));
        Path target = unpacked("unzip", "-q", zip.toString());
        assertEquals("[, a.txt, empty]", content(target).keySet().toString());
        Path tar = got(request("/tree/?archive=tar&name=nothing")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("name=in")));
        Path in = unpacked("tar", "-xf", tar.toString());
        assertEquals(content(root.resolve("tree/in")), content(in.resolve("in")));
        assertTrue(Files.exists(in.resolve("nothing")));
    }

    @Test
    void whatIsNoneIsSaidBeforeAnythingComes() throws Exception {
        assertEquals(404, status("/none/?archive=zip"));
        assertEquals(404, status("/tree/a.txt?archive=zip"));
        assertEquals(301, status("/tree?archive=zip"));
        assertEquals(404, status("/tree/?archive=zip&name=none"));
        assertEquals(400, status("/tree/?archive=zip&name=.."));
        assertEquals(400, status("/tree/?archive=zip&name=in/deep"));
        assertEquals(400, status("/tree/?archive=rar"));
        HttpRequest head = request("/?archive=tar")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<Void> answer = http.send(head, HttpResponse.BodyHandlers.discarding());
        assertEquals(
                "attachment; filename=\"files.tar\"; filename*=UTF-8''files.tar",
                answer.headers().firstValue("Content-Disposition").orElseThrow());
    }

    @Test
    void anArchiveThatCannotBeWholeBreaksOff() throws Exception {
        byte[] content = Trees.bytes(3, 200_000);
        Path source = Files.write(local.resolve("source"), content);
        Client.get(client.put(PutRequest.of("tree/in/stored"), source).future());
        Path stored = root.resolve("tree/in/stored");
        FileTime time = Files.getLastModifiedTime(stored);
        try (RandomAccessFile file = new RandomAccessFile(stored.toFile(), "rw")) {
            file.seek(100_000);
            file.write(content[100_000] ^ 1);
        }
        Files.setLastModifiedTime(stored, time);
        for (String format : new String[] {"zip", "tar"}) {
            HttpRequest request = request("/tree/?archive=" + format).build();
            assertThrows(IOException.class, () -> http.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        }
    }
}
