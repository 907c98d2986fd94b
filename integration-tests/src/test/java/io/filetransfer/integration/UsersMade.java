package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.server.user.UserProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** A file of users, made by the server's own program. */
final class UsersMade {
    /** Of everybody who has one. */
    static final String PASSWORD = "secret";

    private final Path file;

    UsersMade(Path file) {
        this.file = file;
    }

    /** @return what it printed: a token, where one is made */
    String run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--users", file.toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        Map<String, String> environment = Map.of("FTP_SERVER_PASSWORD", PASSWORD);
        int status = UserProgram.run(all, environment, InputStream.nullInputStream(), lines, lines, question -> null);
        assertEquals(0, status, out.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    /** Nobody who is there now has a right password any more, and a wrong one is found out in no time. */
    void makeWrongPasswordsCheap() throws IOException {
        String cheap = "password = \"$argon2id$v=19$m=8,t=1,p=1$" + "A".repeat(11) + "$" + "A".repeat(43) + "\"";
        Files.writeString(
                file, Files.readString(file).replaceAll("password = \"[^\"]*\"", Matcher.quoteReplacement(cheap)));
    }

    /** All tokens that end at some time have ended. */
    void expireTokens() throws IOException {
        Files.writeString(file, Files.readString(file).replaceAll("expires = \\S+", "expires = 2020-01-01T00:00:00Z"));
    }
}
