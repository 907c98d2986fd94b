package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.MemoryFiles;
import io.filetransfer.client.ScriptedServer;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands of one request each: what they ask, and what they say. */
@Timeout(60)
class RemoteCommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private void run(ScriptedServer.Script script, ExitCode expected, String... words) {
        try (ScriptedServer server = new ScriptedServer(script)) {
            String host = "127.0.0.1:" + server.config().build().port();
            for (int i = 0; i < words.length; i++) {
                words[i] = words[i].replace("HOST", host);
            }
            ExitCode code = new Program(Terminal.of(InputStream.nullInputStream(), out, err), Map.of()).run(words);
            assertEquals(expected, code, this::err);
            assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
        }
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aFileIsListedByItself() {
        byte[] content = new byte[12];
        run(
                peer -> {
                    assertEquals(Choice.LIST, peer.request().choice());
                    peer.send(new Failure(ErrorCode.NOT_A_DIRECTORY, "It is a file."));
                    Request stat = peer.request();
                    assertEquals(Choice.STAT, stat.choice());
                    assertEquals("d/x", stat.name());
                    MemoryFiles.Stored file = new MemoryFiles.Stored(content, MemoryFiles.MODIFIED, 0640);
                    peer.reply(MemoryFiles.head(file).with(Option.KIND, Kind.FILE));
                    peer.awaitClose();
                },
                ExitCode.OK,
                "ls",
                "HOST/d/x");
        assertEquals("d/x\n", out());
        assertEquals("", err());
    }

    @Test
    void aDirectoryIsMade() {
        run(
                peer -> {
                    Request request = peer.request();
                    assertEquals(Choice.MKDIR, request.choice());
                    assertEquals("a/b", request.name());
                    assertEquals(true, request.options().has(Option.PARENTS));
                    peer.reply(Options.NONE);
                    peer.awaitClose();
                },
                ExitCode.OK,
                "mkdir",
                "-p",
                "HOST/a/b");
        assertEquals("", out() + err());
    }

    @Test
    void aMoveThatIsRefused() {
        run(
                peer -> {
                    Request request = peer.request();
                    assertEquals(Choice.MOVE, request.choice());
                    assertEquals("a", request.name());
                    assertEquals("b", request.options().get(Option.TARGET, ""));
                    peer.send(new Failure(ErrorCode.EXISTS, "There is one."));
                    peer.awaitClose();
                },
                ExitCode.REFUSED,
                "mv",
                "HOST/a",
                "HOST/b");
        assertEquals("", out());
        assertTrue(err().startsWith("ftp-client: mv: ") && err().contains("(EXISTS)"), err());
    }
}
