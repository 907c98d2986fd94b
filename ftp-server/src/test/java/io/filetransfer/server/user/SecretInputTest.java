package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretInputTest {
    @TempDir
    Path directory;

    private final Queue<String> typed = new ArrayDeque<>();
    private final List<char[]> given = new ArrayList<>();
    private Map<String, String> environment = Map.of();
    private byte[] in = {};

    private String password(String file) throws IOException {
        SecretPrompt prompt = question -> {
            String answer = typed.poll();
            char[] secret = answer == null ? null : answer.toCharArray();
            given.add(secret);
            return secret;
        };
        return new SecretInput(environment, new ByteArrayInputStream(in), prompt).newPassword(file);
    }

    private String refusal(String file) {
        String message = assertThrows(IOException.class, () -> password(file)).getMessage();
        assertTrue(!message.contains("secret"), message);
        return message;
    }

    @Test
    void theFirstLineOfAFileOrOfStandardInput() throws Exception {
        String file = Files.writeString(directory.resolve("file"), "p\u00e4ss word \r\nanother line\n")
                .toString();
        assertEquals("p\u00e4ss word ", password(file));
        in = "from a pipe".getBytes(StandardCharsets.UTF_8);
        assertEquals("from a pipe", password("-"));
    }

    @Test
    void aFileGoesBeforeTheEnvironmentAndThatBeforeTheTerminal() throws Exception {
        environment = Map.of("FTP_SERVER_PASSWORD", "of the environment");
        typed.add("typed");
        in = "of a pipe\n".getBytes(StandardCharsets.UTF_8);
        assertEquals("of a pipe", password("-"));
        assertEquals("of the environment", password(null));
        assertEquals(1, typed.size());
    }

    @Test
    void whatCannotBeReadIsNoPassword() throws Exception {
        String missing = directory.resolve("missing").toString();
        assertEquals("there is no file " + missing, refusal(missing));
        in = "\nsecret in the second line".getBytes(StandardCharsets.UTF_8);
        assertEquals("the first line of - is empty", refusal("-"));
        in = new byte[0];
        assertEquals("the first line of - is empty", refusal("-"));
        in = "secret \u00e4".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("the password in - is not UTF-8", refusal("-"));
    }

    @Test
    void whatIsTypedTwiceIsTheSameAndTheSecondIsForgotten() throws Exception {
        typed.addAll(List.of("secret", "secret"));
        assertEquals("secret", password(null));
        assertArrayEquals("      ".toCharArray(), given.get(1));
        typed.addAll(List.of("secret", "secrte"));
        assertEquals("the two passwords differ; nothing was changed", refusal(null));
        typed.add("secret");
        assertEquals("the two passwords differ; nothing was changed", refusal(null));
        assertTrue(refusal(null).startsWith("there is no terminal"));
    }
}
