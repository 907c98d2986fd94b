package io.filetransfer.server;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.storage.Storage;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;

/** What tests of HTTP over the server's whole pipeline share. */
abstract class HttpTalkTestBase {
    final Talk talk;

    HttpTalkTestBase() throws Exception {
        this(null);
    }

    /** @param served null for that of {@link Talk} */
    HttpTalkTestBase(Storage served) throws Exception {
        // answers to every name, as one with users does
        ServerConfig config = ServerConfig.builder(Path.of("/")).insecure(true).build();
        talk = new Talk(config, new MemoryBudget(1 << 30), Security.NONE, served);
    }

    @AfterEach
    void close() {
        talk.close();
    }

    /** The answer to a request without a body. */
    final String ask(String... lines) {
        return talk.sendText(request(lines)).work().text();
    }

    /** The answer to a request with a body whose length is told. */
    final String send(String body, String... lines) {
        String length = "\r\nContent-Length: " + body.length();
        return talk.sendText(String.join("\r\n", lines) + length + "\r\nHost: files\r\n\r\n" + body)
                .work()
                .text();
    }

    static String request(String... lines) {
        return String.join("\r\n", lines) + "\r\nHost: files\r\n\r\n";
    }

    static String status(String answer) {
        return answer.isEmpty() ? "" : answer.substring("HTTP/1.1 ".length(), answer.indexOf('\r'));
    }

    static String field(String answer, String name) {
        int at = answer.indexOf("\r\n" + name + ": ");
        return at < 0 ? null : answer.substring(at + name.length() + 4, answer.indexOf('\r', at + 2));
    }

    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    static String digest(DigestAlgorithm algorithm, String content) {
        RunningDigest running = new RunningDigest(algorithm);
        running.update(Unpooled.copiedBuffer(content, StandardCharsets.UTF_8));
        Digest digest = running.digest();
        String key = algorithm == DigestAlgorithm.SHA256 ? "sha-256" : "crc32c";
        return key + "=:" + Base64.getEncoder().encodeToString(digest.bytes()) + ":";
    }
}
