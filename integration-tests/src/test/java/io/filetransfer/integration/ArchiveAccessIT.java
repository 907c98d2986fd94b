package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is in an archive is what its user may have; what a listing says of rights is what its user has. */
@Timeout(120)
class ArchiveAccessIT extends UsersServed {
    private HttpResponse<byte[]> got(String user, String path) throws Exception {
        String login = user + ":password of " + user;
        String basic = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", basic)
                .header("Accept", "application/json")
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private Set<String> names(byte[] zip) throws Exception {
        Set<String> names = new TreeSet<>();
        Path file = Files.write(directory.resolve("archive.zip"), zip);
        try (ZipFile all = new ZipFile(file.toFile())) {
            all.stream().forEach(entry -> names.add(entry.getName()));
        }
        return names;
    }

    @Test
    void whatMayNotBeReadOrListedIsNotInIt() throws Exception {
        user("set", "reader", "--allow", "none", "--path", "/secret");
        user("set", "reader", "--allow", "list", "--path", "/shown");
        user("set", "reader", "--allow", "read", "--path", "/known");
        for (String directory : new String[] {"open", "secret", "shown", "known"}) {
            Files.createDirectories(root.resolve(directory));
            Files.writeString(root.resolve(directory + "/file"), "x");
        }
        serve();
        assertEquals(
                "[home/, home/alice/, open/, open/file, shown/]",
                names(got("reader", "/?archive=zip").body()).toString());
        assertEquals(
                "[shown/]",
                names(got("reader", "/?archive=zip&name=shown&name=secret").body())
                        .toString());
        // As of any request: who may list the directory above knows that it is there.
        assertEquals(403, got("reader", "/secret/").statusCode());
        assertEquals(403, got("reader", "/secret/?archive=zip").statusCode());
        assertTrue(got("writer", "/?archive=tar").statusCode() >= 403);
        Files.createDirectories(root.resolve("home/alice"));
        Files.writeString(root.resolve("home/alice/mine"), "x");
        assertEquals("[mine]", names(got("alice", "/?archive=zip").body()).toString());
    }

    @Test
    void aListingSaysWhatMayBeDone() throws Exception {
        user("set", "reader", "--allow", "read,list,create", "--path", "/in");
        Files.createDirectories(root.resolve("in"));
        Files.createDirectories(root.resolve("home/alice"));
        serve();
        assertTrue(text(got("reader", "/")).startsWith("{\"path\":\"/\",\"may\":[\"read\",\"list\"],\"entries\":["));
        assertTrue(text(got("reader", "/in/")).contains("\"may\":[\"read\",\"list\",\"create\"]"));
        assertTrue(text(got("alice", "/")).contains("\"may\":[\"read\",\"list\",\"write\",\"create\",\"delete\"]"));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
